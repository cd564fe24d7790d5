import type { ExchangeRate } from '../../shared/commission/input.ts'
import { parseDecimal } from '../../shared/money/parse-decimal.ts'
import type { CrmRate, KnownRates } from '../db/known-rate-store.ts'

/**
 * The one rate that turns an amount of `from` into one of `to` on a day, or for the way back: the workspace's own, the
 * newest first and the one for this way before the other; else the one that the CRM account converts by,
 * through its corporate currency where neither is it. undefined where nobody said.
 */
export function chooseRate(
  known: KnownRates,
  from: string,
  to: string,
  day: string,
): ExchangeRate | undefined {
  const own = known.own.get(day) ?? []
  const recorded =
    own.find((rate) => rate.from === from && rate.to === to) ??
    own.find((rate) => rate.from === to && rate.to === from)
  return recorded ?? throughCorporate(known.crm, from, to, day)
}

function throughCorporate(
  rates: readonly CrmRate[],
  from: string,
  to: string,
  day: string,
): ExchangeRate | undefined {
  const of = (currency: string) =>
    rates.find(
      (rate) =>
        rate.currency === currency &&
        (rate.from === null || rate.from <= day) &&
        (rate.until === null || rate.until > day),
    )
  const [a, b] = [of(from), of(to)]
  const corporate = (a ?? b)?.corporateCurrency
  if (b && from === corporate) return asSaid(from, to, b, day)
  if (a && to === corporate) return asSaid(to, from, a, day)
  if (!a || !b) return undefined
  const [units, per] = [parseDecimal(b.unitsPerCorporateUnit), parseDecimal(a.unitsPerCorporateUnit)]
  return {
    from,
    to,
    on: latest(a.from ?? day, b.from ?? day),
    rate: {
      numerator: units.numerator * per.denominator,
      denominator: units.denominator * per.numerator,
    },
    text: `${b.unitsPerCorporateUnit}/${a.unitsPerCorporateUnit}`,
  }
}

/** A span without a beginning holds on the day itself. */
function asSaid(corporate: string, currency: string, rate: CrmRate, day: string): ExchangeRate {
  return {
    from: corporate,
    to: currency,
    on: rate.from ?? day,
    rate: parseDecimal(rate.unitsPerCorporateUnit),
    text: rate.unitsPerCorporateUnit,
  }
}

const latest = (a: string, b: string) => (a > b ? a : b)
