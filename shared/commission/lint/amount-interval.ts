import type { AmountRange } from '../conditions.ts'

/**
 * Amounts from the lowest to the highest, as places: twice the minor units, and the odd place between two of them stands for
 * all that lies strictly between, which an amount converted from another currency can. So "above" and "at least" stay apart.
 * Both ends inclusive; null has no end.
 */
export interface Interval {
  from: bigint | null
  to: bigint | null
}

export const EVERY_AMOUNT: Interval = { from: null, to: null }

/** The place of an amount. */
export function placeOf(amountMinor: bigint): bigint {
  return 2n * amountMinor
}

/** The highest whole amount at or below a place. */
export function amountBelow(place: bigint): bigint {
  return (place - (((place % 2n) + 2n) % 2n)) / 2n
}

/** The lowest whole amount at or above a place. */
export function amountAbove(place: bigint): bigint {
  return amountBelow(place + 1n)
}

/** The amounts of a range; null when there are none. */
export function intervalOf(range: AmountRange | undefined): Interval | null {
  if (!range) return EVERY_AMOUNT
  const { atLeast, above, atMost, below } = range
  return within(
    {
      from: atLeast === undefined ? null : placeOf(atLeast),
      to: atMost === undefined ? null : placeOf(atMost),
    },
    {
      from: above === undefined ? null : placeOf(above) + 1n,
      to: below === undefined ? null : placeOf(below) - 1n,
    },
  )
}

export function contains({ from, to }: Interval, place: bigint): boolean {
  return (from === null || place >= from) && (to === null || place <= to)
}

export function covers(outer: Interval, inner: Interval): boolean {
  const low = outer.from === null || (inner.from !== null && inner.from >= outer.from)
  return low && (outer.to === null || (inner.to !== null && inner.to <= outer.to))
}

/** What two have in common; null when that is nothing. */
export function within(a: Interval, b: Interval): Interval | null {
  const from = a.from === null ? b.from : b.from === null || a.from > b.from ? a.from : b.from
  const to = a.to === null ? b.to : b.to === null || a.to < b.to ? a.to : b.to
  return from !== null && to !== null && from > to ? null : { from, to }
}

/** Several as few: those that touch or overlap become one, the lowest first. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const next of intervals.toSorted((a, b) => ascending(a.from, b.from))) {
    const last = result.at(-1)
    const touches = last && (last.to === null || next.from === null || next.from <= last.to + 1n)
    if (!touches) result.push({ ...next })
    else if (last.to !== null && (next.to === null || next.to > last.to)) last.to = next.to
  }
  return result
}

function ascending(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0
  if (a === null) return -1
  return b === null || a > b ? 1 : -1
}
