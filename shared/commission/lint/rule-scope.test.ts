import { expect, it } from 'vitest'
import type { When } from '../conditions.ts'
import { PARTNER_TYPES } from '../../partner/partner.ts'
import { canMeet, canShareDeal, competing, includes, meeting } from './rule-scope.ts'
import { planOf, sampleRule, sampleTerms } from './sample-terms.ts'

it('leaves out a rule that takes no amount at all', () => {
  const plan = planOf(sampleTerms({ rules: [sampleRule(), sampleRule({ id: 'second' })] }))
  const [first, second] = plan.rules
  if (!first || !second) throw new Error('two rules')
  const none = { ...first, when: { dealAmount: { above: 500n, below: 500n } } }
  expect(competing({ ...plan, rules: [none, second] }).map(({ rule }) => rule.id)).toEqual(['second'])
})

it.each<[string, When, When, boolean]>([
  ['every partner type named is as good as none', { partnerTypes: PARTNER_TYPES }, {}, true],
  ['some partner types are not', { partnerTypes: ['referral', 'oem'] }, {}, false],
  ['a deal may have another type than those named', { dealTypes: ['new', 'renewal', 'upsell'] }, {}, false],
  [
    'as many days are enough',
    { closedWithinDaysOfRegistration: 30 },
    { closedWithinDaysOfRegistration: 30 },
    true,
  ],
  [
    'a day more is not',
    { closedWithinDaysOfRegistration: 30 },
    { closedWithinDaysOfRegistration: 31 },
    false,
  ],
  ['a deal may have none of the products', { products: ['a'] }, {}, false],
  ['or one that is not named', { products: ['a'] }, { products: ['a', 'b'] }, false],
  ['another programme is another', { programmes: ['A'] }, { programmes: ['B'] }, false],
  ['amounts are left aside', { dealAmount: { atMost: 5n } }, {}, true],
])('knows what includes what: %s', (_name, outer, inner, expected) => {
  expect(includes(outer, inner)).toBe(expected)
})

it.each<[string, When, When, boolean]>([
  ['lists with a value in common', { tiers: ['gold', 'silver'] }, { tiers: ['silver', 'basic'] }, true],
  ['lists without', { tiers: ['gold'] }, { tiers: ['silver'] }, false],
  ['programmes', { programmes: ['A'] }, { programmes: ['B'] }, false],
  ['deals', { deals: ['D1'] }, { deals: ['D2'] }, false],
  ['products, of which a deal can have several', { products: ['a'] }, { products: ['b'] }, true],
])('knows whether one credit can meet both: %s', (_name, a, b, expected) => {
  expect(canMeet(a, b)).toBe(expected)
  expect(canMeet(b, a)).toBe(expected)
})

it('says what both ask for as the conditions of one rule', () => {
  const a: When = { tiers: ['gold', 'silver'], closedWithinDaysOfRegistration: 30, products: ['a'] }
  const b: When = { tiers: ['silver', 'basic'], regions: ['EMEA'], closedWithinDaysOfRegistration: 60 }
  const both = { tiers: ['silver'], regions: ['EMEA'], closedWithinDaysOfRegistration: 30 }
  expect(meeting(a, b)).toEqual([{ ...both, products: ['a'] }, both])
  expect(meeting(b, a)).toEqual([both, { ...both, products: ['a'] }])
  expect(meeting({ closedWithinDaysOfRegistration: 9 }, {})[0]).toMatchObject({
    closedWithinDaysOfRegistration: 9,
  })
})

it.each<[string, When, When, boolean]>([
  ['partners of two tiers', { tiers: ['gold'] }, { tiers: ['silver'] }, true],
  ['two named partners', { partners: ['P1'] }, { partners: ['P2'] }, true],
  ['two named deals', { deals: ['D1'] }, { deals: ['D2'] }, false],
  ['two regions', { regions: ['EMEA'] }, { regions: ['APAC'] }, false],
  ['two types of deals', { dealTypes: ['new'] }, { dealTypes: ['renewal'] }, false],
  ['amounts that meet', { dealAmount: { atMost: 500n } }, { dealAmount: { atLeast: 500n } }, true],
  ['amounts that do not', { dealAmount: { below: 500n } }, { dealAmount: { atLeast: 500n } }, false],
  ['no amount at all', { dealAmount: { below: 500n, above: 500n } }, {}, false],
])('knows whether rules of two partners can be for one deal: %s', (_name, a, b, expected) => {
  expect(canShareDeal(a, b)).toBe(expected)
  expect(canShareDeal(b, a)).toBe(expected)
})
