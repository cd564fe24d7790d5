import { formatDecimal } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import { halfAwayFromZero, type Rational } from '../money/rounding.ts'

export function isWhole({ numerator, denominator }: Rational): boolean {
  return denominator === 1n || numerator % denominator === 0n
}

export function times(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

export function plus(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator)
    return { numerator: a.numerator + b.numerator, denominator: a.denominator }
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}

/** Half away from zero, to the nearest whole number. */
export function rounded({ numerator, denominator }: Rational): bigint {
  return denominator === 1n ? numerator : halfAwayFromZero(numerator, denominator)
}

/** Numerators over one denominator, which is enough to add and to compare them. */
export function overOneDenominator(fractions: readonly Rational[]): {
  numerators: bigint[]
  denominator: bigint
} {
  const denominator = fractions.reduce(
    (all, { denominator: one }) => (all % one === 0n ? all : all * one),
    1n,
  )
  return {
    numerators: fractions.map((fraction) => fraction.numerator * (denominator / fraction.denominator)),
    denominator,
  }
}

/** "numerator/denominator", as the explanation of an amount keeps it. */
export function exactText({ numerator, denominator }: Rational): string {
  return `${numerator}/${denominator}`
}

/** Decimal text of the nearest minor unit. */
export function inMinor(exact: Rational, currency: CurrencyCode): string {
  return formatDecimal({ amountMinor: rounded(exact), currency })
}
