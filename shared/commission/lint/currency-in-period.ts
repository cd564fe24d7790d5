import type { LintFinding } from '../../contract/plan-api.ts'
import { shownDate } from '../../shown-date.ts'
import { daysBetween } from '../calendar.ts'
import { nextDay } from '../../plan/days.ts'
import { LAST_DATE } from '../../plan/publish-window.ts'
import { periodRange } from '../periods.ts'
import type { Period, Plan, Rule } from '../plan.ts'
import { warning } from './finding.ts'
import type { OtherPlan } from './lint-context.ts'
import { type Check, pathOf, shown, type Subject } from './subject.ts'

/**
 * Rules that go by what a partner had in the period so far, in a plan that begins within a period which a version in another
 * currency began: sums in that currency cannot be carried over, so that partners begin at zero.
 */
export const currencyWithinPeriod: Check = (subject) => {
  const { plan, context } = subject
  return plan.rules.flatMap((rule) =>
    periodsOf(subject, rule).flatMap(({ period, path, number }): LintFinding[] => {
      const { from: start, to: end } = periodRange(plan.effectiveFrom, period)
      const before = context.otherPlans
        .filter((other) => isBefore(other, plan, start))
        .toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0]
      if (!before) return []
      const from = before.effectiveFrom > start ? before.effectiveFrom : start
      return [
        warning('currency_changes_in_period', {
          path,
          about: [rule.id, path.replace(/^rules\[\d+\]\./, ''), before.id, plan.currency, plan.effectiveFrom],
          message: `It goes by the partner's ${period}, and this plan begins within one: version ${before.version} was in ${before.currency} from ${shownDate(from)} on.`,
          why: `What partners had in ${before.currency} in those ${counted(daysBetween(from, plan.effectiveFrom))} is not carried over, because no rate is set for that: on ${shownDate(plan.effectiveFrom)} each begins at ${shown(plan, 0n)} again, ${number}.`,
          fix:
            end === LAST_DATE
              ? `Keep ${before.currency}, or begin before the ${period} does.`
              : `Begin on ${shownDate(nextDay(end))}, when the next ${period} does, or keep ${before.currency} until then.`,
        }),
      ]
    }),
  )
}

interface Measured {
  period: Period
  path: string
  /** What beginning anew means, with an amount of the rule. */
  number: string
}

function periodsOf(subject: Subject, rule: Rule): Measured[] {
  const { rate, periodCap } = rule
  const measured: Measured[] = []
  if ((rate.kind === 'graduated' || rate.kind === 'volume') && rate.measure.kind === 'period') {
    const { period } = rate.measure
    const end = rate.bands[0]?.upToMinor ?? null
    const number =
      end === null ? 'below every band' : `with all ${shown(subject.plan, end)} of the first band before it`
    measured.push({ period, path: pathOf(subject, rule, 'rate.measure'), number })
  }
  if (periodCap) {
    const number = `with the whole cap of ${shown(subject.plan, periodCap.amountMinor)} to go`
    measured.push({ period: periodCap.period, path: pathOf(subject, rule, 'periodCap'), number })
  }
  return measured
}

/** In another currency and in force on a day of the period before this plan begins. */
function isBefore(other: OtherPlan, { currency, effectiveFrom }: Plan, start: string): boolean {
  return (
    other.currency !== undefined &&
    other.currency !== currency &&
    start < effectiveFrom &&
    other.effectiveFrom < effectiveFrom &&
    (other.effectiveTo === null || other.effectiveTo >= start) &&
    (other.effectiveTo === null || other.effectiveFrom <= other.effectiveTo)
  )
}

const counted = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`
