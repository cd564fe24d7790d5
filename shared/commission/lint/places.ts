import { fields, list } from './subject.ts'

/** Index of the rule in which a path leads; null for none. */
export function placeOf(path: string): number | null {
  const index = /^rules\[(\d+)\]/.exec(path)?.[1]
  return index === undefined ? null : Number(index)
}

/** The id of a rule as it was written; its index where there is none. */
export function nameOf(terms: unknown, place: number): string {
  const { id } = fields(list(fields(terms).rules)[place])
  return typeof id === 'string' ? id : String(place)
}
