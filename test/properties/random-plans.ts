import fc from 'fast-check'
import type { CommissionCredit, CommissionDeal, CommissionInput } from '../../shared/commission/input.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'

// For tests: few names and amounts, so that rules of random plans meet, touch and shadow each other often.
const some = (...names: string[]) => fc.subarray(names, { minLength: 1 })
const bound = fc.integer({ min: 0, max: 8 }).map((tens) => `${tens}0.00`)
const near = fc.oneof(bound, fc.constantFrom('19.99', '20.01', '49.99', '50.01'))
const percent = fc.constantFrom('0', '5', '10', '12.5', '33.333', '100', '150')

const range = fc.oneof(
  fc.record({ atMost: near }),
  fc.record({ below: near }),
  fc.record({ atLeast: near }),
  fc.record({ above: near }),
  fc.record({ atLeast: near, below: near }),
  fc.record({ above: near, atMost: near }),
)

const bands = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
    fc.array(percent, { minLength: 4, maxLength: 4 }),
  )
  .map(([ends, percents]) =>
    [...ends.toSorted((a, b) => a - b).map((tens) => `${tens}0.00`), null].map((upTo, index) => ({
      upTo,
      percent: percents[index],
    })),
  )
const measure = fc.constantFrom('deal', { period: 'quarter', of: 'sourcedRevenue' })

const rate = fc.oneof(
  fc.record({ kind: fc.constant('percent'), percent }),
  fc.record({ kind: fc.constant('flat'), amount: near }),
  fc.record({ kind: fc.constant('graduated'), measure, bands }),
  fc.record(
    { kind: fc.constant('volume'), measure, boundary: fc.constantFrom('inclusive', 'exclusive'), bands },
    { requiredKeys: ['kind', 'bands'] },
  ),
  fc.record({ kind: fc.constant('recurring'), percent, months: fc.constantFrom(null, 12) }),
)

const whenParts = {
  partnerTypes: some('referral', 'oem'),
  tiers: some('silver', 'gold'),
  dealTypes: some('new', 'renewal'),
  regions: some('EMEA', 'APAC'),
  closedWithinDaysOfRegistration: fc.integer({ min: 0, max: 2 }),
  partners: some('P1', 'P2'),
  deals: some('D1', 'D2'),
  dealAmount: range,
}

const rule = fc.record(
  {
    role: fc.constantFrom('sourced', 'sourced', 'influenced'),
    when: fc.oneof(
      fc.record({ dealAmount: range }),
      fc.record({ tiers: whenParts.tiers, dealAmount: range }),
      fc.record({ ...whenParts, products: some('core', 'addon') }, { requiredKeys: [] }),
    ),
    basis: fc.constantFrom('dealAmount', 'firstYearAcv', 'collected', 'grossMargin'),
    rate,
    floor: fc.constantFrom('0.00', '3.00'),
    cap: fc.constantFrom('4.00', '20.00'),
    stack: fc.boolean(),
  },
  { requiredKeys: ['role', 'basis', 'rate'] },
)

/** Terms that mostly can be read. */
export const randomTerms = fc.array(rule, { minLength: 1, maxLength: 6 }).map((rules) => ({
  id: 'random',
  version: 1,
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2027-01-01',
  effectiveTo: null,
  earning: { kind: 'onCollection' },
  rules: rules.map((json, index) => ({ id: `r${index}`, ...json })),
}))

/** A deal without its amount, and a credit on it. */
export interface Claim {
  credit: Omit<CommissionCredit, 'role'>
  deal: Pick<CommissionDeal, 'id' | 'dealType' | 'region'> & { products: string[] }
}

export const randomClaim: fc.Arbitrary<Claim> = fc.record({
  credit: fc.record({
    creditId: fc.constant('C'),
    partnerId: fc.constantFrom('P1', 'P2', 'P3'),
    partnerType: fc.constantFrom('referral' as const, 'oem' as const, 'agency' as const),
    programme: fc.constant(null),
    tier: fc.constantFrom('silver', 'gold', 'platinum'),
    share: fc.constant({ numerator: 1n, denominator: 1n }),
    sharePercent: fc.constant('100'),
    registeredAt: fc.constantFrom(
      null,
      new Date('2027-03-01T09:00:00Z'),
      new Date('2027-02-27T09:00:00Z'),
      new Date('2026-12-01T09:00:00Z'),
    ),
    termsDate: fc.constant(null),
  }),
  deal: fc.record({
    id: fc.constantFrom('D1', 'D2', 'D3'),
    dealType: fc.constantFrom('new' as const, 'renewal' as const, 'upsell' as const, null),
    region: fc.constantFrom('EMEA', 'APAC', 'LATAM', null),
    products: fc.subarray(['core', 'addon', 'other']),
  }),
})

/** What the engine makes of a claim on a deal of this amount, all of whose bases are its amount; stacked rules aside. */
export function rated(
  plan: Plan,
  role: CommissionCredit['role'],
  { credit, deal }: Claim,
  amountMinor: bigint,
) {
  const amount = { amountMinor, currency: plan.currency }
  const { products, ...rest } = deal
  const input: CommissionInput = {
    plan: { ...plan, rules: plan.rules.filter(({ stack }) => !stack) },
    deal: {
      ...rest,
      currency: plan.currency,
      amount,
      firstYearAcv: amount,
      grossMargin: amount,
      lineItems: products.map((product) => ({ product, amount })),
      closeDate: '2027-03-01',
    },
    credits: [{ ...credit, role }],
    collections: null,
    periodToDate: new Map(),
    fx: [],
  }
  const outcome = evaluateCommission(input)
  if (outcome.kind !== 'lines') throw new Error(outcome.kind)
  const [line] = outcome.lines
  if (!line) throw new Error('a credit without a line')
  return { ruleId: line.ruleId, amountMinor: line.amount.amountMinor }
}
