import { exponentOf } from '../money/currency.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import type { ExchangeRate } from './input.ts'

/** How amounts of one currency become amounts of another. */
export interface Conversion {
  /** As it was stored: from `rate.from` to `rate.to`. */
  rate: ExchangeRate
  /** The stored rate is for the way back. */
  inverse: boolean
  /** Minor units of the one times this are minor units of the other, exactly. */
  factor: Rational
}

/** By the newest rate that is not after the day, else by the newest for the way back; undefined when there is neither. */
export function conversion(
  rates: readonly ExchangeRate[],
  from: CurrencyCode,
  to: CurrencyCode,
  on: string,
): Conversion | undefined {
  const direct = newest(rates, from, to, on)
  if (direct) return { rate: direct, inverse: false, factor: inMinorUnits(direct.rate, from, to) }
  const back = newest(rates, to, from, on)
  if (!back) return undefined
  const { numerator, denominator } = back.rate
  const factor = inMinorUnits({ numerator: denominator, denominator: numerator }, from, to)
  return { rate: back, inverse: true, factor }
}

function newest(rates: readonly ExchangeRate[], from: CurrencyCode, to: CurrencyCode, on: string) {
  let found: ExchangeRate | undefined
  for (const rate of rates) {
    if (rate.from !== from || rate.to !== to || rate.on > on) continue
    if (!found || rate.on > found.on) found = rate
  }
  return found
}

/** A rate is for whole units: a yen has no decimals, a dollar has two. */
function inMinorUnits(rate: Rational, from: CurrencyCode, to: CurrencyCode): Rational {
  return {
    numerator: rate.numerator * 10n ** BigInt(exponentOf(to)),
    denominator: rate.denominator * 10n ** BigInt(exponentOf(from)),
  }
}
