import { formatDecimal } from '../money/format.ts'
import type { AmountRange, When } from './conditions.ts'
import { RANGE_KEYS } from './conditions.ts'
import { earningJson } from './earning-json.ts'
import type { Band, Measure, Plan, Rate, Rule } from './plan.ts'

type Shown = (amountMinor: bigint) => string

/** The terms of a plan as `parsePlan` reads them. */
export function planJson({ rules, earning, ...head }: Plan): Record<string, unknown> {
  const shown: Shown = (amountMinor) => formatDecimal({ amountMinor, currency: head.currency })
  return { ...head, earning: earningJson(earning), rules: rules.map((rule) => ruleJson(rule, shown)) }
}

function ruleJson(rule: Rule, shown: Shown): Record<string, unknown> {
  const { id, role, when, basis, rate, floorMinor, capMinor, periodCap, stack, author } = rule
  return {
    id,
    role,
    when: whenJson(when, shown),
    basis,
    rate: rateJson(rate, shown),
    floor: floorMinor === null ? null : shown(floorMinor),
    cap: capMinor === null ? null : shown(capMinor),
    periodCap: periodCap && { period: periodCap.period, amount: shown(periodCap.amountMinor) },
    stack,
    author,
  }
}

function whenJson({ dealAmount, ...rest }: When, shown: Shown): Record<string, unknown> {
  return dealAmount ? { ...rest, dealAmount: rangeJson(dealAmount, shown) } : rest
}

function rangeJson(range: AmountRange, shown: Shown): Record<string, string> {
  return Object.fromEntries(
    RANGE_KEYS.flatMap((key) => {
      const bound = range[key]
      return bound === undefined ? [] : [[key, shown(bound)]]
    }),
  )
}

function rateJson(rate: Rate, shown: Shown): Record<string, unknown> {
  switch (rate.kind) {
    case 'flat':
      return { kind: 'flat', amount: shown(rate.amountMinor) }
    case 'percent':
      return { kind: 'percent', percent: rate.percent }
    case 'graduated':
      return { kind: 'graduated', measure: measureJson(rate.measure), bands: bandsJson(rate.bands, shown) }
    case 'volume': {
      const { boundary, measure, bands } = rate
      return { kind: 'volume', measure: measureJson(measure), boundary, bands: bandsJson(bands, shown) }
    }
    case 'recurring': {
      const { perYear, months } = rate
      const [only, ...later] = perYear
      return later.length === 0
        ? { kind: 'recurring', percent: only?.percent, months }
        : { kind: 'recurring', percentByYear: perYear.map(({ percent }) => percent), months }
    }
  }
}

function measureJson(measure: Measure): unknown {
  return measure.kind === 'deal' ? 'deal' : { period: measure.period, of: measure.of }
}

function bandsJson(bands: readonly Band[], shown: Shown) {
  return bands.map(({ percent, upToMinor }) => ({
    upTo: upToMinor === null ? null : shown(upToMinor),
    percent,
  }))
}
