import { describe, expect, test } from 'vitest'
import { foldBalances } from '../../shared/ledger/balance.ts'
import {
  accrue,
  earn,
  type LineRef,
  payoutApproved,
  payoutConfirmed,
  type Posting,
  unearn,
} from '../../shared/ledger/posting.ts'
import { releasedTarget } from '../../shared/commission/earning.ts'

/** Faults that other systems had in public, by name: each must stay impossible here. */

const line: LineRef = { partnerId: 'p', dealId: 'd', commissionLineId: 'l', currency: 'USD' }

/** A line whose releases follow the customer's money, as the workflow does it: to the target of all that was collected. */
function story(commission: bigint, dealAmount: bigint) {
  const postings: Posting[] = [...accrue(line, commission)]
  let collected = 0n
  const now = () => foldBalances(postings)
  return {
    now,
    collect(minor: bigint) {
      collected += minor
      const progress = { collectedNetMinor: collected, dealAmountMinor: dealAmount, today: '2026-03-01' }
      const target = releasedTarget(
        { amountMinor: commission, cash: false },
        { kind: 'onCollection' },
        progress,
      )
      const released = now().accrued - now().pending
      const step = target - released
      postings.push(...(step >= 0n ? earn(line, step) : unearn(line, now(), -step)))
    },
    pay() {
      const { payable } = now()
      postings.push(...payoutApproved(line, payable), ...payoutConfirmed(line, payable))
    },
  }
}

describe('a refund subtracted twice', () => {
  test('owes 720 of 1,000 kept after 100 came back at 80 %, where 80 were paid for them', () => {
    // 80 % of $1,100: $100 was collected and its $80 paid, then $1,000 more came in and the $100 went back.
    const told = story(88_000n, 110_000n)
    told.collect(10_000n)
    told.pay()
    told.collect(100_000n)
    told.collect(-10_000n)
    expect(told.now()).toMatchObject({ paid: 8_000n, payable: 72_000n, pending: 8_000n })
  })
})

describe('a partial refund', () => {
  test('takes back its own share and not the whole commission', () => {
    const told = story(50_000n, 500_000n)
    told.collect(500_000n)
    told.collect(-100_000n)
    expect(told.now()).toMatchObject({ accrued: 50_000n, payable: 40_000n, pending: 10_000n })
  })

  test('of what was paid already is owed back, and no more', () => {
    const told = story(50_000n, 500_000n)
    told.collect(500_000n)
    told.pay()
    told.collect(-100_000n)
    expect(told.now()).toMatchObject({ paid: 50_000n, payable: -10_000n, pending: 10_000n })
    told.collect(100_000n)
    expect(told.now()).toMatchObject({ paid: 50_000n, payable: 0n, pending: 0n })
  })
})

describe('four partial refunds', () => {
  test.each([33_499n, 33_501n, 10_003n, 1n])('of %s cents in all leave not a cent', (amount) => {
    const commission = (amount * 75n) / 1_000n + 1n
    const told = story(commission, amount)
    told.collect(amount)
    const part = amount / 4n
    for (const refund of [part, part, part, amount - 3n * part]) told.collect(-refund)
    expect(told.now()).toMatchObject({ accrued: commission, pending: commission, payable: 0n })
  })

  test('on the way never differ by a cent from the share of what is kept', () => {
    const told = story(2_512n, 33_499n)
    told.collect(33_499n)
    for (const kept of [25_124n, 16_749n, 8_374n, 0n]) {
      const { payable } = told.now()
      const collectedBefore = kept + 8_375n
      told.collect(-(collectedBefore > 33_499n ? 8_375n : kept === 0n ? 8_374n : 8_375n))
      const exact = (2_512n * kept * 2n + 33_499n) / (2n * 33_499n)
      expect(told.now().payable).toBe(exact)
      expect(payable).toBeGreaterThan(told.now().payable)
    }
  })
})
