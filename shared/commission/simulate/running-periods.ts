import type { CommissionLine } from '../evaluate.ts'
import type { PeriodToDate, PeriodTotals } from '../input.ts'
import { NOTHING_BEFORE, periodName } from '../periods.ts'
import type { Period, Plan } from '../plan.ts'

/**
 * What each partner has had from each plan in the periods that run. Deals come by close date, so that a period that is over
 * is forgotten: memory grows with the partners alone.
 */
export class RunningPeriods {
  readonly #running = new Map<string, Record<Period, Running>>()

  /** What the partners had under the plan before a deal of this day; absent ones had nothing. */
  before(plan: Plan, closeDate: string, partnerIds: readonly string[]): Map<string, PeriodToDate> {
    const found = new Map<string, PeriodToDate>()
    if (!looksAtPeriods(plan)) return found
    for (const partnerId of partnerIds) {
      const running = this.#running.get(keyOf(plan, partnerId))
      if (running) found.set(partnerId, { month: of('month'), quarter: of('quarter'), year: of('year') })
      function of(period: Period): PeriodTotals {
        const { name, totals } = running?.[period] ?? { name: '', totals: NOTHING_BEFORE }
        return name === periodName(closeDate, period) ? totals : NOTHING_BEFORE
      }
    }
    return found
  }

  add(plan: Plan, closeDate: string, lines: readonly CommissionLine[]): void {
    if (!looksAtPeriods(plan)) return
    for (const line of lines) {
      const key = keyOf(plan, line.partnerId)
      const running = this.#running.get(key)
      this.#running.set(key, {
        month: plus(running?.month, periodName(closeDate, 'month'), line),
        quarter: plus(running?.quarter, periodName(closeDate, 'quarter'), line),
        year: plus(running?.year, periodName(closeDate, 'year'), line),
      })
    }
  }
}

interface Running {
  name: string
  totals: PeriodTotals
}

function plus(running: Running | undefined, name: string, line: CommissionLine): Running {
  const totals = running?.name === name ? running.totals : NOTHING_BEFORE
  const revenue = line.role === 'sourced' ? 'sourcedRevenueMinor' : 'influencedRevenueMinor'
  return {
    name,
    totals: {
      ...totals,
      [revenue]: totals[revenue] + line.revenueMinor,
      commissionMinor: totals.commissionMinor + line.amount.amountMinor,
    },
  }
}

/** The versions of a plan share what they paid; in another currency they could not. */
const keyOf = (plan: Plan, partnerId: string): string => `${plan.id}\n${plan.currency}\n${partnerId}`

const looked = new WeakMap<Plan, boolean>()

/** Most plans do not, and are then spared the counting. */
export function looksAtPeriods(plan: Plan): boolean {
  let looks = looked.get(plan)
  if (looks === undefined) {
    looks = plan.rules.some(
      ({ rate, periodCap }) => periodCap !== null || ('measure' in rate && rate.measure.kind === 'period'),
    )
    looked.set(plan, looks)
  }
  return looks
}
