import locale from '@salesforce/i18n/locale'
import timeZone from '@salesforce/i18n/timeZone'

/*
 * How this viewer reads money and time: the locale and the time zone of their Salesforce settings.
 */

const instantFormat = new Intl.DateTimeFormat(locale, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone,
  timeZoneName: 'short',
})
const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

/**
 * Currency symbol and every decimal that the server sent; the text is never turned into a float, and Intl formats
 * numeric text exactly however long it is.
 * @param {{ amount: string, currency: string }} money
 */
export function money({ amount, currency }) {
  const digits = amount.split('.')[1]?.length ?? 0
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount)
}

/** Unknown is not zero: a dash for what nobody knows. */
export function moneyOrDash(amount) {
  return amount ? money(amount) : '–'
}

/** @param {string} text a calendar day, 'YYYY-MM-DD' */
export function day(text) {
  return dayFormat.format(new Date(`${text}T00:00:00Z`))
}

/** @param {string} iso an instant, shown in the viewer's time zone, which it names */
export function instant(iso) {
  return instantFormat.format(new Date(iso))
}

/** "2 minutes ago" within a day, otherwise the instant. */
export function ago(iso, nowMs = Date.now()) {
  const seconds = Math.floor((nowMs - Date.parse(iso)) / 1000)
  if (seconds < 0 || seconds >= 86_400) return instant(iso)
  if (seconds < 60) return relativeFormat.format(0, 'minute')
  return seconds < 3_600
    ? relativeFormat.format(-Math.floor(seconds / 60), 'minute')
    : relativeFormat.format(-Math.floor(seconds / 3_600), 'hour')
}

/** A label with its places filled: fill('Tag {0} as {1}', 'Northwind', 'sourced'). */
export function fill(label, ...values) {
  return label.replace(/\{(\d)\}/g, (place, index) => values[index] ?? place)
}
