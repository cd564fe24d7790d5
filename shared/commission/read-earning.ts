import { plus } from './exact.ts'
import type { JsonCursor } from './json-cursor.ts'
import type { Earning } from './plan.ts'
import { readPercent } from './read-rate.ts'

const KINDS = ['onWon', 'onFirstPayment', 'onCollection', 'dated'] as const

export function readEarning(json: JsonCursor): Earning | undefined {
  const kind = json.at('kind').oneOf(KINDS)
  if (kind !== 'dated') {
    if (kind) json.hasOnly(['kind'])
    return kind && { kind }
  }
  json.hasOnly(['kind', 'parts'])
  const list = json.at('parts')
  const dates = new Set<string>()
  const items = list.list({ atLeastOne: 'part' })
  const parts = items.flatMap((item) => {
    if (!item.hasOnly(['date', 'percent'])) return []
    const date = item.at('date').date()
    const percent = readPercent(item.at('percent'))
    if (date && dates.has(date)) item.at('date').fault('is the date of an earlier part too')
    if (date) dates.add(date)
    return date && percent ? [{ date, ...percent }] : []
  })
  if (parts.length !== items.length || parts.length === 0) return undefined
  const sum = parts.map(({ fraction }) => fraction).reduce(plus)
  if (sum.numerator !== sum.denominator) return list.fault('must sum to exactly 100 percent')
  return { kind, parts }
}
