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

/** Plans are read for every deal, and asking Intl takes longer than all else about a plan. */
const known = new Set<string>()
const MOST_KNOWN = 1_000

/** Whether the name is one of the IANA time zones. */
export function isTimeZone(name: string): boolean {
  if (known.has(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    return false
  }
  // Letter case does not matter, so there is no end of names.
  if (known.size < MOST_KNOWN) known.add(name)
  return true
}
