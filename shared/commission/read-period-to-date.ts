import type { CurrencyCode } from '../money/money.ts'
import type { PeriodToDate, PeriodTotals } from './input.ts'
import type { JsonCursor } from './json-cursor.ts'
import { NOTHING_BEFORE } from './periods.ts'
import { PERIODS } from './plan.ts'

const QUANTITY_KEYS = ['sourcedRevenue', 'influencedRevenue', 'commission']

/** Per partner; one set of totals stands for every period. */
export function readPeriodToDate(
  json: JsonCursor,
  currency: CurrencyCode | undefined,
): Map<string, PeriodToDate> {
  const totals = new Map<string, PeriodToDate>()
  if (json.isAbsent) return totals
  for (const partner of json.keys()) totals.set(partner, readPartner(json.at(partner), currency))
  return totals
}

function readPartner(json: JsonCursor, currency: CurrencyCode | undefined): PeriodToDate {
  if (!json.hasOnly([...QUANTITY_KEYS, ...PERIODS]))
    return { month: NOTHING_BEFORE, quarter: NOTHING_BEFORE, year: NOTHING_BEFORE }
  const perPeriod = PERIODS.some((period) => !json.at(period).isAbsent)
  if (!perPeriod) {
    const every = readTotals(json, currency)
    return { month: every, quarter: every, year: every }
  }
  for (const key of QUANTITY_KEYS) {
    if (!json.at(key).isAbsent) json.at(key).fault('must stand inside month, quarter or year')
  }
  const of = (period: (typeof PERIODS)[number]) => {
    const field = json.at(period)
    return !field.isAbsent && field.hasOnly(QUANTITY_KEYS) ? readTotals(field, currency) : NOTHING_BEFORE
  }
  return { month: of('month'), quarter: of('quarter'), year: of('year') }
}

function readTotals(json: JsonCursor, currency: CurrencyCode | undefined): PeriodTotals {
  const minor = (key: string) => {
    const field = json.at(key)
    // Revenue taken back in a period can leave it below zero.
    return field.isAbsent ? 0n : (field.minor(currency, { signed: true }) ?? 0n)
  }
  return {
    sourcedRevenueMinor: minor('sourcedRevenue'),
    influencedRevenueMinor: minor('influencedRevenue'),
    commissionMinor: minor('commission'),
  }
}
