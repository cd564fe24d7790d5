import type { CurrencyCode } from '../money/money.ts'
import { PARTNER_TYPES } from '../partner/partner.ts'
import { type AmountRange, RANGE_KEYS, type When, WHEN_KEYS } from './conditions.ts'
import type { JsonCursor } from './json-cursor.ts'

export const DEAL_TYPES = ['new', 'renewal', 'upsell'] as const

/** The conditions of a rule; what is wrong with them is noted at the cursor. */
export function readWhen(json: JsonCursor, currency: CurrencyCode | undefined): When {
  if (json.isAbsent || !json.hasOnly(WHEN_KEYS)) return {}
  const when: When = {}
  const partnerTypes = choices(json.at('partnerTypes'), (item) => item.oneOf(PARTNER_TYPES))
  if (partnerTypes) when.partnerTypes = partnerTypes
  const dealTypes = choices(json.at('dealTypes'), (item) => item.oneOf(DEAL_TYPES))
  if (dealTypes) when.dealTypes = dealTypes
  for (const key of ['programmes', 'tiers', 'regions', 'products', 'partners', 'deals'] as const) {
    const names = choices(json.at(key), (item) => item.text())
    if (names) when[key] = names
  }
  const range = json.at('dealAmount')
  if (!range.isAbsent) when.dealAmount = readRange(range, currency)
  const days = json.at('closedWithinDaysOfRegistration')
  if (!days.isAbsent) when.closedWithinDaysOfRegistration = days.whole(0, 36_500)
  return when
}

function choices<T>(json: JsonCursor, read: (item: JsonCursor) => T | undefined): T[] | undefined {
  if (json.isAbsent) return undefined
  return json.list({ atLeastOne: 'name' }).flatMap((item) => {
    const value = read(item)
    return value === undefined ? [] : [value]
  })
}

function readRange(json: JsonCursor, currency: CurrencyCode | undefined): AmountRange {
  const range: AmountRange = {}
  if (!json.hasOnly(RANGE_KEYS)) return range
  for (const key of RANGE_KEYS) {
    const bound = json.at(key)
    if (!bound.isAbsent) range[key] = bound.minor(currency)
  }
  const faultless = RANGE_KEYS.every((key) => json.at(key).isAbsent || range[key] !== undefined)
  if (RANGE_KEYS.every((key) => json.at(key).isAbsent)) json.fault('must name at least one bound')
  else if (faultless && isEmpty(range)) json.fault('leaves no amount between its bounds')
  return range
}

function isEmpty({ atLeast, above, atMost, below }: AmountRange): boolean {
  // Amounts are whole minor units: "above 5" begins at 6.
  const lowest = [atLeast, above === undefined ? undefined : above + 1n].filter(
    (bound) => bound !== undefined,
  )
  const highest = [atMost, below === undefined ? undefined : below - 1n].filter(
    (bound) => bound !== undefined,
  )
  return lowest.some((low) => highest.some((high) => low > high))
}
