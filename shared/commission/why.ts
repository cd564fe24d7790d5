import type { MoneyJson } from '../contract/money-json.ts'
import type { CreditRole } from '../credit/credit.ts'
import { toMoneyJson } from '../money/format.ts'
import { money } from '../money/money.ts'
import type { BasisName } from './bases.ts'
import type { FailedCondition } from './conditions.ts'
import type { EarningKind } from './earning.ts'

/** Everything that made an amount what it is, as plain JSON: stored with the line, replayable, worded by `whyText`. */
export interface Why {
  plan: { id: string; version: number; currency: string; earning: EarningKind }
  inputs: {
    dealId: string
    dealAmount: MoneyJson | null
    firstYearAcv: MoneyJson | null
    dealType: string | null
    closeDate: string
    partnerId: string
    partnerType: string
    tier: string
    role: CreditRole
    shareBps: number
  }
  /** null: no rule applied, `tried` and `outsidePlan` say why. */
  rule: { id: string; text: string } | null
  /** Set when the plan is not in force at the close date. */
  outsidePlan: { effectiveFrom: string; effectiveTo: string | null } | null
  /** Set when the commission was taken back for a reason outside the plan, such as a reopened deal. A clause: "the deal was reopened". */
  withdrawn: string | null
  tried: TriedRule[]
  steps: WhyStep[]
  amount: MoneyJson
}

export interface TriedRule {
  id: string
  text: string
  outcome: { kind: 'applied' } | { kind: 'failed'; failed: FailedCondition } | { kind: 'not_reached' }
}

/** Exact values are "numerator/denominator" in minor units, so that nothing is lost before the one rounding. */
export type WhyStep =
  | { step: 'basis'; basis: BasisName; amount: MoneyJson }
  | { step: 'percent'; percent: string; exact: string }
  | { step: 'flat'; amount: MoneyJson }
  | { step: 'share'; shareBps: number; exact: string }
  | { step: 'floor' | 'cap'; amount: MoneyJson }
  | { step: 'below_zero' }
  | { step: 'rounding'; rounding: 'half away from zero'; exact: string; amount: MoneyJson }

/** The explanation of a commission that was taken back: what it had been, and why it is nothing now. */
export function withdrawnWhy(before: Why, because: string): Why {
  return { ...before, withdrawn: because, steps: [], amount: toMoneyJson(money(0n, before.amount.currency)) }
}
