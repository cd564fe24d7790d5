import { expect, it } from 'vitest'
import { foundIn, ranged, sampleRule, sampleTerms } from './sample-terms.ts'

const rules = (...list: Record<string, unknown>[]) => sampleTerms({ rules: list })
const programme = { partnerType: 'referral' as const, tiers: ['registered', 'silver', 'gold'] }
const unreached = (...list: Record<string, unknown>[]) => foundIn('unreachable_rule', rules(...list))

it('blocks a rule behind one that takes everything, and says what its reader gets instead', () => {
  const gold = sampleRule({ id: 'gold', when: { tiers: ['gold'] }, rate: { kind: 'percent', percent: '20' } })
  expect(unreached(sampleRule(), gold)).toMatchObject([
    {
      severity: 'error',
      path: 'rules[1]',
      message: 'Rule "gold" never applies: "base" takes everything that it could match.',
      why: 'On a deal of $10,000.00 it promises $2,000.00; what partners get is $1,500.00.',
    },
  ])
  expect(unreached(gold, sampleRule())).toEqual([])
})

it.each([
  ['a list within a longer one', { tiers: ['gold', 'silver'] }, { tiers: ['gold'] }],
  [
    'a range within a wider one',
    { dealAmount: { atLeast: '5.00' } },
    { dealAmount: { above: '5.00', below: '9.00' } },
  ],
  ['fewer days', { closedWithinDaysOfRegistration: 60 }, { closedWithinDaysOfRegistration: 30 }],
  ['products within more', { products: ['a', 'b'] }, { products: ['b'], regions: ['EMEA'] }],
])('knows %s', (_name, wide, narrow) => {
  const [first, second] = [sampleRule({ id: 'wide', when: wide }), sampleRule({ id: 'narrow', when: narrow })]
  expect(unreached(first, second)).toMatchObject([{ path: 'rules[1]' }])
  expect(unreached(second, first)).toEqual([])
})

it('knows rules that take everything together', () => {
  const [small, large] = [ranged('a', '1', { atMost: '5.00' }), ranged('b', '2', { above: '5.00' })]
  expect(unreached(small, large, sampleRule())).toMatchObject([{ path: 'rules[2]' }])
  expect(unreached(small, ranged('b', '2', { atLeast: '5.01' }), sampleRule())).toEqual([])
})

it('ranks overrides first, wherever they stand', () => {
  const override = sampleRule({ id: 'special', when: { partners: ['P1'] }, author: 'R. Vega' })
  expect(unreached(sampleRule(), override)).toEqual([])
})

it('leaves stacked rules and other roles out of the competition', () => {
  expect(unreached(sampleRule(), sampleRule({ id: 'spiff', stack: true }))).toEqual([])
  expect(unreached(sampleRule({ stack: true }), sampleRule({ id: 'rest' }))).toEqual([])
  expect(unreached(sampleRule(), sampleRule({ id: 'rest', role: 'influenced' }))).toEqual([])
})

it('warns of a rule that no partner of the programme can meet', () => {
  const terms = rules(
    sampleRule({ id: 'typo', when: { tiers: ['Gold'] } }),
    sampleRule({ id: 'oem', when: { partnerTypes: ['oem'] } }),
    sampleRule(),
  )
  expect(foundIn('unreachable_rule', terms, { programme })).toMatchObject([
    { severity: 'warning', path: 'rules[0].when.tiers', why: expect.stringContaining('0 partners') },
    { severity: 'warning', path: 'rules[1].when.partnerTypes' },
  ])
})

it('names each tier and role of the programme that nothing pays', () => {
  const terms = rules(sampleRule({ when: { tiers: ['silver', 'gold'] } }))
  expect(foundIn('not_covered', terms, { programme })).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringContaining('influenced credit'),
      why: expect.stringContaining('$0.00'),
    },
    {
      message: 'No rule pays sourced credit to partners in tier "registered".',
      why: 'On a deal of $10,000.00 a "registered" partner that is sourced earns $0.00; other tiers earn up to $1,500.00.',
    },
  ])
  expect(foundIn('not_covered', terms)).toEqual([])
  expect(foundIn('not_covered', sampleTerms(), { programme })).toEqual([])
})

it('does not count a rule for a named partner as covering a tier', () => {
  const terms = rules(sampleRule({ when: { partners: ['P1'] } }), sampleRule({ id: 'i', role: 'influenced' }))
  expect(foundIn('not_covered', terms, { programme })).toMatchObject([
    { message: 'No rule pays sourced credit to referral partners.' },
  ])
})
