import { InvalidAmount, parseDecimal } from '../../shared/money/parse-decimal.ts'

/** Why text is no exchange rate, to be read after the name of its field; null where it is one. */
export function rateProblem(rate: string): string | null {
  try {
    return parseDecimal(rate).numerator > 0n ? null : 'must be above zero'
  } catch (error) {
    if (error instanceof InvalidAmount) return error.message
    throw error
  }
}

/** Whether two decimals are the same number: 1.09 is 1.090. */
export function sameNumber(a: string, b: string): boolean {
  const [x, y] = [parseDecimal(a), parseDecimal(b)]
  return x.numerator * y.denominator === y.numerator * x.denominator
}
