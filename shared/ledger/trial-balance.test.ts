import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accrue, earn, hold, type LineRef, payoutApproved, payoutConfirmed, unearn } from './posting.ts'
import { type AccountSums, trialBalance } from './trial-balance.ts'

const sums = (over: Partial<AccountSums>): AccountSums => ({
  account: 'payable',
  partnerId: 'p',
  currency: 'USD',
  openingMinor: 0n,
  debitsMinor: 0n,
  creditsMinor: 0n,
  ...over,
})

describe('a trial balance', () => {
  it('shows what was paid too much as a receivable, and takes it out of what is payable', () => {
    const { rows, totals } = trialBalance([
      // Owed 50 before; 80 more were paid than that.
      sums({ partnerId: 'a', openingMinor: -50n, debitsMinor: 130n }),
      sums({ partnerId: 'b', openingMinor: -20n, creditsMinor: 5n }),
      sums({ account: 'cash', partnerId: null, openingMinor: 70n, creditsMinor: 125n }),
    ])
    expect(rows).toEqual([
      {
        account: 'payable',
        currency: 'USD',
        openingMinor: -70n,
        debitsMinor: 50n,
        creditsMinor: 5n,
        closingMinor: -25n,
      },
      {
        account: 'cash',
        currency: 'USD',
        openingMinor: 70n,
        debitsMinor: 0n,
        creditsMinor: 125n,
        closingMinor: -55n,
      },
      {
        account: 'receivable',
        currency: 'USD',
        openingMinor: 0n,
        debitsMinor: 80n,
        creditsMinor: 0n,
        closingMinor: 80n,
      },
    ])
    expect(totals).toEqual([{ currency: 'USD', debitsMinor: 130n, creditsMinor: 130n, closingMinor: 0n }])
  })

  it('nets a receivable as it is earned again', () => {
    const { rows } = trialBalance([sums({ openingMinor: 80n, creditsMinor: 100n })])
    expect(rows.map((row) => [row.account, row.openingMinor, row.creditsMinor, row.closingMinor])).toEqual([
      ['payable', 0n, 20n, -20n],
      ['receivable', 80n, 80n, 0n],
    ])
  })

  it('keeps currencies apart and leaves out accounts without anything', () => {
    const { rows, totals } = trialBalance([
      sums({ currency: 'USD', openingMinor: -1n }),
      sums({ currency: 'EUR', openingMinor: -2n }),
      sums({ account: 'held', currency: 'USD' }),
    ])
    expect(rows.map((row) => [row.currency, row.account])).toEqual([
      ['EUR', 'payable'],
      ['USD', 'payable'],
    ])
    expect(totals.map(({ currency }) => currency)).toEqual(['EUR', 'USD'])
  })

  it('balances for any entries in any two periods, and no row has a debit or credit below zero', () => {
    const step = fc.record({
      partnerId: fc.constantFrom('a', 'b', 'c'),
      currency: fc.constantFrom('USD', 'JPY'),
      kind: fc.constantFrom(accrue, earn, hold, payoutApproved, payoutConfirmed, takeBack),
      minor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      now: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const all = new Map<string, AccountSums>()
        for (const { partnerId, currency, kind, minor, now } of steps) {
          for (const { account, amountMinor } of kind(line(partnerId, currency), minor)) {
            const key = `${account} ${account === 'payable' ? partnerId : ''} ${currency}`
            const found = all.get(key) ?? sums({ account, partnerId, currency })
            if (!now) found.openingMinor += amountMinor
            else if (amountMinor > 0n) found.debitsMinor += amountMinor
            else found.creditsMinor -= amountMinor
            all.set(key, found)
          }
        }
        const { rows, totals } = trialBalance([...all.values()])
        for (const row of rows) {
          expect(row.debitsMinor >= 0n && row.creditsMinor >= 0n).toBe(true)
          if (row.account === 'receivable')
            expect(row.openingMinor >= 0n && row.closingMinor >= 0n).toBe(true)
          if (row.account === 'payable') expect(row.openingMinor <= 0n && row.closingMinor <= 0n).toBe(true)
        }
        for (const total of totals) {
          expect(total.debitsMinor).toBe(total.creditsMinor)
          expect(total.closingMinor).toBe(0n)
        }
      }),
    )
  })
})

const line = (partnerId: string, currency: string): LineRef => ({
  partnerId,
  dealId: 'd',
  commissionLineId: 'l',
  currency,
})
const takeBack = (of: LineRef, minor: bigint) => unearn(of, { payable: 0n, held: 0n }, minor)
