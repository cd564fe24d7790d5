import type { Earning } from './plan.ts'

/** An earning as it stands in a plan's JSON. */
export type EarningJson =
  | { kind: 'onWon' | 'onFirstPayment' | 'onCollection' }
  | { kind: 'dated'; parts: { date: string; percent: string }[] }

export function earningJson(earning: Earning): EarningJson {
  if (earning.kind !== 'dated') return { kind: earning.kind }
  return { kind: 'dated', parts: earning.parts.map(({ date, percent }) => ({ date, percent })) }
}
