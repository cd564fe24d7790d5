const formatters = new Map<string, Intl.DateTimeFormat>()

/** How far a time zone is ahead of UTC at an instant, in milliseconds. */
export function offsetMsOf(timeZone: string, at: number): number {
  const formatter =
    formatters.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  formatters.set(timeZone, formatter)
  const name = formatter.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '')
  if (match === null) return 0
  const ms = (Number(match[2]) * 60 + Number(match[3])) * 60_000
  return match[1] === '-' ? -ms : ms
}

/** The instant at which a calendar day (YYYY-MM-DD) begins in a time zone. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // The offset is asked twice because the first guess may lie on the other side of a clock change.
  const guess = utc - offsetMsOf(timeZone, utc)
  return new Date(utc - offsetMsOf(timeZone, guess))
}
