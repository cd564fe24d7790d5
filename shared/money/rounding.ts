/** An exact fraction; the denominator is above zero. Rates and products of them stay exact until one rounding. */
export interface Rational {
  numerator: bigint
  denominator: bigint
}

/** Turns `numerator / denominator` into a whole number. The denominator is above zero. */
export type Rounding = (numerator: bigint, denominator: bigint) => bigint

/** 14.5 → 15 and -14.5 → -15: reversing an amount gives exactly its opposite. */
export const halfAwayFromZero: Rounding = (numerator, denominator) => {
  // Sums of two, because they take less time than products with 2.
  if (numerator < 0n) return -((denominator - numerator - numerator) / (denominator + denominator))
  return (numerator + numerator + denominator) / (denominator + denominator)
}

/** Drops the remainder: 14.9 → 14 and -14.9 → -14. */
export const towardZero: Rounding = (numerator, denominator) => numerator / denominator

/** Any sign in either place; throws RangeError when the denominator is zero. */
export function divideRounded(
  numerator: bigint,
  denominator: bigint,
  rounding: Rounding = halfAwayFromZero,
): bigint {
  if (denominator === 0n) throw new RangeError('An amount cannot be divided by zero.')
  return denominator < 0n ? rounding(-numerator, -denominator) : rounding(numerator, denominator)
}

/** `amount × rate`, rounded once. */
export function multiplyRounded(
  amount: bigint,
  rate: Rational,
  rounding: Rounding = halfAwayFromZero,
): bigint {
  return divideRounded(amount * rate.numerator, rate.denominator, rounding)
}
