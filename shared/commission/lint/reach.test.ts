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

it('names one rule that takes everything before several that do so together, and none that has no part in it', () => {
  const [small, large] = [ranged('small', '1', { atMost: '5.00' }), ranged('large', '2', { above: '5.00' })]
  const both = ranged('both', '3', { atLeast: '4.00', atMost: '6.00' })
  expect(unreached(both, sampleRule(), large)[0]?.message).toBe(
    'Rule "large" never applies: "base" takes everything that it could match.',
  )
  const middle = ranged('middle', '2', { above: '5.00', atMost: '10.00' })
  const high = ranged('high', '3', { above: '20.00' })
  expect(unreached(small, high, middle, ranged('last', '9', { atMost: '10.00' }))[0]).toMatchObject({
    message: 'Rule "last" never applies: "small" and "middle" together take everything that it could match.',
    why: 'On a deal of $10,000.00 it promises $900.00; what partners get is $100.00 or $200.00.',
    fix: 'Put "last" before "small" and "middle", narrow those rules, or take "last" out.',
  })
})

it('names three of many rules and says how many more there are', () => {
  const parts = (count: number) => [
    ...Array.from({ length: count - 1 }, (_, index) =>
      ranged(`r${index}`, '1', { atLeast: `${index}.00`, below: `${index + 1}.00` }),
    ),
    ranged(`r${count - 1}`, '1', { atLeast: `${count - 1}.00` }),
  ]
  const message = (count: number) =>
    unreached(...parts(count), ranged('last', '2', { atLeast: '0.00' }))[0]?.message
  expect(message(3)).toContain('"r0", "r1" and "r2" together take')
  expect(message(5)).toContain('"r0", "r1", "r2" and 2 more together take')
  // They all pay the same, which is said once.
  expect(unreached(...parts(3), ranged('last', '2', { atLeast: '0.00' }))[0]?.why).toMatch(/is \$100\.00\.$/)
})

it('asks anew about a rule that others come to stand before', () => {
  const last = sampleRule({ id: 'last' })
  const [one] = unreached(sampleRule({ id: 'a' }), last)
  const [other] = unreached(sampleRule({ id: 'b' }), last)
  expect(one?.id).not.toBe(other?.id)
})

it('takes its examples from the deals of the workspace', () => {
  const typicalDealAmount = { amountMinor: 2_000_000n, currency: 'USD' }
  const terms = rules(
    sampleRule({ when: { tiers: ['gold'] } }),
    sampleRule({ id: 'x', when: { tiers: ['gold'] } }),
  )
  expect(foundIn('unreachable_rule', terms, { typicalDealAmount })[0]?.why).toBe(
    'On a deal of $20,000.00 it promises $3,000.00; what partners get is $3,000.00.',
  )
  expect(foundIn('not_covered', terms, { typicalDealAmount, programme })[0]?.why).toContain(
    'on a deal of $20,000.00',
  )
})

it('warns of a rule that no partner of the programme can meet', () => {
  const terms = rules(
    sampleRule({ id: 'typo', when: { tiers: ['Gold'] } }),
    sampleRule({ id: 'oem', when: { partnerTypes: ['oem'] } }),
    sampleRule(),
  )
  expect(foundIn('unreachable_rule', terms, { programme })).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].when.tiers',
      message: 'The programme has no tier "Gold"; it has registered, silver, gold.',
      why: '0 partners of the programme can get the $1,500.00 that this rule pays on a deal of $10,000.00.',
      fix: 'Write the tier as the programme writes it, or take the rule out.',
    },
    {
      severity: 'warning',
      path: 'rules[1].when.partnerTypes',
      message: 'This rule is for oem partners, but the programme is for referral partners.',
      fix: "Name the programme's partner type, or move the rule to the plan of the other programme.",
    },
  ])
})

it('warns so of a bonus too, and of the partner type first where tiers do not fit either', () => {
  const when = { partnerTypes: ['system_integrator', 'oem'], tiers: ['Gold'] }
  const terms = rules(sampleRule(), sampleRule({ id: 'spiff', stack: true, when }))
  expect(foundIn('unreachable_rule', terms, { programme })).toMatchObject([
    {
      path: 'rules[1].when.partnerTypes',
      message:
        'This rule is for system integrator or oem partners, but the programme is for referral partners.',
    },
  ])
})

it('asks anew about other tiers that the programme does not have', () => {
  const id = (...tiers: string[]) =>
    foundIn('unreachable_rule', rules(sampleRule({ when: { tiers } })), { programme })[0]?.id
  expect(id('Gold')).toBeDefined()
  expect(id('Gold', 'Silver')).not.toBe(id('Gold'))
})

it('warns of no tier where the programme has one of them, or none at all', () => {
  const terms = rules(sampleRule({ when: { tiers: ['gold', 'Gold'] } }))
  expect(foundIn('unreachable_rule', terms, { programme })).toEqual([])
  expect(foundIn('unreachable_rule', terms, { programme: { ...programme, tiers: [] } })).toEqual([])
})

it('does not take a rule for other partners as covering a tier, and compares with the best of the others', () => {
  const rate = (percent: string) => ({ rate: { kind: 'percent', percent } })
  const terms = rules(
    sampleRule({ id: 'oem', when: { partnerTypes: ['oem'] }, ...rate('40') }),
    sampleRule({ id: 'silver', when: { tiers: ['silver'] }, ...rate('10') }),
    sampleRule({ id: 'gold', when: { tiers: ['gold'] }, ...rate('20') }),
    sampleRule({ id: 'i', role: 'influenced' }),
  )
  expect(foundIn('not_covered', terms, { programme })).toMatchObject([
    { id: 'not_covered:sourced:referral:registered', why: expect.stringMatching(/up to \$2,000\.00\.$/) },
  ])
})

it('tells what is not covered apart by role, partner type and tier', () => {
  const terms = rules(sampleRule({ when: { tiers: ['gold'] } }))
  const integrators = { ...programme, partnerType: 'system_integrator' as const }
  const found = foundIn('not_covered', terms, { programme: integrators })
  expect(found.map(({ id }) => id)).toEqual([
    'not_covered:influenced:system_integrator',
    'not_covered:sourced:system_integrator:registered',
    'not_covered:sourced:system_integrator:silver',
  ])
  expect(found[0]?.message).toBe('No rule pays influenced credit to system integrator partners.')
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
