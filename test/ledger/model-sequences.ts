import fc from 'fast-check'
import type { Command } from './model-commands.ts'

const which = fc.nat(7)
/** The one that came last. */
const LAST = -1

const currency = fc.constantFrom<'USD' | 'EUR' | null>('USD', 'EUR', null, null)
const CURRENCIES = ['USD', 'EUR'] as const
const paid = (deal: number, percent: number, late = false): Command => ({
  do: 'pay',
  deal,
  percent,
  odd: 1,
  parts: false,
  by: 'event',
  late,
})
const batch = (of: 'USD' | 'EUR' | null, partners = 63): Command => ({
  do: 'batch',
  currency: of,
  partners,
  any: false,
})
const approve: Command = { do: 'approve', batch: LAST, byMaker: false, any: false }
const step = (to: 'confirm' | 'fail' | 'return', item: number): Command => ({
  do: to,
  batch: LAST,
  item,
  any: false,
})

/** Makes sure that a deal is won and pays something. */
const worth = (deal: number, amount: bigint, daysAgo: number): Command[] => [
  { do: 'amount', deal, amount, late: true },
  { do: 'win', deal, daysAgo, late: true },
]

/** What seldom comes about by chance, each with what it is there to find. */
export const sequences: { weight: number; arbitrary: fc.Arbitrary<Command[]> }[] = [
  // A payout that arrives, fails, comes back, or is told of twice.
  {
    weight: 6,
    arbitrary: fc
      .record({
        deal: which,
        of: currency,
        partners: fc.constantFrom(63, 63, 21, 42),
        outcome: fc.constantFrom<('confirm' | 'fail' | 'return')[]>(
          ['confirm'],
          ['confirm', 'return'],
          ['fail'],
          ['return'],
          [],
        ),
        item: which,
        twice: fc.boolean(),
      })
      .map(({ deal, of, partners, outcome, item, twice }) => [
        paid(deal, 50),
        batch(of, partners),
        approve,
        ...outcome.map((to) => step(to, item)),
        ...(twice ? again(outcome.at(-1), item) : []),
      ]),
  },
  // Paid out, then taken back: what is owed back is netted against what the partner earns elsewhere.
  {
    weight: 5,
    arbitrary: fc
      .record({
        deal: fc.constantFrom(0, 0, 1, 2),
        percent: fc.constantFrom(20, 50, 100),
        by: fc.constantFrom('refund', 'amount', 'reopen'),
        daysAgo: fc.constantFrom(3, 3, 30),
      })
      .map(({ deal, percent, by, daysAgo }): Command[] => [
        ...worth(deal, 1_500_000n, daysAgo),
        paid(deal, 100),
        batch(null),
        approve,
        step('confirm', 0),
        step('confirm', 1),
        by === 'refund'
          ? { do: by, payment: LAST, percent, told: false, by: 'event', late: false }
          : by === 'amount'
            ? { do: by, deal, amount: 10_000n, late: false }
            : { do: 'reopen', deal, late: false },
        ...worth(deal + 1, 40_000_000n, daysAgo),
        paid(deal + 1, 100),
        batch(null),
        approve,
      ]),
  },
  // A part is given back and told of again, in the same event or in another, or by a person.
  {
    weight: 3,
    arbitrary: fc
      .record({
        deal: which,
        percent: fc.constantFrom(20, 33, 50),
        by: fc.constantFrom('event', 'event', 'manual'),
        anew: fc.boolean(),
      })
      .map(({ deal, percent, by, anew }): Command[] => [
        ...worth(deal, 800_000n, 1),
        paid(deal, 50),
        { do: 'refund', payment: LAST, percent, told: false, by, late: false },
        { do: 'repeat', which: LAST, refund: true, anew },
      ]),
  },
  // Owed in two currencies at once: each is paid by itself.
  {
    weight: 1,
    arbitrary: fc
      .record({ deal: which, daysAgo: fc.constantFrom(2, 30) })
      .map(({ deal, daysAgo }) => [
        { do: 'win', deal, daysAgo, late: false },
        paid(deal, 100),
        ...CURRENCIES.flatMap((of) => [batch(of), approve]),
      ]),
  },
  // A part is still pending when the commission shrinks, also while a dispute holds what was payable.
  {
    weight: 6,
    arbitrary: fc
      .record({
        deal: fc.constantFrom(0, 0, 1, 2),
        line: fc.constantFrom(null, null, 0, 1, 2),
        amount: fc.constantFrom(9_000_000n, 9_000_000n, 900_000n),
      })
      .map(({ deal, line, amount }): Command[] => [
        ...worth(deal, 12_000_000n, 1),
        paid(deal, 7),
        ...(line === null ? [] : [{ do: 'dispute' as const, line, by: 0, payable: true }]),
        { do: 'amount', deal, amount, late: false },
      ]),
  },
  // A dispute against what waits in a batch, or is on its way.
  {
    weight: 2,
    arbitrary: fc
      .record({ line: which, of: currency, sent: fc.boolean() })
      .map(({ line, of, sent }): Command[] => {
        const dispute: Command = { do: 'dispute', line, by: 1, payable: true }
        return sent
          ? [batch(of), approve, { ...dispute, payable: false }, step('fail', line), batch(of), approve]
          : [batch(of), dispute, approve, { do: 'cancel', batch: LAST, any: false }, batch(of), approve]
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ dispute: which, to: fc.constantFrom<'uphold' | 'reject'>('uphold', 'reject') })
      .map(({ dispute, to }) => [
        { do: 'review', dispute, byOpener: false },
        { do: to, dispute, byOpener: false },
      ]),
  },
  // A month is closed, and a deal is won in it afterwards.
  {
    weight: 1,
    arbitrary: fc
      .record({ deal: which, daysAgo: fc.integer({ min: 31, max: 40 }) })
      .map(({ deal, daysAgo }) => [
        { do: 'pass', hours: 31 * 24 },
        { do: 'close', monthsAgo: 1 },
        { do: 'win', deal, daysAgo, late: false },
      ]),
  },
]

/** The same step once more, whether or not it can happen any more. */
function again(to: 'confirm' | 'fail' | 'return' | undefined, item: number): Command[] {
  return to
    ? [{ do: to, batch: LAST, item, any: true }]
    : [{ do: 'approve', batch: LAST, byMaker: false, any: true }]
}
