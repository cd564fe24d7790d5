import { exponentOf } from './currency.ts'
import type { CurrencyCode, Money } from './money.ts'
import type { Rational } from './rounding.ts'

/** Text that is not an amount, with a sentence that says why and repeats what was read. */
export class InvalidAmount extends Error {
  readonly text: string
  readonly problem: 'empty' | 'not_a_number' | 'negative' | 'too_many_decimals' | 'too_large'

  constructor(text: string, problem: InvalidAmount['problem'], message: string) {
    super(message)
    this.name = 'InvalidAmount'
    this.text = text
    this.problem = problem
  }
}

/**
 * Reads strict decimal text ("7200", "7200.00", "0.5") into minor units without ever passing through a float. Zeros beyond
 * the currency's decimals are dropped ("1000.00" yen); other surplus digits, exponents, separators, spaces and an
 * unasked-for sign throw `InvalidAmount`. Throws `UnknownCurrency` for a code that is not in ISO 4217.
 */
export function parseMoney(text: string, currency: CurrencyCode, options: { signed?: boolean } = {}): Money {
  const exponent = exponentOf(currency)
  const { negative, whole, fraction } = decimalParts(text)
  if (negative && !options.signed)
    throw new InvalidAmount(text, 'negative', `"${shown(text)}" is below zero.`)
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0')
  if (/[1-9]/.test(fraction.slice(exponent))) {
    const allowed = exponent === 0 ? 'no decimals' : `${exponent} decimals`
    throw new InvalidAmount(
      text,
      'too_many_decimals',
      `"${shown(text)}" has more decimals than ${currency} allows (${allowed}).`,
    )
  }
  const minor = BigInt(whole + kept)
  return { amountMinor: negative ? -minor : minor, currency }
}

/** Ninety sums of this size fit the database's 64-bit columns, so that no total can overflow. */
const LARGEST_STORED_MINOR = 10n ** 17n

/** Whether the database can hold an amount, and sums of it, whatever it was computed from. */
export function isStorable(amountMinor: bigint): boolean {
  return amountMinor <= LARGEST_STORED_MINOR && amountMinor >= -LARGEST_STORED_MINOR
}

/** `parseMoney` for amounts that are kept: also refuses (`too_large`) what the database could not hold. */
export function parseStoredMoney(
  text: string,
  currency: CurrencyCode,
  options: { signed?: boolean } = {},
): Money {
  const amount = parseMoney(text, currency, options)
  if (!isStorable(amount.amountMinor)) {
    throw new InvalidAmount(text, 'too_large', `"${shown(text)}" is larger than any amount that can be kept.`)
  }
  return amount
}

/** An exact fraction from decimal text: "12.5" is 125/10. Same strictness and errors as `parseMoney`. */
export function parseDecimal(text: string, options: { signed?: boolean } = {}): Rational {
  const { negative, whole, fraction } = decimalParts(text)
  if (negative && !options.signed)
    throw new InvalidAmount(text, 'negative', `"${shown(text)}" is below zero.`)
  const digits = BigInt(whole + fraction)
  return { numerator: negative ? -digits : digits, denominator: 10n ** BigInt(fraction.length) }
}

/** A percentage as an exact fraction of one: "12.5" is 125/1000. Same strictness and errors as `parseMoney`. */
export function parsePercent(text: string): Rational {
  const { numerator, denominator } = parseDecimal(text)
  return { numerator, denominator: denominator * 100n }
}

function decimalParts(text: string): { negative: boolean; whole: string; fraction: string } {
  if (text.trim() === '') throw new InvalidAmount(text, 'empty', 'The amount is empty.')
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) {
    throw new InvalidAmount(
      text,
      'not_a_number',
      `"${shown(text)}" is not a plain decimal number such as 7200.00.`,
    )
  }
  const [, sign, whole = '', fraction = ''] = match
  return { negative: sign === '-', whole, fraction }
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
