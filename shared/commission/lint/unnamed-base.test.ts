import { expect, it } from 'vitest'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const baseless = (changes: Record<string, unknown> = {}) => {
  const { basis: _, ...rule } = sampleRule(changes)
  return rule
}
const found = (rule: Record<string, unknown>, terms: Record<string, unknown> = {}) =>
  foundIn('base_not_named', sampleTerms({ ...terms, rules: [rule] }))

it('says what a deal pays by one base and by another', () => {
  expect(found(baseless())).toMatchObject([
    {
      severity: 'error',
      path: 'rules[0].basis',
      message: 'The rule does not say what its percentage is of.',
      why: 'A deal of $10,000.00 with $5,000.00 in its first year pays $1,500.00 by the one and $750.00 by the other.',
    },
  ])
  expect(found(baseless(), { currency: 'JPY' })[0]?.why).toMatch(/¥10,000 .* pays ¥1,500 .* ¥750 /)
})

it('claims no difference where a cap leaves none, and computes nothing of what cannot be read', () => {
  const why =
    'A deal of $10,000.00 can have $5,000.00 in its first year, so that one base is twice the other.'
  expect(found(baseless({ cap: '1.00' }))).toMatchObject([{ why }])
  expect(found(baseless({ rate: { kind: 'percent', percent: 15 } }))).toMatchObject([{ why }])
  expect(found(baseless(), { currency: 'dollars' })).toMatchObject([{ why: expect.stringContaining('$1') }])
})

it('leaves a recurring rate the only base that it can have', () => {
  expect(found(baseless({ rate: { kind: 'recurring', percent: '20', months: 12 } }))).toMatchObject([
    {
      why: 'A recurring rate is of each payment: where $5,000.00 of a deal of $10,000.00 came in it is of $5,000.00, and readers may take it to be of all.',
      fix: 'Write `"basis": "collected"`.',
    },
  ])
})

it('says nothing of a base that is named wrongly, nor where the rate needs none or is no rate', () => {
  expect(found(sampleRule({ basis: 'turnover' }))).toEqual([])
  expect(found(sampleRule({ basis: null }))).toHaveLength(1)
  expect(found(baseless({ rate: { kind: 'flat', amount: '5.00' } }))).toEqual([])
  expect(found(sampleRule({ basis: 5, rate: { kind: 'flat', amount: '5.00' } }))).toEqual([])
  expect(found(baseless({ rate: '15' }))).toEqual([])
})

it('says so once where the base stands in the rate by mistake', () => {
  const misplaced = baseless({ rate: { kind: 'percent', percent: '15', basis: 'dealAmount' } })
  expect(found(misplaced)).toMatchObject([{ path: 'rules[0].basis' }])
  expect(foundIn('invalid', sampleTerms({ rules: [misplaced] }))).toMatchObject([
    { path: 'rules[0].rate.basis' },
  ])
})

it('gives two rules without a base an id each', () => {
  const terms = sampleTerms({ rules: [baseless({ id: 'a' }), baseless({ id: 'b' })] })
  expect(foundIn('base_not_named', terms).map(({ id }) => id)).toEqual([
    'base_not_named:a:percent',
    'base_not_named:b:percent',
  ])
})
