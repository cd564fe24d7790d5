import { exponentOf } from './currency.ts'

export type CurrencyCode = string

/** An amount in a currency's smallest unit: 1050 USD-minor is $10.50. */
export interface Money {
  amountMinor: bigint
  currency: CurrencyCode
}

/** Throws `UnknownCurrency` when the code is not in ISO 4217. */
export function money(amountMinor: bigint, currency: CurrencyCode): Money {
  exponentOf(currency)
  return { amountMinor, currency }
}

/** Throws `MixedCurrencies`: amounts of two currencies have no sum. The same holds for `subtract` and `compare`. */
export function add(a: Money, b: Money): Money {
  return { amountMinor: a.amountMinor + same(a, b).amountMinor, currency: a.currency }
}

export function subtract(a: Money, b: Money): Money {
  return { amountMinor: a.amountMinor - same(a, b).amountMinor, currency: a.currency }
}

export function negate(amount: Money): Money {
  return { amountMinor: -amount.amountMinor, currency: amount.currency }
}

export function compare(a: Money, b: Money): -1 | 0 | 1 {
  const difference = a.amountMinor - same(a, b).amountMinor
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isZero(amount: Money): boolean {
  return amount.amountMinor === 0n
}

export class MixedCurrencies extends Error {
  constructor(a: CurrencyCode, b: CurrencyCode) {
    super(`Amounts in ${a} and ${b} cannot be combined without an exchange rate.`)
    this.name = 'MixedCurrencies'
  }
}

function same(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new MixedCurrencies(a.currency, b.currency)
  return b
}
