import type { DealType } from '../crm/deal.ts'
import type { CreditRole } from '../credit/credit.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import type { PartnerType } from '../partner/partner.ts'
import type { Period, Plan } from './plan.ts'

/**
 * Everything that a commission depends on. Preview, accrual, statement, simulation and replay give the same input and get
 * the same cents on any day.
 */
export interface CommissionInput {
  plan: Plan
  deal: CommissionDeal
  /** All credits of the deal under this plan, in the order in which they were given: splits are made between them. */
  credits: readonly CommissionCredit[]
  /**
   * What the customer paid and got back; order does not matter. null: the deal is still open, so what it would pay is computed
   * from one assumed payment of its amount on the close date. Empty: nothing was paid yet.
   */
  collections: readonly Collection[] | null
  /** Per partner; one that is absent had nothing before. */
  periodToDate: ReadonlyMap<string, PeriodToDate>
  fx: readonly ExchangeRate[]
}

/** What a plan looks at in a deal. null is unknown, never zero. */
export interface CommissionDeal {
  id: string
  currency: CurrencyCode | null
  amount: Money | null
  firstYearAcv: Money | null
  grossMargin: Money | null
  /** An empty list is a deal without products; null is not knowing. */
  lineItems: readonly { product: string; amount: Money }[] | null
  dealType: DealType | null
  region: string | null
  /** Calendar date in the plan's time zone. */
  closeDate: string
}

/** What a plan looks at in a credit. */
export interface CommissionCredit {
  creditId: string
  partnerId: string
  partnerType: PartnerType
  /** The programme's name; null when it is not said. */
  programme: string | null
  tier: string
  role: CreditRole
  /** The part of the deal that this credit stands for, above 0 and at most 1, and the same as it was written in percent. */
  share: Rational
  sharePercent: string
  /** First instant at which the registration was complete; null for a credit without one. */
  registeredAt: Date | null
  /** The calendar date that decides whether the plan is in force, where that is not the close date. */
  termsDate: string | null
}

/** A payment of the customer, or below zero a refund, in minor units of the deal's currency. */
export interface Collection {
  id: string
  /** Calendar date in the plan's time zone. */
  on: string
  amountMinor: bigint
  /** Parts of the amount that earn nothing; with the sign of the amount. */
  taxMinor: bigint
  shippingMinor: bigint
  discountMinor: bigint
  /** The payment that a refund gives back; null where nobody says. */
  refunds: string | null
}

/** What a partner had in each period of the close date before this deal, in minor units of the plan's currency. */
export type PeriodToDate = Readonly<Record<Period, PeriodTotals>>

export interface PeriodTotals {
  sourcedRevenueMinor: bigint
  influencedRevenueMinor: bigint
  commissionMinor: bigint
}

/** One unit of `from` was worth `rate` units of `to`. `text` is the rate as it was said. */
export interface ExchangeRate {
  from: CurrencyCode
  to: CurrencyCode
  /** Calendar date; good until the next one. */
  on: string
  rate: Rational
  text: string
}
