import type { DealFieldName } from '../../crm/deal-fields.ts'
import type { Money } from '../../money/money.ts'
import type { PartnerType } from '../../partner/partner.ts'
import type { ExchangeRate } from '../input.ts'

/** What lint knows of the world around a plan; all of it comes from the caller, so that the same call finds the same on any day. */
export interface LintContext {
  /** Calendar date in the plan's time zone. */
  today: string
  /** Published versions for the same programme, with the windows that they have once this plan is published. */
  otherPlans: readonly OtherPlan[]
  /** Currencies of the deals of the last months. */
  dealCurrencies: readonly string[]
  rates: readonly ExchangeRate[]
  /** null: not known, and then nothing is said about tiers. */
  programme: { partnerType: PartnerType; tiers: readonly string[] } | null
  /** Which facts some CRM field is mapped to; without it nothing is said about that. */
  mappedFields?: readonly DealFieldName[] | undefined
  /** The deal that examples are made with, where its currency is the plan's; 10,000 of the plan's currency without. */
  typicalDealAmount?: Money | undefined
}

export interface OtherPlan {
  id: string
  key: string
  version: number
  /** Calendar dates, both ends inclusive; null has no end. */
  effectiveFrom: string
  effectiveTo: string | null
  programme: string
  /** Without it nothing is said about sums of a period that both have a part in. */
  currency?: string | undefined
}
