import { toMoneyJson } from '../money/format.ts'
import type { Rational } from '../money/rounding.ts'
import type { DealFacts } from './deal-facts.ts'
import { exactText, isWhole, rounded, times } from './exact.ts'
import type { CommissionCredit } from './input.ts'
import { periodName } from './periods.ts'
import type { PreparedRule } from './prepare-plan.ts'
import { rateAmount } from './rates.ts'
import type { WhyStep } from './why.ts'

/** Whether the credit's share is in the partner's position already, so that no further share is applied. */
export function goesByPeriod({ rule: { rate } }: PreparedRule): boolean {
  return (rate.kind === 'graduated' || rate.kind === 'volume') && rate.measure.kind === 'period'
}

/** What a rule pays on the deal before shares, within its floor and cap; exact. */
export function dealAmountOf(
  facts: DealFacts,
  prepared: PreparedRule,
  basis: Rational | null,
  credit: CommissionCredit,
  steps: WhyStep[] | null,
): Rational {
  const { floorMinor, capMinor } = prepared.rule
  const exact = rateAmount(facts, prepared, basis, credit, steps)
  if (exact.numerator < 0n) {
    steps?.push({ step: 'below_zero' })
    return NOTHING
  }
  if (floorMinor === null && capMinor === null) return exact
  const part = goesByPeriod(prepared) ? credit.share : null
  // A floor makes more of something, never something of nothing.
  if (floorMinor !== null && exact.numerator > 0n) {
    const floor = partOf(floorMinor, part)
    if (exact.numerator < floor * exact.denominator) return bound(facts, 'floor', floor, steps)
  }
  if (capMinor !== null) {
    const cap = partOf(capMinor, part)
    if (exact.numerator > cap * exact.denominator) return bound(facts, 'cap', cap, steps)
  }
  return exact
}

const NOTHING: Rational = { numerator: 0n, denominator: 1n }

/** Bounds are for the whole deal. Rounded down, so that the parts of partners that share it stay within the cap. */
function partOf(minor: bigint, share: Rational | null): bigint {
  return share === null ? minor : (minor * share.numerator) / share.denominator
}

function bound(facts: DealFacts, step: 'floor' | 'cap', minor: bigint, steps: WhyStep[] | null): Rational {
  steps?.push({ step, amount: toMoneyJson({ amountMinor: minor, currency: facts.currency }) })
  return { numerator: minor, denominator: 1n }
}

/** The credit's part of what the rule pays on the deal; the share of a period's total was taken before. */
export function shareOf(
  exact: Rational,
  prepared: PreparedRule,
  credit: CommissionCredit,
  steps: WhyStep[] | null,
): Rational {
  const { share } = credit
  if (share.numerator === share.denominator || goesByPeriod(prepared)) return exact
  const part = times(exact, share)
  steps?.push({ step: 'share', percent: credit.sharePercent, exact: exactText(part) })
  return part
}

/** The one rounding of a line, half away from zero. */
export function roundLine(facts: DealFacts, exact: Rational, steps: WhyStep[] | null): bigint {
  const amountMinor = rounded(exact)
  if (steps && !isWhole(exact))
    steps.push({
      step: 'rounding',
      rounding: 'half away from zero',
      exact: exactText(exact),
      amount: toMoneyJson({ amountMinor, currency: facts.currency }),
    })
  return amountMinor
}

/** What the period's cap leaves of a line. `onThisDealMinor`: earlier lines of the partner on the same deal. */
export function withinPeriodCap(
  facts: DealFacts,
  { rule: { periodCap } }: PreparedRule,
  credit: CommissionCredit,
  amountMinor: bigint,
  onThisDealMinor: bigint,
  steps: WhyStep[] | null,
): bigint {
  if (periodCap === null) return amountMinor
  const { period, amountMinor: cap } = periodCap
  const totals = facts.input.periodToDate.get(credit.partnerId)?.[period]
  const before = (totals?.commissionMinor ?? 0n) + onThisDealMinor
  const remaining = before >= cap ? 0n : cap - before
  const limits = amountMinor > remaining
  if (steps) {
    const shown = (minor: bigint) => toMoneyJson({ amountMinor: minor, currency: facts.currency })
    steps.push({
      step: 'period_cap',
      period: periodName(facts.deal.closeDate, period),
      cap: shown(cap),
      before: shown(before),
      remaining: shown(remaining),
      limits,
    })
  }
  return limits ? remaining : amountMinor
}
