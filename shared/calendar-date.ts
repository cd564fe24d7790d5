const formatters = new Map<string, Intl.DateTimeFormat>()

/** The calendar date, "2026-03-31", on which an instant falls in a time zone. Throws RangeError for an unknown zone. */
export function calendarDate(instant: Date, timeZone: string): string {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    // Sweden writes dates as ISO does.
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formatters.set(timeZone, formatter)
  }
  return formatter.format(instant).padStart(10, '0')
}

/** Whether the name is one of the IANA time zones. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
