import { expect, test } from 'vitest'
import { benchCommissionOf } from './commission.ts'
import { table } from './report.ts'

test('the benchmark of commissions runs, and every side of it adds up to the same', async () => {
  const tiny = { engineDeals: 300, engineRounds: 1, deals: 40, own: 1, rounds: 1 }
  const report = await benchCommissionOf(tiny, 3)
  expect(report.measures.length + report.skipped.length * 3).toBe(5)
  for (const { ours, floor, ratio } of report.measures) {
    expect(ours).toBeGreaterThan(0)
    expect(floor).toBeGreaterThan(0)
    expect(ratio).toBeCloseTo(ours / floor)
  }
  expect(table(report)).toContain('without why, against BigInt by hand')
}, 240_000)
