import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { releasedTarget } from './earning.ts'

const releases = (commission: bigint, amount: bigint, payments: bigint[]) => {
  let collected = 0n
  let released = 0n
  return payments.map((payment) => {
    collected += payment
    const target = releasedTarget('onCollection', commission, collected, amount)
    const step = target - released
    released = target
    return step
  })
}

describe('release of a commission', () => {
  it('follows collections in proportion', () => {
    expect(releases(50000n, 500000n, [200000n, 150000n, 150000n])).toEqual([20000n, 15000n, 15000n])
  })

  it('leaves no cent behind in three equal instalments', () => {
    expect(releases(10000n, 99999n, [33333n, 33333n, 33333n])).toEqual([3333n, 3334n, 3333n])
  })

  it('never exceeds the commission when the customer overpays', () => {
    expect(releases(10000n, 50000n, [50000n, 20000n])).toEqual([10000n, 0n])
  })

  it('releases all at once where the plan says so', () => {
    expect(releasedTarget('onWon', 100n, 0n, 1000n)).toBe(100n)
    expect(releasedTarget('onFirstPayment', 100n, 0n, 1000n)).toBe(0n)
    expect(releasedTarget('onFirstPayment', 100n, 1n, 1000n)).toBe(100n)
  })

  it('takes nothing for a reason to release on a deal of nothing', () => {
    expect(releasedTarget('onCollection', 100n, 0n, 0n)).toBe(0n)
  })

  it('ends at the whole whatever the order, and at nothing once all is refunded', () => {
    const payments = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), payments, (commission, parts) => {
        const amount = parts.reduce((a, b) => a + b, 0n)
        const sum = (list: bigint[]) => list.reduce((a, b) => a + b, 0n)
        expect(sum(releases(commission, amount, parts))).toBe(commission)
        expect(sum(releases(commission, amount, [...parts, ...parts.map((part) => -part)]))).toBe(0n)
        for (const step of releases(commission, amount, parts)) expect(step >= 0n).toBe(true)
      }),
    )
  })
})
