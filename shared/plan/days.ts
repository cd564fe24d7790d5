import { addMonths } from '../commission/calendar.ts'

/** The calendar date after this one. */
export function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The first day of the month after the one of this date. */
export function firstOfNextMonth(date: string): string {
  return addMonths(`${date.slice(0, 7)}-01`, 1)
}

/** An instant that falls on this calendar date where `dateOf` reads dates. */
export function instantOn(date: string, dateOf: (instant: Date) => string): Date {
  // Noon UTC is the same date everywhere up to UTC+11; beyond, midnight UTC is.
  const noon = new Date(`${date}T12:00:00Z`)
  return dateOf(noon) === date ? noon : new Date(`${date}T00:00:00Z`)
}
