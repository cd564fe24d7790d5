import { JsonCursor } from './json-cursor.ts'
import type { Earning } from './plan.ts'
import { readEarning } from './read-earning.ts'

/** An earning as it stands in a plan's JSON. */
export type EarningJson =
  | { kind: 'onWon' | 'onFirstPayment' | 'onCollection' }
  | { kind: 'dated'; parts: { date: string; percent: string }[] }

export function earningJson(earning: Earning): EarningJson {
  if (earning.kind !== 'dated') return { kind: earning.kind }
  return { kind: 'dated', parts: earning.parts.map(({ date, percent }) => ({ date, percent })) }
}

/** The inverse of `earningJson`, for what was stored; throws when it is something else. */
export function storedEarning(json: unknown): Earning {
  const cursor = new JsonCursor(json, 'earning')
  const earning = readEarning(cursor)
  const [fault] = cursor.faults
  if (!earning || fault) throw new Error(`stored ${fault?.path}: ${fault?.message}`)
  return earning
}
