import type { DealType } from '../crm/deal.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import type { PartnerType } from '../partner/partner.ts'
import type { CreditRole } from '../credit/credit.ts'

/** What a plan looks at in a deal. null is unknown, never zero. */
export interface CommissionDeal {
  id: string
  currency: CurrencyCode | null
  amount: Money | null
  firstYearAcv: Money | null
  dealType: DealType | null
  /** Calendar date in the plan's time zone. */
  closeDate: string
}

/** What a plan looks at in a credit. */
export interface CommissionCredit {
  creditId: string
  partnerId: string
  partnerType: PartnerType
  tier: string
  role: CreditRole
  /** Basis points of the deal that this credit stands for; 10000 is all of it. */
  shareBps: number
}
