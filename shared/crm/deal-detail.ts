import type { CurrencyCode, Money } from '../money/money.ts'

/** What a CRM may keep beside a deal and an admin may have mirrored. */
export const DETAIL_KINDS = ['line_item', 'native_partner', 'contact_role'] as const
export type DetailKind = (typeof DETAIL_KINDS)[number]

interface Detail {
  externalId: string
  dealExternalId: string
  modifiedAt: Date | null
}

/** A product on a deal. */
export interface LineItem extends Detail {
  kind: 'line_item'
  productCode: string | null
  productName: string | null
  /** Decimal text; null where the CRM does not show it. */
  quantity: string | null
  /** The price of the whole line. null: none, or `amountProblem` says why it cannot be used. Never read as zero. */
  amount: Money | null
  currency: CurrencyCode | null
  amountProblem: string | null
}

/** An account that the CRM itself names as a partner on the deal. */
export interface NativePartner extends Detail {
  kind: 'native_partner'
  accountExternalId: string
  /** In the customer's own words: "Reseller". */
  role: string | null
  primary: boolean
}

/** Somebody with a part in the sale. */
export interface ContactRole extends Detail {
  kind: 'contact_role'
  contactExternalId: string
  /** null where we may not see it. */
  contactName: string | null
  role: string | null
  primary: boolean
}

export type DealDetail = LineItem | NativePartner | ContactRole

/** A detail that the CRM has deleted. */
export interface GoneDetail {
  kind: 'gone'
  externalId: string
}
