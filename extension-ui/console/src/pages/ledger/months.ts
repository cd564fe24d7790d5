/** Months as "2026-11". They have no time zone: November is November everywhere. */

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export interface MonthRange {
  from: string
  to: string
}

/** "November 2026" in the viewer's locale. */
export function formatMonth(month: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )
}

/** The ranges that are asked for most, relative to a day (YYYY-MM-DD). */
export function monthPresets(today: string): { label: string; range: MonthRange }[] {
  const now = today.slice(0, 7)
  const [year = 0, month = 0] = now.split('-').map(Number)
  const before = monthOf(year, month - 1)
  const quarterStart = monthOf(year, month - ((month - 1) % 3))
  return [
    { label: 'This month', range: { from: now, to: now } },
    { label: 'Last month', range: { from: before, to: before } },
    { label: 'This quarter', range: { from: quarterStart, to: now } },
    { label: 'This year', range: { from: monthOf(year, 1), to: now } },
  ]
}

/** What an address asks for; a month that cannot be read falls back, both ends together. */
export function readRange(params: URLSearchParams, fallback: MonthRange): MonthRange {
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? '']
  return MONTH.test(from) && MONTH.test(to) ? { from, to } : fallback
}

/** Why a range cannot be asked for; null when it can. */
export function rangeProblem({ from, to }: MonthRange): string | null {
  if (!MONTH.test(from) || !MONTH.test(to)) return 'Write months such as 2026-03.'
  return from > to ? 'Ends before it begins.' : null
}

const monthOf = (year: number, month: number) =>
  new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 7)
