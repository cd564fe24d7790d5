import { calendarDate } from './calendar-date.ts'

const HOUR_MS = 3_600_000

/**
 * The first instant of a calendar date in a time zone. Where clocks go forward at midnight that is not 00:00. Throws
 * RangeError for an unknown zone.
 */
export function startOfDay(date: string, timeZone: string): Date {
  const middle = Date.parse(`${date}T00:00:00Z`)
  // No zone is further from UTC than this; in between, the date only ever goes up.
  let [before, from] = [middle - 27 * HOUR_MS, middle + 27 * HOUR_MS]
  while (from - before > 1) {
    const half = Math.floor((before + from) / 2)
    if (calendarDate(new Date(half), timeZone) >= date) from = half
    else before = half
  }
  return new Date(from)
}
