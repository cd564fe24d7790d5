import { expect, it } from 'vitest'
import { PARTNER_TYPES } from '../../partner/partner.ts'
import { matcher } from './probe.ts'
import { foundIn, planOf, sampleRule, sampleTerms } from './sample-terms.ts'
import { witnessesOf } from './witness.ts'

const programme = { partnerType: 'reseller' as const, tiers: ['silver', 'gold'] }

const witnesses = (
  when: Record<string, unknown>,
  context: Parameters<typeof witnessesOf>[2] = { programme: null },
  { role = 'sourced', timeZone = 'UTC' } = {},
) => {
  const rule = sampleRule({ id: 'asked', when, role })
  const plan = planOf(sampleTerms({ rules: [rule], effectiveFrom: '2031-01-10', timeZone }))
  const [read] = plan.rules
  if (!read) throw new Error('one rule')
  return { plan, list: witnessesOf(plan, read, context) }
}
const distinct = (values: readonly unknown[]) => [...new Set(values)]

it.each([
  ['nothing', {}],
  ['partner types', { partnerTypes: ['oem', 'agency'] }],
  ['tiers', { tiers: ['gold', 'silver'] }],
  ['programmes', { programmes: ['A', 'B'] }],
  ['deal types', { dealTypes: ['renewal'] }],
  ['regions', { regions: ['EMEA'] }],
  ['products', { products: ['core'] }],
  ['partners', { partners: ['P1'] }],
  ['deals', { deals: ['D1'] }],
  ['days since the registration', { closedWithinDaysOfRegistration: 0 }],
  ['several', { tiers: ['gold'], regions: ['EMEA', 'APAC'], products: ['core'], dealTypes: ['new'] }],
])('meets a rule that asks for %s, in either role', (_name, when) => {
  for (const role of ['sourced', 'influenced']) {
    const { plan, list } = witnesses(when, { programme: null }, { role })
    expect(list.length).toBeGreaterThan(0)
    for (const witness of list) expect(matcher(plan)(witness, 2_000n)).toBe('asked')
  }
})

it.each(['Pacific/Kiritimati', 'Pacific/Auckland', 'UTC', 'Pacific/Honolulu', 'Pacific/Niue'])(
  'registers a deal on the day of its close in %s',
  (timeZone) => {
    const { plan, list } = witnesses({ closedWithinDaysOfRegistration: 0 }, { programme: null }, { timeZone })
    expect(list.map((witness) => matcher(plan)(witness, 2_000n))).toEqual(list.map(() => 'asked'))
  },
)

it('tries each way that the rule names, or that the programme has', () => {
  const named = witnesses({ tiers: ['a', 'b'], partnerTypes: ['oem', 'agency'], dealTypes: ['new'] }).list
  expect(distinct(named.map(({ credit }) => `${credit.partnerType} ${credit.tier}`))).toEqual([
    'oem a',
    'oem b',
    'agency a',
    'agency b',
  ])
  const own = witnesses({}, { programme }).list
  expect(distinct(own.map(({ credit }) => `${credit.partnerType} ${credit.tier}`))).toEqual([
    'reseller silver',
    'reseller gold',
  ])
  expect(distinct(own.map(({ deal }) => deal.dealType)).length).toBeGreaterThan(1)
  const any = witnesses({ dealTypes: ['new'] }).list
  expect(any.map(({ credit }) => credit.partnerType)).toEqual([...PARTNER_TYPES])
})

it('has witnesses for a programme without tiers, and no more than 64', () => {
  expect(witnesses({}, { programme: { ...programme, tiers: [] } }).list.length).toBeGreaterThan(0)
  const tiers = Array.from({ length: 70 }, (_, index) => `t${index}`)
  expect(witnesses({ tiers, partnerTypes: ['oem'], dealTypes: ['new'] }).list).toHaveLength(64)
})

it('leaves deals without a registration to the rules that ask for none', () => {
  const plain = sampleRule({ id: 'plain', when: { dealAmount: { atMost: '5.00' } } })
  const quick = sampleRule({
    id: 'quick',
    when: { dealAmount: { above: '5.00' }, closedWithinDaysOfRegistration: 30 },
  })
  expect(foundIn('amount_gap', sampleTerms({ rules: [plain, quick] }))).toMatchObject([
    { path: 'rules[0].when.dealAmount' },
  ])
})
