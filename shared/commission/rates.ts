import { z } from 'zod'
import { displayMoney } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import { parseStoredMoney, parsePercent } from '../money/parse-decimal.ts'
import type { Rational } from '../money/rounding.ts'
import { decimalText } from './decimal-text.ts'
import type { Rate } from './plan.ts'

type RateKind<R extends Rate> = {
  /** From the plan's JSON; throws `InvalidAmount`, whose sentence goes to the plan's author. */
  read(json: unknown, currency: CurrencyCode): R
  /** Exact and not rounded, in minor units. */
  amount(rate: R, basisMinor: bigint): Rational
  describe(rate: R, basis: string, currency: CurrencyCode): string
}

const flat = z.strictObject({ kind: z.literal('flat'), amount: decimalText })
const percent = z.strictObject({ kind: z.literal('percent'), percent: decimalText })

/** Every kind of rate, one entry each. */
const RATES: { [K in Rate['kind']]: RateKind<Extract<Rate, { kind: K }>> } = {
  percent: {
    read: (json) => {
      const text = percent.parse(json).percent
      return { kind: 'percent', percent: text, fraction: parsePercent(text) }
    },
    amount: ({ fraction }, basisMinor) => ({
      numerator: basisMinor * fraction.numerator,
      denominator: fraction.denominator,
    }),
    describe: (rate, basis) => `${rate.percent} % of the ${basis}`,
  },
  flat: {
    read: (json, currency) => ({
      kind: 'flat',
      amountMinor: parseStoredMoney(flat.parse(json).amount, currency).amountMinor,
    }),
    amount: ({ amountMinor }) => ({ numerator: amountMinor, denominator: 1n }),
    describe: ({ amountMinor }, _basis, currency) => `a flat ${displayMoney({ amountMinor, currency })}`,
  },
}

export const rateSchema = z.discriminatedUnion('kind', [percent, flat])

export function readRate(json: { kind: Rate['kind'] }, currency: CurrencyCode): Rate {
  return RATES[json.kind].read(json, currency)
}

export function rateAmount(rate: Rate, basisMinor: bigint): Rational {
  return kindOf(rate).amount(rate, basisMinor)
}

/** "15 % of the deal amount", "a flat $1,500.00". */
export function describeRate(rate: Rate, basis: string, currency: CurrencyCode): string {
  return kindOf(rate).describe(rate, basis, currency)
}

function kindOf(rate: Rate): RateKind<Rate> {
  // An entry serves exactly the rates of its kind, which TypeScript cannot follow through a lookup.
  return RATES[rate.kind] as RateKind<Rate>
}
