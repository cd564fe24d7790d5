const DAY_MS = 24 * 60 * 60 * 1000

/** The last instant of protection: exactly `days` × 24 hours after approval, whatever the calendar or a time zone does meanwhile. */
export function protectedUntil(approvedAt: Date, days: number): Date {
  if (!Number.isSafeInteger(days) || days <= 0)
    throw new RangeError('Protection lasts a whole number of days above zero.')
  return new Date(approvedAt.getTime() + days * DAY_MS)
}

/** True up to and including the last instant. */
export function isProtected(until: Date | null, at: Date): boolean {
  return until !== null && at.getTime() <= until.getTime()
}
