import type { Rational } from '../money/rounding.ts'
import { basisMinor } from './basis-amount.ts'
import { graduated, volume } from './bands.ts'
import { type DealFacts, inPlanCurrency } from './deal-facts.ts'
import { exactText, times } from './exact.ts'
import { toMoneyJson } from '../money/format.ts'
import type { CommissionCredit } from './input.ts'
import { periodName } from './periods.ts'
import type { Measure, Rate } from './plan.ts'
import type { PreparedRule } from './prepare-plan.ts'
import { recurringAmount } from './recurring.ts'
import type { WhyStep } from './why.ts'

/** What a rule is applied to, exact in the plan's currency; null for one that needs nothing or goes payment by payment. */
export function ruleBasis(
  facts: DealFacts,
  prepared: PreparedRule,
  steps: WhyStep[] | null,
): Rational | null {
  const { rate, basis } = prepared.rule
  if (rate.kind === 'flat' || rate.kind === 'recurring' || basis === null) return null
  // Converted already; only its explanation is to be recorded.
  if (basis === 'dealAmount' && steps === null) return facts.dealAmount
  return inPlanCurrency(facts, basisMinor(facts, basis, prepared, steps), steps)
}

/** What a rate makes of its basis, in minor units of the plan's currency, not rounded. */
export function rateAmount(
  facts: DealFacts,
  prepared: PreparedRule,
  basis: Rational | null,
  credit: CommissionCredit,
  steps: WhyStep[] | null,
): Rational {
  const { rate } = prepared.rule
  switch (rate.kind) {
    case 'flat':
      steps?.push({
        step: 'flat',
        amount: toMoneyJson({ amountMinor: rate.amountMinor, currency: facts.currency }),
      })
      return { numerator: rate.amountMinor, denominator: 1n }
    case 'recurring':
      return recurringAmount(facts, rate, prepared, steps)
    default:
      // Only the two kinds above have no basis; the parser makes sure of it.
      return ofBasis(facts, prepared, rate, basis!, credit, steps)
  }
}

function ofBasis(
  facts: DealFacts,
  prepared: PreparedRule,
  rate: Exclude<Rate, { kind: 'flat' | 'recurring' }>,
  basis: Rational,
  credit: CommissionCredit,
  steps: WhyStep[] | null,
): Rational {
  if (rate.kind === 'percent') {
    const { fraction } = rate
    const exact =
      basis.denominator === 1n
        ? { numerator: basis.numerator * fraction.numerator, denominator: fraction.denominator }
        : times(basis, fraction)
    steps?.push({ step: 'percent', percent: rate.percent, exact: exactText(exact) })
    return exact
  }
  const { bands } = prepared
  if (!bands) throw new Error(`rule ${prepared.rule.id} has no bands`)
  if (rate.measure.kind === 'deal') {
    return rate.kind === 'graduated'
      ? graduated(bands, 0n, basis, steps)
      : volume(bands, rate.boundary, basis, 'deal', steps)
  }
  const { before, after } = positions(facts, rate.measure, basis, credit, steps)
  if (rate.kind === 'graduated') return graduated(bands, before, after, steps)
  const whole = volume(bands, rate.boundary, after, 'with_deal', steps)
  const had = volume(bands, rate.boundary, { numerator: before, denominator: 1n }, 'before_deal', steps)
  const exact = {
    numerator: whole.numerator - had.numerator * after.denominator,
    denominator: whole.denominator,
  }
  steps?.push({ step: 'sum', exact: exactText(exact) })
  return exact
}

/** Where the partner stands in the period without this deal, and with its share of it. */
function positions(
  { input, deal, currency }: DealFacts,
  measure: Extract<Measure, { kind: 'period' }>,
  basis: Rational,
  credit: CommissionCredit,
  steps: WhyStep[] | null,
): { before: bigint; after: Rational } {
  const totals = input.periodToDate.get(credit.partnerId)?.[measure.period]
  const before =
    (measure.of === 'sourcedRevenue' ? totals?.sourcedRevenueMinor : totals?.influencedRevenueMinor) ?? 0n
  const { numerator, denominator } = times(basis, credit.share)
  const after = { numerator: before * denominator + numerator, denominator }
  steps?.push({
    step: 'period',
    period: periodName(deal.closeDate, measure.period),
    of: measure.of,
    before: toMoneyJson({ amountMinor: before, currency }),
    after: exactText(after),
  })
  return { before, after }
}
