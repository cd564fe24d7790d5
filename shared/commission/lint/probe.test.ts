import { expect, it } from 'vitest'
import type { Plan, Rule } from '../plan.ts'
import { matcher, payer, wouldPay, type Witness } from './probe.ts'
import { planOf, sampleRule, sampleTerms } from './sample-terms.ts'
import { witnessesOf } from './witness.ts'

const plan = (rules: Record<string, unknown>[], terms: Record<string, unknown> = {}) =>
  planOf(sampleTerms({ ...terms, rules }))
const only = (of: Plan, index = 0): Rule => {
  const rule = of.rules[index]
  if (!rule) throw new Error('no such rule')
  return rule
}
const witness = (of: Plan): Witness => {
  const [first] = witnessesOf(of, only(of), { programme: null })
  if (!first) throw new Error('no witness')
  return first
}
const pays = (rule: Record<string, unknown>, amountMinor: bigint, terms: Record<string, unknown> = {}) => {
  const of = plan([sampleRule(rule)], terms)
  return wouldPay(of, only(of), amountMinor)
}

it('pays by a rule whatever it asks for, in either role, stacked or not', () => {
  expect(pays({ when: { tiers: ['gold'], deals: ['D9'], dealAmount: { above: '99.00' } } }, 1_000n)).toBe(
    150n,
  )
  expect(pays({ role: 'influenced' }, 1_000n)).toBe(150n)
  expect(pays({ stack: true }, 1_000n)).toBe(150n)
})

it.each(['dealAmount', 'firstYearAcv', 'lineItems', 'grossMargin', 'collected'])(
  'takes the amount for the base %s',
  (basis) => {
    expect(pays({ basis }, 1_000n)).toBe(150n)
  },
)

it('pays in the currency and within the window of the plan, however it earns', () => {
  const terms = {
    currency: 'JPY',
    effectiveFrom: '2031-05-01',
    effectiveTo: '2031-05-01',
    decidingDate: 'registrationDate',
    openDeals: 'keepTerms',
    earning: { kind: 'dated', parts: [{ date: '2031-06-01', percent: '100' }] },
  }
  expect(pays({}, 1_000n, terms)).toBe(150n)
})

it('asks the rules given for the amount alone, the first of them that takes it', () => {
  const of = plan([
    sampleRule({ id: 'small', when: { tiers: ['gold'], dealAmount: { atMost: '10.00' } } }),
    sampleRule({ id: 'large', when: { regions: ['EMEA'], dealAmount: { above: '10.00' } }, stack: true }),
    sampleRule({ id: 'other', rate: { kind: 'percent', percent: '90' } }),
  ])
  const paid = payer(of, of.rules.slice(0, 2))
  expect([paid(1_000n), paid(1_001n), paid(0n)]).toEqual([150n, 150n, 0n])
  expect(payer(of, of.rules.slice(0, 1))(1_001n)).toBe(0n)
})

it.each(['month', 'quarter', 'year'])('counts what the partner had in the %s before', (period) => {
  const before = { revenueMinor: 90_000n, commissionMinor: 4_500n }
  for (const of of ['sourcedRevenue', 'influencedRevenue']) {
    const rate = {
      kind: 'graduated',
      measure: { period, of },
      bands: [
        { upTo: '1000.00', percent: '10' },
        { upTo: null, percent: '20' },
      ],
    }
    const measured = plan([sampleRule({ rate, role: of === 'sourcedRevenue' ? 'sourced' : 'influenced' })])
    const paid = payer(measured, measured.rules)
    expect([paid(20_000n), paid(20_000n, before)]).toEqual([2_000n, 3_000n])
  }
  const capped = plan([sampleRule({ periodCap: { period, amount: '50.00' } })])
  const paid = payer(capped, capped.rules)
  expect([paid(20_000n), paid(20_000n, before)]).toEqual([3_000n, 500n])
})

it.each(['USD', 'EUR', 'JPY', 'KWD'])('finds what lies between two minor units of %s', (currency) => {
  const limit = (minor: number) => {
    const digits = { JPY: 0, KWD: 3 }[currency] ?? 2
    return (minor / 10 ** digits).toFixed(digits)
  }
  const of = plan(
    [
      sampleRule({ id: 'small', when: { dealAmount: { atMost: limit(5_000) } } }),
      sampleRule({ id: 'large', when: { dealAmount: { atLeast: limit(5_001) } } }),
    ],
    { currency },
  )
  const at = (place: bigint) => matcher(of)(witness(of), place)
  expect([9_999n, 10_000n, 10_001n, 10_002n, 10_003n].map(at)).toEqual([
    'small',
    'small',
    null,
    'large',
    'large',
  ])
})

it('finds the rule that competes, never one that is stacked', () => {
  const of = plan([sampleRule({ id: 'spiff', stack: true }), sampleRule({ id: 'base' })])
  expect(matcher(of)(witness(of), 200n)).toBe('base')
  expect(matcher({ ...of, rules: of.rules.slice(0, 1) })(witness(of), 200n)).toBeNull()
})
