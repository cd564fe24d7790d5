import type { MoneyJson } from '../contract/money-json.ts'
import type { CreditRole } from '../credit/credit.ts'
import { toMoneyJson } from '../money/format.ts'
import { money } from '../money/money.ts'
import type { BasisName } from './bases.ts'
import type { FailedCondition } from './conditions.ts'
import type { EarningJson } from './earning-json.ts'
import type { Boundary, DecidingDate, Quantity } from './plan.ts'

/** Everything that made an amount what it is, as plain JSON: stored with the line, replayable, worded by `whyText`. */
export interface Why {
  plan: { id: string; version: number; currency: string; earning: EarningJson }
  inputs: WhyInputs
  /** null: no rule applied, `tried` and `outsidePlan` say why. */
  rule: { id: string; text: string } | null
  /** Set when the plan is not in force at the date that decides. */
  outsidePlan: {
    effectiveFrom: string
    effectiveTo: string | null
    decidingDate: DecidingDate
    date: string
  } | null
  /** Set when the commission was taken back for a reason outside the plan, such as a reopened deal. A clause: "the deal was reopened". */
  withdrawn: string | null
  tried: TriedRule[]
  steps: WhyStep[]
  amount: MoneyJson
}

export interface WhyInputs {
  dealId: string
  dealAmount: MoneyJson | null
  firstYearAcv: MoneyJson | null
  grossMargin: MoneyJson | null
  /** The products of the line items; null when they are not known. */
  products: string[] | null
  dealType: string | null
  region: string | null
  closeDate: string
  partnerId: string
  partnerType: string
  programme: string | null
  tier: string
  role: CreditRole
  /** Percent of the deal that the credit stands for, as it was written. */
  share: string
  registeredAt: string | null
  termsDate: string | null
}

export interface TriedRule {
  id: string
  text: string
  outcome: { kind: 'applied' } | { kind: 'failed'; failed: FailedCondition } | { kind: 'not_reached' }
}

/** "numerator/denominator" in minor units of the plan's currency, so that nothing is lost before the one rounding. */
export type ExactText = string

export type WhyStep =
  /** The deal is open: what it would collect is assumed. */
  | { step: 'assumed_collection'; on: string; amount: MoneyJson }
  | {
      step: 'basis'
      basis: BasisName
      amount: MoneyJson
      /** Those that count. */
      lineItems?: { product: string; amount: MoneyJson }[]
      collections?: { id: string; on: string; net: MoneyJson }[]
    }
  /** `inverse`: the stored rate is for the way back. */
  | { step: 'fx'; from: string; to: string; rate: string; on: string; inverse: boolean; exact: ExactText }
  | { step: 'percent'; percent: string; exact: ExactText }
  | { step: 'flat'; amount: MoneyJson }
  /** Where the partner stood in the period before this deal and stands with it. */
  | { step: 'period'; period: string; of: Quantity; before: MoneyJson; after: ExactText }
  /** What of the amount lies between `from` and `upTo`, and what it earns. */
  | {
      step: 'band'
      from: MoneyJson | null
      upTo: MoneyJson | null
      percent: string
      slice: ExactText
      exact: ExactText
    }
  /** `at`: the whole deal, or the period total with this deal and before it; what was before is subtracted. */
  | {
      step: 'volume'
      at: 'deal' | 'with_deal' | 'before_deal'
      from: MoneyJson | null
      upTo: MoneyJson | null
      boundary: Boundary
      percent: string
      position: ExactText
      exact: ExactText
    }
  /** One payment or refund; `year` and `percent` are null outside the term. `exact` is in minor units of the deal's currency. */
  | {
      step: 'recurring'
      collection: string
      on: string
      refunds: string | null
      year: number | null
      percent: string | null
      net: MoneyJson
      exact: ExactText
    }
  | { step: 'sum'; exact: ExactText }
  | { step: 'below_zero' }
  | { step: 'floor' | 'cap'; amount: MoneyJson }
  | { step: 'share'; percent: string; exact: ExactText }
  | { step: 'rounding'; rounding: 'half away from zero'; exact: ExactText; amount: MoneyJson }
  /** The partners that sourced the deal together; parts sum to the total. `own` is the credit of this line. */
  | {
      step: 'split'
      own: string
      total: MoneyJson
      parts: { creditId: string; share: string; amount: MoneyJson }[]
    }
  /** `before`: what the plan paid the partner in the period already, with earlier lines of this deal. */
  | {
      step: 'period_cap'
      period: string
      cap: MoneyJson
      before: MoneyJson
      remaining: MoneyJson
      limits: boolean
    }

/** The explanation of a commission that was taken back: what it had been, and why it is nothing now. */
export function withdrawnWhy(before: Why, because: string): Why {
  return { ...before, withdrawn: because, steps: [], amount: toMoneyJson(money(0n, before.amount.currency)) }
}
