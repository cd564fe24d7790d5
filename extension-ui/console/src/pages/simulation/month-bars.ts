import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { formatMoney } from '../../format/money.ts'

export interface MonthBar {
  month: string
  /** Only for the height of a bar: a float may be a pixel off and never a cent, since texts show the amounts themselves. */
  now: number | null
  then: number
  nowText: string
  thenText: string
}

export const monthBars = (months: SimulationResult['months']): MonthBar[] =>
  months.map(({ month, now, then }) => ({
    month: monthName(month),
    now: now && Number(now.amount),
    then: Number(then.amount),
    nowText: now ? formatMoney(now) : 'not known',
    thenText: formatMoney(then),
  }))

/** "2026-03" as "Mar 2026" in the viewer's locale. */
export const monthName = (month: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-01T00:00:00Z`),
  )
