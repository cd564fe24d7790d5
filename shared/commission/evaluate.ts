import { type CreditRole, oneCreditPerPartner } from '../credit/credit.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import { isKnown } from './basis-amount.ts'
import type { BasisName } from './bases.ts'
import { type DealFacts, dealFacts } from './deal-facts.ts'
import { rounded, times } from './exact.ts'
import type { CommissionCredit, CommissionInput } from './input.ts'
import { dealAmountOf, goesByPeriod, roundLine, shareOf, withinPeriodCap } from './line-amount.ts'
import { matchRules, type Match } from './match-rules.ts'
import { type PreparedPlan, type PreparedRule, preparePlan } from './prepare-plan.ts'
import { ruleBasis } from './rates.ts'
import { type SplitPool, splitPools } from './split-pools.ts'
import type { Why, WhyStep } from './why.ts'
import { explain } from './explain.ts'

export interface CommissionLine {
  creditId: string
  partnerId: string
  role: CreditRole
  /** null when no rule applies; the amount is then zero. */
  ruleId: string | null
  /** In the plan's currency; never below zero. */
  amount: Money
  /**
   * What the deal adds to the partner's revenue of the period, in minor units of the plan's currency: what the rule is applied
   * to, else the deal amount, times the share. On the first line of each credit; zero outside the plan's window.
   */
  revenueMinor: bigint
  /** Computed from what the customer paid, and therefore released with it. */
  cash: boolean
  /** null only when it was not asked for. */
  why: Why | null
}

export type CommissionOutcome =
  /** One line per credit, and one more for each stacked rule that matches. */
  | { kind: 'lines'; lines: CommissionLine[] }
  /** The amount that a rule needs is unknown, so the commission is too: it is not zero. */
  | { kind: 'no_amount'; missing: BasisName }
  /** The deal is in another currency than the plan, and no rate is known on the close date. */
  | { kind: 'needs_rate'; from: CurrencyCode; to: CurrencyCode; on: string }

/**
 * What each credit of a deal earns under a plan. Pure: preview, accrual, statement, simulation and replay call it with the same
 * inputs and get the same cents on any day. Fractions stay exact up to one rounding per line, half away from zero. A partner
 * that is sourced and influenced is only sourced.
 */
export function evaluateCommission(
  input: CommissionInput,
  options: { why?: boolean } = {},
): CommissionOutcome {
  const why = options.why !== false
  const facts = dealFacts(input)
  if (facts.kind !== 'known') return facts
  const plan = preparePlan(input.plan)
  const credits = oneCreditPerPartner(input.credits)
  const matched = credits.map((credit) => matchRules(facts, plan, credit, why))
  const missing = missingOf(facts, matched)
  if (missing !== null) return { kind: 'no_amount', missing }
  const pools = matched.length < 2 ? NO_POOLS : splitPools(facts, matched, why)
  const lines: CommissionLine[] = []
  for (const match of matched) creditLines(facts, plan, match, pools, why, lines)
  return { kind: 'lines', lines }
}

/** What a rule that applies needs and the deal does not have; null when there is nothing. */
function missingOf({ deal }: DealFacts, matched: readonly Match[]): BasisName | null {
  for (const { applied } of matched) {
    for (const { needs } of applied) {
      if (needs !== null && !isKnown(deal, needs)) return needs
    }
  }
  return null
}

const NO_POOLS: ReadonlyMap<PreparedRule, SplitPool> = new Map()

function creditLines(
  facts: DealFacts,
  plan: PreparedPlan,
  match: Match,
  pools: ReadonlyMap<PreparedRule, SplitPool>,
  why: boolean,
  lines: CommissionLine[],
): void {
  const { credit, applied } = match
  if (applied.length === 0) {
    const revenueMinor = match.inForce ? revenue(facts.dealAmount, credit) : 0n
    lines.push(line(facts, plan, match, null, 0n, revenueMinor, why ? [] : null))
    return
  }
  let paidMinor = 0n
  for (let index = 0; index < applied.length; index++) {
    const prepared = applied[index]!
    const steps: WhyStep[] | null = why ? [] : null
    const pool = pools.get(prepared)
    const basis = ruleBasis(facts, prepared, pool ? null : steps)
    const earned = pool
      ? pooled(pool, credit, steps)
      : roundLine(
          facts,
          shareOf(dealAmountOf(facts, prepared, basis, credit, steps), prepared, credit, steps),
          steps,
        )
    const amountMinor = withinPeriodCap(facts, prepared, credit, earned, paidMinor, steps)
    paidMinor += amountMinor
    const revenueMinor = index === 0 ? revenue(revenueBasis(prepared, basis) ?? facts.dealAmount, credit) : 0n
    lines.push(line(facts, plan, match, prepared, amountMinor, revenueMinor, steps))
  }
}

function pooled(pool: SplitPool, { creditId }: CommissionCredit, steps: WhyStep[] | null): bigint {
  if (steps && pool.split) steps.push(...pool.steps, { ...pool.split, own: creditId })
  return pool.parts.get(creditId) ?? 0n
}

/** Payments come in one by one; a deal is revenue of the period in which it closes, whole. */
function revenueBasis(prepared: PreparedRule, basis: Rational | null): Rational | null {
  return prepared.cash && !goesByPeriod(prepared) ? null : basis
}

function revenue(basis: Rational, { share }: CommissionCredit): bigint {
  return rounded(share.numerator === share.denominator ? basis : times(basis, share))
}

function line(
  facts: DealFacts,
  plan: PreparedPlan,
  match: Match,
  prepared: PreparedRule | null,
  amountMinor: bigint,
  revenueMinor: bigint,
  steps: WhyStep[] | null,
): CommissionLine {
  const { creditId, partnerId, role } = match.credit
  const amount = { amountMinor, currency: facts.currency }
  return {
    creditId,
    partnerId,
    role,
    ruleId: prepared === null ? null : prepared.rule.id,
    amount,
    revenueMinor,
    cash: prepared !== null && prepared.cash,
    why: steps && explain(facts, plan, match, prepared, amount, steps),
  }
}
