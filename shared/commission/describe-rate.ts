import { displayMoney } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import { BASES } from './bases.ts'
import type { Band, Measure, Quantity, Rate, Rule } from './plan.ts'

export const QUANTITY_TEXT: Record<Quantity, string> = {
  sourcedRevenue: 'revenue that it sourced',
  influencedRevenue: 'revenue that it influenced',
}

/** "15 % of first-year ACV", "a flat $1,500.00": what stands behind "get". */
export function describeRate({ rate, basis }: Pick<Rule, 'rate' | 'basis'>, currency: CurrencyCode): string {
  const of = basis === null ? '' : ` of ${BASES[basis]}`
  switch (rate.kind) {
    case 'flat':
      return `a flat ${displayMoney({ amountMinor: rate.amountMinor, currency })}`
    case 'percent':
      return `${rate.percent} %${of}`
    case 'graduated':
      return `${bands(rate.bands, currency)}${of}${measured(rate.measure)}`
    case 'volume':
      return `${bands(rate.bands, currency)}${of}${measured(rate.measure)}, the rate reached counting for all of it${
        rate.boundary === 'exclusive' ? ' (a threshold belongs to the rate above)' : ''
      }`
    case 'recurring':
      return recurring(rate)
  }
}

function bands(all: readonly Band[], currency: CurrencyCode): string {
  if (all.length === 1) return `${all[0]?.percent} %`
  let before: bigint | null = null
  const parts = all.map(({ percent, upToMinor }) => {
    const from = before
    before = upToMinor
    if (upToMinor === null) {
      return `${percent} % above${from === null ? '' : ` ${displayMoney({ amountMinor: from, currency })}`}`
    }
    return `${percent} % up to ${displayMoney({ amountMinor: upToMinor, currency })}`
  })
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

function measured(measure: Measure): string {
  return measure.kind === 'deal' ? '' : `, by the ${QUANTITY_TEXT[measure.of]} in the ${measure.period}`
}

function recurring({ perYear, months }: Extract<Rate, { kind: 'recurring' }>): string {
  const term = months === null ? ' for as long as the customer pays' : ` for ${months} months`
  const [first, ...later] = perYear
  if (later.length === 0) return `${first?.percent} % of each customer payment${term}`
  const years = later.map(({ percent }, index) => `${percent} % in year ${index + 2}`)
  return `${first?.percent} % of each customer payment in year 1, ${years.join(', ')}${
    months === perYear.length * 12 ? '' : term
  }`
}
