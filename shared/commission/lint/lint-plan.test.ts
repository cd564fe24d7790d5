import { expect, it } from 'vitest'
import { LINT_CODES } from '../../contract/plan-api.ts'
import { lintPlan } from './lint-plan.ts'
import { ranged, sampleContext, sampleRule, sampleTerms } from './sample-terms.ts'

it('finds nothing in a plan about which there is nothing to say', () => {
  expect(lintPlan(sampleTerms(), sampleContext())).toEqual([])
})

it('gives what the reader refuses its path, and looks at the other rules all the same', () => {
  const rules = [
    sampleRule({ id: 'broken', rate: { kind: 'percent', percent: 15 } }),
    sampleRule({ id: 'special', when: { partners: ['P1'] } }),
  ]
  expect(
    lintPlan(sampleTerms({ rules, extra: 1 }), sampleContext()).map(({ code, path }) => [code, path]),
  ).toEqual([
    ['invalid', 'extra'],
    ['invalid', 'rules[0].rate.percent'],
  ])
  expect(lintPlan(sampleTerms({ rules }), sampleContext()).map(({ code, path }) => [code, path])).toEqual([
    ['invalid', 'rules[0].rate.percent'],
    ['override_without_author', 'rules[1].author'],
  ])
})

it('says nothing about what no rule matches while a rule cannot be read', () => {
  const rules = [ranged('small', '10', { below: '5.00' }), ranged('large', 'ten', { atLeast: '5.00' })]
  expect(lintPlan(sampleTerms({ rules }), sampleContext()).map(({ code }) => code)).toEqual(['invalid'])
})

it('asks for the base of a percentage', () => {
  const { basis: _, ...baseless } = sampleRule()
  expect(lintPlan(sampleTerms({ rules: [baseless] }), sampleContext())).toMatchObject([
    {
      code: 'base_not_named',
      severity: 'error',
      path: 'rules[0].basis',
      why: expect.stringContaining('$5,000.00'),
    },
  ])
  const wrong = sampleRule({ basis: 'turnover' })
  expect(lintPlan(sampleTerms({ rules: [wrong] }), sampleContext())).toMatchObject([{ code: 'invalid' }])
})

it('keeps the order of the plan, rule 2 before rule 10', () => {
  const rules = Array.from({ length: 11 }, (_, index) =>
    sampleRule({ id: `r${index}`, when: { partners: [`P${index}`] } }),
  )
  expect(lintPlan(sampleTerms({ rules }), sampleContext()).map(({ path }) => path)).toEqual(
    rules.map((_, index) => `rules[${index}].author`),
  )
})

it('tells findings apart whose ids would be the same, and cuts none without a trace', () => {
  const twice = { rate: { kind: 'graduated', bands: [{ upTo: '5.00', percent: '1' }] } }
  const found = lintPlan(sampleTerms({ rules: [sampleRule(twice), sampleRule(twice)] }), sampleContext())
  expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
  const ids = ['x', 'y'].map((last) => {
    const partners = [...Array.from({ length: 60 }, (_, index) => `partner-${index}`), last]
    return (
      lintPlan(sampleTerms({ rules: [sampleRule({ when: { partners } })] }), sampleContext())[0]?.id ?? ''
    )
  })
  expect(ids[0]).not.toBe(ids[1])
  expect(ids.every((id) => id.length <= 300)).toBe(true)
})

it('uses only codes that its readers know', () => {
  const codes = lintPlan(null, sampleContext()).map(({ code }) => code)
  expect(codes).toEqual(['invalid'])
  expect(LINT_CODES).toContain(codes[0])
})

it('keeps ids while only the example changes, and gives new ones when what is acknowledged does', () => {
  const ids = (percent: string, typical: bigint) =>
    lintPlan(
      sampleTerms({
        rules: [
          sampleRule({ id: 'special', when: { partners: ['P1'] }, rate: { kind: 'percent', percent } }),
          sampleRule({ id: 'monthly', basis: 'collected', rate: { kind: 'recurring', percent: '20' } }),
          sampleRule({ id: 'typo', when: { tiers: ['Gold'] }, role: 'influenced' }),
        ],
      }),
      sampleContext({
        programme: { partnerType: 'referral', tiers: ['gold'] },
        typicalDealAmount: { amountMinor: typical, currency: 'USD' },
      }),
    )
      .filter(({ severity }) => severity === 'warning')
      .map(({ id }) => id)
  const before = ids('15', 1_000_000n)
  expect(before.length).toBeGreaterThan(2)
  expect(ids('15', 2_345_678n)).toEqual(before)
  expect(ids('16', 1_000_000n).filter((id) => !before.includes(id))).toHaveLength(1)
})
