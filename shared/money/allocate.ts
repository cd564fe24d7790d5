import { divideRounded, halfAwayFromZero, towardZero } from './rounding.ts'

/**
 * Splits a total by weights so that the parts sum to it exactly. What rounding leaves over goes one unit each to
 * the largest remainders, earlier ones first: 1000.00 in three is 333.34 / 333.33 / 333.33.
 * Throws RangeError when a weight is negative or all are zero.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n)
  if (weights.some((weight) => weight < 0n) || sum === 0n) {
    throw new RangeError('An amount is split by weights of zero or more, at least one of them above zero.')
  }
  const size = total < 0n ? -total : total
  const parts = weights.map((weight) => divideRounded(size * weight, sum, towardZero))
  let left = size - parts.reduce((a, b) => a + b, 0n)
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of order) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return total < 0n ? parts.map((part) => -part) : parts
}

/**
 * How much of `total` belongs to the first `part` of `whole`. Take the difference of two of these for one instalment:
 * rounding then never drifts, and the last instalment makes the total exact.
 */
export function cumulativeShare(total: bigint, part: bigint, whole: bigint): bigint {
  return divideRounded(total * part, whole, halfAwayFromZero)
}
