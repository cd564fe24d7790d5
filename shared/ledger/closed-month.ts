import type { Posting } from './posting.ts'

/** What a caller wants entered, as far as its date goes. */
interface Dated {
  cause: unknown
  effectiveAt: Date
}

/**
 * A closed month takes no entry: one that belongs there is dated now - or, where a clock runs behind, at the first instant
 * that is open - and its cause keeps the date that it belongs to as `asOf`.
 */
export function datedInOpenMonth<Entry extends { cause: Record<string, unknown>; effectiveAt: Date }>(
  entry: Entry,
  now: Date,
  closedUntil: Date | null,
): Pick<Entry, 'effectiveAt'> & { cause: Record<string, unknown> } {
  const { cause, effectiveAt } = entry
  if (closedUntil === null || effectiveAt >= closedUntil) return { cause, effectiveAt }
  return {
    cause: { ...cause, asOf: effectiveAt.toISOString() },
    effectiveAt: now > closedUntil ? now : closedUntil,
  }
}

/** The inverse: what was asked for, from what was entered. Repeats are recognised by this, whatever closed since. */
export function asRequested<Entry extends Dated & { kind: string; postings: readonly Posting[] }>(
  entry: Entry,
): Entry {
  const { cause } = entry
  if (typeof cause !== 'object' || cause === null || !('asOf' in cause)) return entry
  const { asOf, ...own } = cause
  return { ...entry, cause: own, effectiveAt: new Date(String(asOf)) }
}
