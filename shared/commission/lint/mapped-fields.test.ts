import { expect, it } from 'vitest'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const terms = sampleTerms({
  rules: [
    sampleRule({ id: 'acv', basis: 'firstYearAcv', when: { regions: ['EMEA'] } }),
    sampleRule({ id: 'margin', basis: 'grossMargin' }),
  ],
})

it('warns of each rule that looks at a field which no connection maps, and where', () => {
  const found = foundIn('field_not_mapped', terms, { mappedFields: ['grossMargin'] })
  expect(found).toMatchObject([
    { severity: 'warning', path: 'rules[0].basis', message: expect.stringContaining('first-year ACV') },
    { severity: 'warning', path: 'rules[0].when.regions', why: expect.stringContaining('matches none') },
  ])
})

it('does not ask for the base of a recurring rate, which is of payments', () => {
  const rate = { kind: 'recurring', percent: '20', months: 12 }
  const recurring = sampleTerms({ rules: [sampleRule({ basis: 'firstYearAcv', rate })] })
  expect(foundIn('field_not_mapped', recurring, { mappedFields: [] })).toEqual([])
})

it('says nothing where all are mapped, where no rule looks at one, and where nobody said what is mapped', () => {
  const all = { mappedFields: ['firstYearAcv', 'grossMargin', 'region'] as const }
  expect(foundIn('field_not_mapped', terms, all)).toEqual([])
  expect(foundIn('field_not_mapped', sampleTerms(), { mappedFields: [] })).toEqual([])
  expect(foundIn('field_not_mapped', terms)).toEqual([])
})
