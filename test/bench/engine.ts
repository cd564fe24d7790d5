import { isDeepStrictEqual } from 'node:util'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import type { CommissionInput } from '../../shared/commission/input.ts'
import { benchInputs, benchPlan } from './commission-data.ts'
import { bigintTotals, dineroTotals, type Totals } from './commission-floor.ts'
import { type Measure, measured, median } from './report.ts'

/** Credits that are evaluated per second: by the engine without and with its explanation, and by hand. */
export function measureEngine(count: number, rounds: number, seed: number): Measure[] {
  const deals = benchInputs(benchPlan(), count, seed)
  const credits = deals.reduce((sum, deal) => sum + deal.credits.length, 0)
  const sides = {
    bare: () => engineTotals(deals, false),
    explained: () => engineTotals(deals, true),
    bigint: () => bigintTotals(deals),
    dinero: () => dineroTotals(deals),
  }
  const expected = sides.bigint()
  for (const [name, run] of Object.entries(sides)) {
    if (!isDeepStrictEqual(run(), expected)) throw new Error(`${name} adds up to something else`)
  }
  const names = ['bare', 'bigint', 'explained', 'dinero'] as const
  const found = {
    bare: [] as number[],
    bigint: [] as number[],
    explained: [] as number[],
    dinero: [] as number[],
  }
  // Two rounds that do not count, for the compiler.
  for (let round = -2; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const rate = perSecond(credits, sides[name])
      if (round >= 0) found[name].push(rate)
    }
  }
  const unit = 'credits/s'
  const bare = { ours: median(found.bare), floor: median(found.bigint) }
  const explained = { ours: median(found.explained), floor: median(found.dinero) }
  return [
    measured('without why, against BigInt by hand', unit, bare, { atLeast: 0.1 }),
    measured('with why, against dinero.js', unit, explained, { atLeast: 0.5 }),
  ]
}

function engineTotals(deals: readonly CommissionInput[], why: boolean): Totals {
  const totals: Totals = new Map()
  for (const deal of deals) {
    const outcome = evaluateCommission(deal, { why })
    if (outcome.kind !== 'lines') throw new Error(`${deal.deal.id}: ${outcome.kind}`)
    for (const { partnerId, amount } of outcome.lines) {
      totals.set(partnerId, (totals.get(partnerId) ?? 0n) + amount.amountMinor)
    }
  }
  return totals
}

function perSecond(count: number, run: () => unknown): number {
  const begin = performance.now()
  run()
  return (count * 1_000) / (performance.now() - begin)
}
