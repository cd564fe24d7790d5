/** Dates and times as people read them; exact instants always name their time zone. */

/** "21 Nov 2026" in the viewer's locale and time zone. */
export function formatDay(instant: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(instant))
}

/** "21 Nov 2026, 10:42" in the viewer's locale and time zone. */
export function formatMoment(instant: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    new Date(instant),
  )
}

/** To the millisecond in the workspace's time zone, for the tooltip: what an auditor compares. */
export function exactMoment(instant: string, timeZone: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
    timeZone,
  }).format(new Date(instant))
}

/** A calendar date has no time zone: the 3rd is the 3rd everywhere. */
export function formatCalendarDate(date: string, locale?: string): string {
  return formatDay(`${date}T00:00:00Z`, locale, 'UTC')
}

/** "4 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(fromInstant: string, toInstant: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(toInstant) - Date.parse(fromInstant)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** Today's date in a time zone, as YYYY-MM-DD. */
export function dayIn(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone,
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

export interface DateRange {
  from: string
  to: string
}

/** The periods that statements are asked for, both ends inclusive, relative to a day (YYYY-MM-DD). */
export function statementPeriods(today: string): { label: string; range: DateRange }[] {
  const [year = 0, month = 0] = today.split('-').map(Number)
  const quarterStart = month - ((month - 1) % 3)
  return [
    { label: 'This month', range: { from: firstOf(year, month), to: today } },
    { label: 'Last month', range: { from: firstOf(year, month - 1), to: dayBefore(firstOf(year, month)) } },
    { label: 'This quarter', range: { from: firstOf(year, quarterStart), to: today } },
    { label: 'This year', range: { from: firstOf(year, 1), to: today } },
  ]
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10)
const firstOf = (year: number, month: number) => isoDay(new Date(Date.UTC(year, month - 1, 1)))
const dayBefore = (day: string) => isoDay(new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000))
