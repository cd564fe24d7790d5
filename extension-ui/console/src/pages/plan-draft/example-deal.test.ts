import { expect, test } from 'vitest'
import { exampleRequest as contract } from '../../../../../shared/contract/plan-api.ts'
import { exampleFaults, exampleRequest, firstExample, type ExampleDeal } from './example-deal.ts'

const PROGRAMME = { id: 'p', name: 'Referral', partnerType: 'referral' as const, tiers: ['silver', 'gold'] }
const deal: ExampleDeal = firstExample(
  { terms: { effectiveFrom: '2027-01-01' }, programme: PROGRAMME },
  '2026-11-21',
)

test('the first example closes on the plan’s first day, or today when the plan has begun', () => {
  expect(deal.closeDate).toBe('2027-01-01')
  const begun = firstExample({ terms: { effectiveFrom: '2026-01-01' }, programme: PROGRAMME }, '2026-11-21')
  expect([begun.closeDate, begun.tier]).toEqual(['2026-11-21', 'gold'])
})

test('what is asked obeys the contract; what is empty is not known rather than zero', () => {
  const request = exampleRequest({ id: 'x' }, { ...deal, firstYearAcv: '' }, 'EUR')
  expect(contract.parse(request)).toEqual(request)
  expect(request?.deal).toMatchObject({ amount: { amount: '48000', currency: 'EUR' }, firstYearAcv: null })
})

test.each([
  ['amount', ''],
  ['amount', '48,000'],
  ['firstYearAcv', '-1'],
  ['closeDate', ''],
  ['currency', 'EU'],
  ['registeredDaysBefore', '9999'],
] as const)('nothing is asked while %s is %j, and the field says why', (name, text) => {
  const typed = { ...deal, [name]: text }
  expect(exampleRequest({}, typed, 'USD')).toBeNull()
  expect(exampleFaults(typed)[name]).toBeTruthy()
})
