import { expect, it } from 'vitest'
import { describePolicies } from './describe-plan.ts'
import { describeRule } from './describe-rule.ts'
import { parsePlan } from './parse-plan.ts'

const planOf = (rule: object, over: object = {}) => {
  const reading = parsePlan({
    id: 'plan',
    version: 1,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: '2026-01-01',
    earning: { kind: 'onCollection' },
    rules: [
      { id: 'rule', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '15' }, ...rule },
    ],
    ...over,
  })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return reading.plan
}
const bands = [
  { upTo: '10000.00', percent: '20' },
  { upTo: '25000.00', percent: '25' },
  { upTo: null, percent: '30' },
]

it.each([
  [{}, 'Sourcing partners get 15 % of the deal amount.'],
  [
    { basis: 'firstYearAcv', when: { tiers: ['gold'], partnerTypes: ['referral'] }, cap: '10000.00' },
    'Gold referral partners get 15 % of first-year ACV, at most $10,000.00.',
  ],
  [
    { role: 'influenced', basis: 'grossMargin', when: { partnerTypes: ['system_integrator', 'agency'] } },
    'Influencing system integrator or agency partners get 15 % of gross margin.',
  ],
  [
    {
      when: {
        dealTypes: ['renewal'],
        dealAmount: { above: '5.00', atMost: '9.00' },
        regions: ['EMEA', 'APAC'],
      },
    },
    'Sourcing partners get 15 % of the deal amount on renewal deals in EMEA or APAC of more than $5.00 and at most $9.00.',
  ],
  [
    { when: { products: ['core'], closedWithinDaysOfRegistration: 60 }, basis: 'lineItems', stack: true },
    'Sourcing partners get 15 % of the line items of core when the deal closes within 60 days of registration, on top of any other rule.',
  ],
  [
    {
      when: { partners: ['P1'] },
      author: 'Dana Field',
      rate: { kind: 'flat', amount: '1500.00' },
      floor: '1.00',
    },
    'The named partner gets a flat $1,500.00, at least $1.00. Decided by Dana Field.',
  ],
  [
    { when: { programmes: ['Agencies'], deals: ['D1', 'D2'] } },
    'Sourcing partners of Agencies get 15 % of the deal amount on the 2 named deals.',
  ],
  [
    { rate: { kind: 'graduated', bands } },
    'Sourcing partners get 20 % up to $10,000.00, 25 % up to $25,000.00 and 30 % above that of the deal amount.',
  ],
  [
    {
      rate: {
        kind: 'volume',
        bands,
        boundary: 'exclusive',
        measure: { period: 'quarter', of: 'sourcedRevenue' },
      },
    },
    'Sourcing partners get 20 % below $10,000.00, 25 % below $25,000.00 and 30 % from there of the deal amount, by the revenue that they sourced in the quarter, the rate reached counting for all of it.',
  ],
  [
    { rate: { kind: 'recurring', percent: '20', months: 36 } },
    'Sourcing partners get 20 % of each customer payment for 36 months.',
  ],
  [
    { rate: { kind: 'recurring', percent: '20' } },
    'Sourcing partners get 20 % of each customer payment for as long as the customer pays.',
  ],
  [
    { rate: { kind: 'recurring', percentByYear: ['20', '10', '5'] } },
    'Sourcing partners get 20 % of each customer payment in year 1, 10 % in year 2 and 5 % in year 3.',
  ],
  [
    { basis: 'collected', periodCap: { period: 'year', amount: '50000.00' } },
    'Sourcing partners get 15 % of what the customer paid, at most $50,000.00 a year for each partner.',
  ],
])('describes a rule as a sentence (%#)', (rule, sentence) => {
  const plan = planOf(rule)
  expect(plan.rules.map((each) => describeRule(each, plan))).toEqual([sentence])
})

it('says what holds for a whole plan', () => {
  expect(describePolicies(planOf({}, { openDeals: 'keepTerms', splitSourcing: true }))).toEqual([
    'For deals that close from Jan 1, 2026 on (calendar days in UTC).',
    'Deals that had their partner before it came into force keep the terms of that day.',
    'Several partners may share the sourcing of a deal; their shares sum to 100 %.',
    'Payable in proportion to what the customer pays.',
  ])
  const over = { decidingDate: 'registrationDate', effectiveTo: '2026-12-31' }
  expect(describePolicies(planOf({ basis: 'collected' }, over))).toEqual([
    'For partners that were registered or tagged from Jan 1, 2026 to Dec 31, 2026 (calendar days in UTC), whenever the deal closes.',
    'A deal has one sourced partner.',
    'Payable as the customer pays.',
  ])
})
