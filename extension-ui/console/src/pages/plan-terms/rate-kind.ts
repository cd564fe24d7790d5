import { listOf, recordOf, textOf } from './terms.ts'

export const RATE_KINDS = ['percent', 'flat', 'graduated', 'volume', 'recurring'] as const
export type RateKind = (typeof RATE_KINDS)[number]

/** Another kind of rate which keeps what both kinds have: percent, bands and measure. */
export function withRateKind(rate: unknown, kind: RateKind): Record<string, unknown> {
  const before = recordOf(rate)
  const percent = firstPercent(before)
  const measure = before.measure === undefined ? {} : { measure: before.measure }
  if (kind === 'flat') return { kind, amount: textOf(before.amount) }
  if (kind === 'percent') return { kind, percent }
  if (kind === 'recurring') return { kind, percent, months: 12 }
  const bands = listOf(before.bands).length > 0 ? before.bands : [{ upTo: null, percent }]
  return { kind, ...measure, ...(kind === 'volume' && { boundary: 'inclusive' }), bands }
}

function firstPercent(rate: Record<string, unknown>): string {
  const [band] = listOf(rate.bands)
  const [year] = listOf(rate.percentByYear)
  return textOf(rate.percent) || textOf(recordOf(band).percent) || textOf(year)
}
