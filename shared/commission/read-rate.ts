import type { CurrencyCode } from '../money/money.ts'
import type { JsonCursor } from './json-cursor.ts'
import { type Band, type Measure, type Percent, PERIODS, QUANTITIES, type Rate } from './plan.ts'

const KINDS: {
  [K in Rate['kind']]: (json: JsonCursor, currency: CurrencyCode | undefined) => Rate | undefined
} = {
  flat: (json, currency) => {
    json.hasOnly(['kind', 'amount'])
    const amountMinor = json.at('amount').minor(currency)
    return amountMinor === undefined ? undefined : { kind: 'flat', amountMinor }
  },
  percent: (json) => {
    json.hasOnly(['kind', 'percent'])
    const percent = readPercent(json.at('percent'))
    return percent && { kind: 'percent', ...percent }
  },
  graduated: (json, currency) => {
    json.hasOnly(['kind', 'measure', 'bands'])
    const measure = readMeasure(json.at('measure'))
    const bands = readBands(json.at('bands'), currency)
    return measure && bands && { kind: 'graduated', measure, bands }
  },
  volume: (json, currency) => {
    json.hasOnly(['kind', 'measure', 'boundary', 'bands'])
    const measure = readMeasure(json.at('measure'))
    const written = json.at('boundary')
    const boundary = written.isAbsent ? 'inclusive' : written.oneOf(['inclusive', 'exclusive'] as const)
    const bands = readBands(json.at('bands'), currency)
    return measure && boundary && bands && { kind: 'volume', measure, boundary, bands }
  },
  recurring: readRecurring,
}
// Object.keys forgets the keys; they are exactly those of KINDS.
const RATE_KINDS = Object.keys(KINDS) as Rate['kind'][]

export function readRate(json: JsonCursor, currency: CurrencyCode | undefined): Rate | undefined {
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value))
    return json.fault('must be object')
  const kind = json.at('kind').oneOf(RATE_KINDS)
  return kind && KINDS[kind](json, currency)
}

/** Above 100 is allowed here: whether it is meant is asked before a plan is published. */
export function readPercent(json: JsonCursor): Percent | undefined {
  const read = json.decimal()
  if (!read) return undefined
  const { numerator, denominator } = read.exact
  return { percent: read.text, fraction: { numerator, denominator: denominator * 100n } }
}

function readMeasure(json: JsonCursor): Measure | undefined {
  if (json.isAbsent || json.value === 'deal') return { kind: 'deal' }
  if (typeof json.value === 'string') return json.fault('must be "deal" or {"period": …, "of": …}')
  if (!json.hasOnly(['period', 'of'])) return undefined
  const period = json.at('period').oneOf(PERIODS)
  const of = json.at('of').oneOf(QUANTITIES)
  return period && of && { kind: 'period', period, of }
}

function readBands(json: JsonCursor, currency: CurrencyCode | undefined): Band[] | undefined {
  const items = json.list({ atLeastOne: 'band' })
  let before: bigint | undefined
  const bands = items.map((item, index): Band | undefined => {
    if (!item.hasOnly(['upTo', 'percent'])) return undefined
    const percent = readPercent(item.at('percent'))
    const upTo = item.at('upTo')
    const isLast = index === items.length - 1
    if (upTo.value === null) {
      if (!isLast) upTo.fault('must be an amount: only the last band is open')
      return percent && { ...percent, upToMinor: null }
    }
    const upToMinor = upTo.minor(currency)
    if (isLast) upTo.fault('must be null: the last band is open, so that no amount is left without a rate')
    else if (upToMinor !== undefined && upToMinor <= 0n) upTo.fault('must be above zero')
    else if (upToMinor !== undefined && before !== undefined && upToMinor <= before)
      upTo.fault('must be above that of the band before: bands overlap or are out of order')
    before = upToMinor ?? before
    return percent && upToMinor !== undefined ? { ...percent, upToMinor } : undefined
  })
  const whole = bands.filter((band) => band !== undefined)
  return whole.length > 0 && whole.length === bands.length ? whole : undefined
}

function readRecurring(json: JsonCursor): Rate | undefined {
  json.hasOnly(['kind', 'percent', 'percentByYear', 'months'])
  const months = json.at('months')
  const said = months.isAbsentOrNull ? null : months.whole(1, 1200)
  const byYear = json.at('percentByYear')
  if (byYear.isAbsent) {
    const percent = readPercent(json.at('percent'))
    return percent && said !== undefined ? { kind: 'recurring', perYear: [percent], months: said } : undefined
  }
  if (!json.at('percent').isAbsent) return byYear.fault('must not stand beside "percent"')
  const perYear = byYear.list({ atLeastOne: 'percentage' }).flatMap((item) => readPercent(item) ?? [])
  // The years that have a percentage are the term, unless it is said to end sooner.
  const term = perYear.length * 12
  if (said !== null && said !== undefined && said > term)
    return months.fault(`must be at most ${term}: later years have no percentage`)
  return said === undefined ? undefined : { kind: 'recurring', perYear, months: said ?? term }
}
