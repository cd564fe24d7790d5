import fc from 'fast-check'
import { sequences } from './model-sequences.ts'
import { type PartnerName, PARTNER_NAMES } from './model-terms.ts'

/** What can happen. Numbers choose among what is there by then, so that a command means something wherever it stands; -1 is the last. */
export type Command =
  /** `late`: nobody looks at the deal before the next command that is not late. */
  | { do: 'win'; deal: number; daysAgo: number | null; late: boolean }
  | { do: 'reopen' | 'lose'; deal: number; late: boolean }
  | { do: 'amount'; deal: number; amount: bigint | null; late: boolean }
  | { do: 'archive'; deal: number; late: boolean }
  | {
      do: 'pay'
      deal: number
      percent: number
      odd: number
      parts: boolean
      by: 'manual' | 'event'
      late: boolean
    }
  | { do: 'refund'; payment: number; percent: number; told: boolean; by: 'manual' | 'event'; late: boolean }
  /** The same once more: an event that came already, or another that says the same; what somebody entered already. */
  | { do: 'repeat'; which: number; refund: boolean; anew: boolean }
  | { do: 'tag'; deal: number; partner: PartnerName; role: 'sourced' | 'influenced'; manager: boolean }
  | { do: 'untag'; credit: number; manager: boolean }
  | { do: 'rate' }
  /** `payable`: of those lines alone of which something is payable. */
  | { do: 'dispute'; line: number; by: number; payable: boolean }
  | { do: 'review' | 'uphold' | 'reject' | 'withdraw'; dispute: number; byOpener: boolean }
  | { do: 'close'; monthsAgo: number }
  /** In no currency: in the one in which most is payable. `any`: also where there is nothing to pay, or in a state in which this cannot happen. */
  | { do: 'batch'; currency: 'USD' | 'EUR' | null; partners: number; any: boolean }
  | { do: 'approve'; batch: number; byMaker: boolean; any: boolean }
  | { do: 'cancel'; batch: number; any: boolean }
  | { do: 'confirm' | 'fail' | 'return'; batch: number; item: number; any: boolean }
  | { do: 'pass'; hours: number }
  | { do: 'again'; deal: number }

/** A deal of the beginning, with whom it has credit for. */
export interface FirstDeal {
  currency: 'USD' | 'EUR' | 'JPY'
  amount: bigint | null
  sourced: PartnerName | 'split' | null
  influenced: PartnerName | null
  /** Of the first of two partners that brought it in together, in hundredths of a percent. */
  shareBps: number
  /** null: it is open. */
  wonDaysAgo: number | null
}

export interface Story {
  deals: FirstDeal[]
  commands: Command[]
}

const which = fc.nat(7)
const late = fc.boolean()
// Some are met more often than others.
const partner = fc.constantFrom<PartnerName>(
  ...PARTNER_NAMES,
  'Northwind Consulting',
  'Northwind Consulting',
  'Keystone Resale',
)
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(1n, 9_999_999n) },
  { weight: 2, arbitrary: fc.constantFrom(10_000n, 99_999n, 0n, -1_234_567n) },
  { weight: 1, arbitrary: fc.constant(null) },
)
const by = fc.constantFrom<'manual' | 'event'>('manual', 'event')

const rarely = fc.nat(4).map((one) => one === 4)
const often = fc.nat(4).map((one) => one !== 4)

const arbitraries: { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('win'),
      deal: which,
      daysAgo: fc.option(fc.nat(40), { nil: null }),
      late,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reopen', 'lose'), deal: which, late }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('amount'), deal: which, amount, late }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('archive'), deal: which, late }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pay'),
      deal: which,
      percent: fc.constantFrom(7, 25, 33, 50, 100, 130),
      odd: fc.nat(3),
      parts: fc.boolean(),
      by,
      late,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('refund'),
      payment: which,
      percent: fc.constantFrom(3, 33, 50, 67, 100, 101),
      told: fc.boolean(),
      by,
      late,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('repeat'),
      which,
      refund: fc.boolean(),
      anew: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tag'),
      deal: which,
      partner,
      role: fc.constantFrom('sourced', 'influenced'),
      manager: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('untag'), credit: which, manager: often }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rate') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('dispute'), line: which, by: fc.nat(1), payable: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('review', 'uphold', 'reject'),
      dispute: which,
      byOpener: rarely,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw'), dispute: which, byOpener: often }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('close'), monthsAgo: fc.constantFrom(1, 1, 1, 2, 0, 3) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('batch'),
      currency: fc.constantFrom('USD', 'EUR', null),
      partners: fc.integer({ min: 1, max: 63 }),
      any: rarely,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('approve'), batch: which, byMaker: rarely, any: rarely }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel'), batch: which, any: rarely }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom('confirm', 'confirm', 'fail', 'return'),
      batch: which,
      item: which,
      any: rarely,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      hours: fc.constantFrom(1, 24, 15 * 24, 15 * 24 + 1, 31 * 24, 31 * 24),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('again'), deal: which }) },
]

const firstDeal = fc.record({
  currency: fc.constantFrom<FirstDeal['currency']>('USD', 'USD', 'USD', 'EUR', 'EUR', 'JPY'),
  amount,
  // One partner has several deals of a story, so that what it owes nets against what it earns.
  sourced: fc.oneof(
    { weight: 5, arbitrary: fc.constant('usual' as const) },
    { weight: 3, arbitrary: partner },
    { weight: 2, arbitrary: fc.constantFrom('split' as const, null) },
  ),
  influenced: fc.option(partner),
  shareBps: fc.constantFrom(5_000, 3_333, 9_999),
  wonDaysAgo: fc.constantFrom(0, 0, 0, 20, null),
})

export const story: fc.Arbitrary<Story> = fc.noBias(
  fc.record({
    deals: fc
      .record({ usual: partner, deals: fc.array(firstDeal, { minLength: 2, maxLength: 4 }) })
      .map(({ usual, deals }): FirstDeal[] =>
        deals.map((deal, index) => ({
          ...deal,
          sourced:
            index === 0 || deal.sourced === 'usual' || (index === 1 && deal.sourced !== 'split')
              ? usual
              : deal.sourced,
        })),
      ),
    commands: fc
      .array(fc.oneof(...arbitraries.map(oneOfThem), ...sequences), {
        minLength: 1,
        maxLength: 34,
        size: 'max',
      })
      .map((parts) => parts.flat()),
  }),
)

function oneOfThem({ weight, arbitrary }: (typeof arbitraries)[number]) {
  return { weight, arbitrary: arbitrary.map((command) => [command]) }
}
