import { expect, it } from 'vitest'
import { lintPlan } from './lint-plan.ts'
import { foundIn, sampleContext, sampleRule, sampleTerms } from './sample-terms.ts'

it('says each fault once: those of bands by a finding of their own, the others beside it', () => {
  const bands = [
    { upTo: '25000.00', percent: '10' },
    { upTo: '10000.00', percent: 'ten' },
    { upTo: null, percent: '20' },
  ]
  const terms = sampleTerms({ extra: 1, rules: [sampleRule({ rate: { kind: 'graduated', bands } })] })
  expect(lintPlan(terms, sampleContext()).map(({ code, path }) => [code, path])).toEqual([
    ['invalid', 'extra'],
    ['invalid', 'rules[0].rate.bands[1].percent'],
    ['band_overlap', 'rules[0].rate.bands[1].upTo'],
  ])
})

it('names the place and how to go on', () => {
  expect(foundIn('invalid', sampleTerms({ currency: 'dollars' }))).toMatchObject([
    {
      severity: 'error',
      path: 'currency',
      message: expect.stringMatching(/^currency .*\.$/),
      why: 'Until it is corrected, the plan rates 0 deals and cannot be published.',
      fix: 'Correct `currency`.',
    },
  ])
})

it('speaks of the plan where it is no object at all', () => {
  expect(lintPlan('15 %', sampleContext())).toMatchObject([
    {
      path: '',
      message: expect.stringMatching(/^The plan /),
      fix: 'Write the plan as a JSON object with its rules.',
    },
  ])
})

it('gives a fault of a rule the same id wherever the rule stands', () => {
  const broken = sampleRule({ id: 'broken', role: 'seller' })
  const id = (...rules: Record<string, unknown>[]) => foundIn('invalid', sampleTerms({ rules }))[0]?.id
  expect(id(broken)).toMatch(/^invalid:broken:\.role:/)
  expect(id(sampleRule(), broken)).toBe(id(broken))
})

it('looks at the other rules when one behind the tenth cannot be read', () => {
  const rules = Array.from({ length: 12 }, (_, index) =>
    sampleRule({ id: `r${index}`, when: { partners: [`P${index}`] }, author: 'R. Vega' }),
  )
  const [open, broken] = [
    { ...rules[3], author: null },
    { ...rules[10], role: 'seller' },
  ]
  const terms = sampleTerms({ rules: rules.toSpliced(3, 1, open).toSpliced(10, 1, broken) })
  expect(lintPlan(terms, sampleContext()).map(({ code, path }) => [code, path])).toEqual([
    ['override_without_author', 'rules[3].author'],
    ['invalid', 'rules[10].role'],
  ])
})
