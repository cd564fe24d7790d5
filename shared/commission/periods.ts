import { addMonths } from './calendar.ts'
import type { PeriodTotals } from './input.ts'
import type { Period } from './plan.ts'

const MONTHS: Record<Period, number> = { month: 1, quarter: 3, year: 12 }

/** The period in which a calendar date lies: "2026-03", "2026-Q1", "2026". */
export function periodName(date: string, period: Period): string {
  if (period === 'year') return date.slice(0, 4)
  if (period === 'month') return date.slice(0, 7)
  return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`
}

/** First and last day of the period in which a calendar date lies. */
export function periodRange(date: string, period: Period): { from: string; to: string } {
  const months = MONTHS[period]
  const month = Number(date.slice(5, 7))
  const first = month - ((month - 1) % months)
  const start = `${date.slice(0, 5)}${String(first).padStart(2, '0')}`
  // The 31st becomes the last day of a shorter month; the day after it may be of a year with five digits.
  return { from: `${start}-01`, to: addMonths(`${start}-31`, months - 1) }
}

/** A partner that had nothing yet. */
export const NOTHING_BEFORE: PeriodTotals = {
  sourcedRevenueMinor: 0n,
  influencedRevenueMinor: 0n,
  commissionMinor: 0n,
}
