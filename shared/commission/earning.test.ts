import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { releasedTarget, releases as releasesOf } from './earning.ts'
import { parseCommissionInput } from './parse-input.ts'
import type { Earning } from './plan.ts'

const target = (
  kind: Exclude<Earning['kind'], 'dated'>,
  amountMinor: bigint,
  collectedNetMinor: bigint,
  dealAmountMinor: bigint,
) =>
  releasedTarget(
    { amountMinor, cash: false },
    { kind },
    { collectedNetMinor, dealAmountMinor, today: '2026-04-01' },
  )
const releases = (commission: bigint, amount: bigint, payments: bigint[]) => {
  let collected = 0n
  let released = 0n
  return payments.map((payment) => {
    collected += payment
    const now = target('onCollection', commission, collected, amount)
    const step = now - released
    released = now
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
    expect(target('onWon', 100n, 0n, 1000n)).toBe(100n)
    expect(target('onFirstPayment', 100n, 0n, 1000n)).toBe(0n)
    expect(target('onFirstPayment', 100n, 1n, 1000n)).toBe(100n)
  })

  it('takes nothing for a reason to release on a deal of nothing', () => {
    expect(target('onCollection', 100n, 0n, 0n)).toBe(0n)
  })

  it('takes back the share of a payment with its refund: 720 of 800 is owed once 100 of 1,000 is refunded', () => {
    expect(releases(80000n, 100000n, [100000n, -10000n])).toEqual([80000n, -8000n])
  })

  it('does not drift a cent over four partial refunds', () => {
    const steps = releases(33499n, 100000n, [100000n, -25000n, -25000n, -25000n, -25000n])
    expect(steps.reduce((a, b) => a + b)).toBe(0n)
    expect(releases(33499n, 100000n, [100000n, -25000n]).at(-1)).toBe(-8375n)
  })

  it('follows dates by cumulative percentages, so that the last makes it whole', () => {
    const third = (percent: string, date: string, thousandths: bigint) => ({
      date,
      percent,
      fraction: { numerator: thousandths, denominator: 100000n },
    })
    const earning: Earning = {
      kind: 'dated',
      parts: [
        third('33.333', '2026-04-30', 33333n),
        third('33.333', '2026-05-31', 33333n),
        third('33.334', '2026-06-30', 33334n),
      ],
    }
    const on = (today: string) =>
      releasedTarget({ amountMinor: 10000n, cash: false }, earning, {
        collectedNetMinor: 0n,
        dealAmountMinor: 1n,
        today,
      })
    expect(['2026-04-29', '2026-04-30', '2026-05-31', '2026-06-30'].map(on)).toEqual([
      0n,
      3333n,
      6667n,
      10000n,
    ])
  })

  it('releases what was computed from payments whole', () => {
    const line = { amountMinor: 100n, cash: true }
    const progress = { collectedNetMinor: 1n, dealAmountMinor: 1000n, today: '2026-04-01' }
    expect(releasedTarget(line, { kind: 'onCollection' }, progress)).toBe(100n)
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

describe('releases of a deal', () => {
  const input = (earning: object, rule: object, collections: object[]) => {
    const reading = parseCommissionInput({
      plan: {
        id: 'plan',
        version: 1,
        currency: 'USD',
        timeZone: 'UTC',
        effectiveFrom: '2026-01-01',
        earning,
        rules: [{ id: 'rule', role: 'sourced', basis: 'dealAmount', ...rule }],
      },
      deal: { id: 'D1', currency: 'USD', dealAmount: '1000.00', closeDate: '2026-03-31' },
      credits: [{ partner: 'P1', partnerType: 'referral', tier: 'gold', role: 'sourced' }],
      collections,
    })
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
    return releasesOf(reading.input).map(({ collectionId, on, amount }) => [
      collectionId,
      on,
      amount.amountMinor,
    ])
  }
  const percent = { rate: { kind: 'percent', percent: '10' } }
  const paid = [
    { id: 'C2', on: '2026-05-10', amount: '400.00' },
    { id: 'C1', on: '2026-04-10', amount: '600.00' },
    { id: 'R1', on: '2026-05-10', amount: '-400.00', refunds: 'C2' },
  ]

  it('come with each payment and go with each refund, in order of time', () => {
    expect(input({ kind: 'onCollection' }, percent, paid)).toEqual([
      ['C1', '2026-04-10', 6000n],
      ['C2', '2026-05-10', 4000n],
      ['R1', '2026-05-10', -4000n],
    ])
  })

  it('come with the deal, with the first payment or on dates, as the plan says', () => {
    expect(input({ kind: 'onWon' }, percent, [])).toEqual([[null, '2026-03-31', 10000n]])
    expect(input({ kind: 'onFirstPayment' }, percent, paid).map(([, , amount]) => amount)).toEqual([
      10000n,
      0n,
      0n,
    ])
    const parts = [
      { date: '2026-06-30', percent: '50' },
      { date: '2026-04-30', percent: '50' },
    ]
    expect(input({ kind: 'dated', parts }, percent, paid)).toEqual([
      [null, '2026-04-30', 5000n],
      [null, '2026-06-30', 5000n],
    ])
  })

  it('of a recurring rate are what each payment earns, whatever the plan says of others', () => {
    const rule = { rate: { kind: 'recurring', percentByYear: ['20', '10'] } }
    const years = [
      { id: 'Y1', on: '2026-04-10', amount: '1200.00' },
      { id: 'Y2', on: '2027-03-31', amount: '1200.00' },
      { id: 'Y3', on: '2028-03-31', amount: '1200.00' },
    ]
    expect(input({ kind: 'onWon' }, rule, years).map(([id, , amount]) => [id, amount])).toEqual([
      ['Y1', 24000n],
      ['Y2', 12000n],
      ['Y3', 0n],
    ])
  })
})
