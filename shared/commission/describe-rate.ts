import { displayMoney } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import { BASES } from './bases.ts'
import { either } from './conditions.ts'
import type { Measure, Quantity, Rate, Rule } from './plan.ts'

/** Ready to follow "the". */
export const QUANTITY_TEXT: Record<Quantity, string> = {
  sourcedRevenue: 'revenue that they sourced',
  influencedRevenue: 'revenue that they influenced',
}

/** "15 % of first-year ACV", "a flat $1,500.00": what stands behind "get". */
export function describeRate(rule: Pick<Rule, 'rate' | 'basis' | 'when'>, currency: CurrencyCode): string {
  const { rate } = rule
  switch (rate.kind) {
    case 'flat':
      return `a flat ${displayMoney({ amountMinor: rate.amountMinor, currency })}`
    case 'percent':
      return `${rate.percent} %${basisOf(rule)}`
    case 'graduated':
      return `${bandsOf(rate, currency)}${basisOf(rule)}${measured(rate.measure)}`
    case 'volume': {
      const whole = rate.bands.length > 1 ? ', the rate reached counting for all of it' : ''
      return `${bandsOf(rate, currency)}${basisOf(rule)}${measured(rate.measure)}${whole}`
    }
    case 'recurring':
      return recurring(rate)
  }
}

function basisOf({ basis, when }: Pick<Rule, 'basis' | 'when'>): string {
  if (basis === null) return ''
  const only = basis === 'lineItems' && when.products ? ` of ${either(when.products)}` : ''
  return ` of ${BASES[basis]}${only}`
}

function bandsOf(rate: Extract<Rate, { kind: 'graduated' | 'volume' }>, currency: CurrencyCode): string {
  const exclusive = rate.kind === 'volume' && rate.boundary === 'exclusive'
  const last = rate.bands.at(-1)
  const parts = rate.bands.flatMap(({ percent, upToMinor }) =>
    upToMinor === null
      ? []
      : `${percent} % ${exclusive ? 'below' : 'up to'} ${displayMoney({ amountMinor: upToMinor, currency })}`,
  )
  if (parts.length === 0) return `${last?.percent} %`
  return `${parts.join(', ')} and ${last?.percent} % ${exclusive ? 'from there' : 'above that'}`
}

function measured(measure: Measure): string {
  return measure.kind === 'deal' ? '' : `, by the ${QUANTITY_TEXT[measure.of]} in the ${measure.period}`
}

function recurring({ perYear, months }: Extract<Rate, { kind: 'recurring' }>): string {
  const [first, ...later] = perYear
  if (later.length === 0) {
    const term = months === null ? 'for as long as the customer pays' : `for ${months} months`
    return `${first?.percent} % of each customer payment ${term}`
  }
  const years = later.map(({ percent }, index) => `${percent} % in year ${index + 2}`)
  const list = [...years.slice(0, -1), ''].join(', ').replace(/, $/, '')
  const all = `${first?.percent} % of each customer payment in year 1${list && `, ${list}`} and ${years.at(-1)}`
  return months === null || months === perYear.length * 12 ? all : `${all}, for ${months} months`
}
