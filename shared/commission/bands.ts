import { toMoneyJson } from '../money/format.ts'
import type { Rational } from '../money/rounding.ts'
import { exactText } from './exact.ts'
import type { Band, Boundary } from './plan.ts'
import type { WhyStep } from './why.ts'

/** Bands with their percentages over one denominator. */
export interface Bands {
  bands: readonly Band[]
  numerators: readonly bigint[]
  denominator: bigint
  currency: string
}

/**
 * What lies between two positions, each band at its own rate: the difference of the graduated totals at both. `to` is exact; the
 * first band reaches down below zero. Not rounded.
 */
export function graduated(rate: Bands, from: bigint, to: Rational, steps: WhyStep[] | null): Rational {
  const { bands, numerators } = rate
  const unit = to.denominator
  const isWhole = unit === 1n
  const start = isWhole ? from : from * unit
  const falls = to.numerator < start
  const low = falls ? to.numerator : start
  const high = falls ? start : to.numerator
  let sum = 0n
  let lower: bigint | null = null
  for (let index = 0; index < bands.length; index++) {
    const { upToMinor } = bands[index]!
    const upTo = upToMinor === null || isWhole ? upToMinor : upToMinor * unit
    const begin: bigint = lower === null || low > lower ? low : lower
    const end = upTo === null || high < upTo ? high : upTo
    if (end > begin) {
      const slice = falls ? begin - end : end - begin
      const part = slice * numerators[index]!
      sum += part
      if (steps) {
        const between = bounds(rate, index)
        const exact = exactText({ numerator: part, denominator: over(rate, to) })
        const { percent } = bands[index]!
        steps.push({ step: 'band', ...between, percent, slice: `${slice}/${unit}`, exact })
      }
    }
    if (upTo === null || high <= upTo) break
    lower = upTo
  }
  const exact = { numerator: sum, denominator: over(rate, to) }
  if (steps && steps.at(-1)?.step === 'band' && steps.at(-2)?.step === 'band')
    steps.push({ step: 'sum', exact: exactText(exact) })
  return exact
}

/** Everything at the rate of the band that the position reaches. Not rounded. */
export function volume(
  rate: Bands,
  boundary: Boundary,
  position: Rational,
  at: 'deal' | 'with_deal' | 'before_deal',
  steps: WhyStep[] | null,
): Rational {
  const index = reached(rate.bands, boundary, position)
  const exact = {
    numerator: position.numerator * rate.numerators[index]!,
    denominator: over(rate, position),
  }
  steps?.push({
    step: 'volume',
    at,
    ...bounds(rate, index),
    boundary,
    percent: rate.bands[index]!.percent,
    position: exactText(position),
    exact: exactText(exact),
  })
  return exact
}

/** The index of the band in which a position lies; the last band is open. */
export function reached(bands: readonly Band[], boundary: Boundary, position: Rational): number {
  const { numerator, denominator } = position
  let index = 0
  for (; index < bands.length - 1; index++) {
    const { upToMinor } = bands[index]!
    if (upToMinor === null) break
    const limit = denominator === 1n ? upToMinor : upToMinor * denominator
    if (boundary === 'inclusive' ? numerator <= limit : numerator < limit) break
  }
  return index
}

/** Most amounts are whole, and a product with 1 takes as long as any other. */
function over(rate: Bands, { denominator }: Rational): bigint {
  return denominator === 1n ? rate.denominator : rate.denominator * denominator
}

function bounds({ bands, currency }: Bands, index: number) {
  const shown = (minor: bigint | null | undefined) =>
    minor === null || minor === undefined ? null : toMoneyJson({ amountMinor: minor, currency })
  return { from: shown(bands[index - 1]?.upToMinor), upTo: shown(bands[index]?.upToMinor) }
}
