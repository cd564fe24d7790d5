import { expect, it } from 'vitest'
import { bandCliffs } from './band-cliffs.ts'
import { rangeCliffs } from './range-cliffs.ts'
import { foundIn, planOf, ranged, sampleRule, sampleTerms } from './sample-terms.ts'

const volume = (percents: [string, string], changes: Record<string, unknown> = {}, rule = {}) =>
  sampleTerms({
    rules: [
      sampleRule({
        rate: {
          kind: 'volume',
          boundary: 'inclusive',
          bands: [
            { upTo: '25000.00', percent: percents[0] },
            { upTo: null, percent: percents[1] },
          ],
          ...changes,
        },
        ...rule,
      }),
    ],
  })

it('says what one cent is worth at the limit of a volume band', () => {
  // 30 % of 25,000.01 is 7,500.003; 25 % of 25,000.00 is 6,250.00.
  expect(foundIn('cliff', volume(['25', '30']))).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].rate.bands[0].upTo',
      why: 'A deal of $25,000.01 earns $1,250.00 more than one of $25,000.00: $0.01 is worth $1,250.00.',
    },
  ])
})

it('says so too where selling more pays less', () => {
  expect(foundIn('cliff', volume(['30', '25']))).toMatchObject([
    { why: expect.stringMatching(/earns \$1,250\.00 less .* selling more pays less/) },
  ])
})

it('puts the step below an exclusive limit', () => {
  expect(foundIn('cliff', volume(['25', '30'], { boundary: 'exclusive' }))).toMatchObject([
    { message: expect.stringContaining('Between $24,999.99 and $25,000.00') },
  ])
})

it('finds no step where the rate does not change, where it is graduated or where a cap hides it', () => {
  expect(foundIn('cliff', volume(['25', '25']))).toEqual([])
  expect(foundIn('cliff', volume(['150', '150']))).toEqual([])
  expect(foundIn('cliff', volume(['25', '30'], {}, { cap: '5000.00' }))).toEqual([])
  const graduated = volume(['25', '30'], { kind: 'graduated', boundary: undefined })
  expect(foundIn('cliff', JSON.parse(JSON.stringify(graduated)) as Record<string, unknown>)).toEqual([])
})

// 30 % of 25,000.01 less 25 % of 24,999.99 is 1,250.0055.
it('sees through a cap per deal to the step of a period: the next small deal gets it', () => {
  const measure = { period: 'quarter', of: 'sourcedRevenue' }
  const [rule] = planOf(volume(['25', '30'], { measure }, { cap: '5000.00' })).rules
  const plan = planOf(volume(['25', '30'], { measure }, { cap: '5000.00' }))
  expect(rule && bandCliffs(plan, rule)).toMatchObject([{ lowMinor: 2_500_000n, stepMinor: 125_001n }])
  expect(foundIn('cliff', volume(['25', '30'], { measure }))).toMatchObject([
    { why: expect.stringContaining('A partner whose quarter reaches $25,000.01') },
  ])
})

it('gives a cliff another id when its step changes, and keeps it when other rules come before', () => {
  const [before] = foundIn('cliff', volume(['25', '30']))
  const [other] = foundIn('cliff', volume(['25', '31']))
  expect(other?.id).not.toBe(before?.id)
  const terms = volume(['25', '30'])
  const [moved] = foundIn('cliff', {
    ...terms,
    rules: [sampleRule({ id: 'first', when: { tiers: ['gold'] } }), ...(terms.rules as unknown[])],
  })
  expect(moved).toMatchObject({ id: before?.id, path: 'rules[1].rate.bands[0].upTo' })
})

it('says what one cent is worth where a deal passes from one rule to the next', () => {
  const terms = sampleTerms({
    rules: [ranged('small', '20', { atMost: '50000.00' }), ranged('large', '25', { above: '50000.00' })],
  })
  expect(foundIn('cliff', terms)).toMatchObject([
    {
      path: 'rules[0].when.dealAmount.atMost',
      message: 'Between $50,000.00 and $50,000.01 a deal passes from rule "small" to rule "large".',
      why: 'A deal of $50,000.01 earns $2,500.00 more than one of $50,000.00: $0.01 is worth $2,500.00.',
    },
  ])
})

it('finds the step to a rule that takes what is left, and none that another rule comes before', () => {
  const rest = ranged('rest', '10', { atLeast: '0.00' })
  const large = ranged('large', '25', { atLeast: '50000.00' })
  expect(rangeCliffs(planOf(sampleTerms({ rules: [large, rest] })))).toMatchObject([
    { below: { id: 'rest' }, above: { id: 'large' }, lowMinor: 4_999_999n, stepMinor: 750_000n },
  ])
  expect(rangeCliffs(planOf(sampleTerms({ rules: [rest, large] })))).toEqual([])
})

it('finds no step between rules that no credit can meet both of', () => {
  const gold = { ...ranged('a', '20', {}), when: { tiers: ['gold'], dealAmount: { atMost: '50000.00' } } }
  const silver = { ...ranged('b', '25', {}), when: { tiers: ['silver'], dealAmount: { above: '50000.00' } } }
  expect(foundIn('cliff', sampleTerms({ rules: [gold, silver] }))).toEqual([])
})

it('finds no step that a rule before both takes for every credit of both', () => {
  const when = (more: Record<string, unknown>) => ({ when: more })
  const terms = sampleTerms({
    rules: [
      sampleRule({ id: 'c', ...when({ tiers: ['gold'], regions: ['EMEA'] }) }),
      { ...ranged('a', '20', {}), ...when({ tiers: ['gold'], dealAmount: { atMost: '50000.00' } }) },
      { ...ranged('b', '25', {}), ...when({ regions: ['EMEA'], dealAmount: { above: '50000.00' } }) },
    ],
  })
  expect(foundIn('cliff', terms)).toEqual([])
  expect(foundIn('cliff', { ...terms, rules: (terms.rules as unknown[]).slice(1) })).toHaveLength(1)
})
