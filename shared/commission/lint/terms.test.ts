import { expect, it } from 'vitest'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const recurring = (rate: Record<string, unknown>) =>
  sampleTerms({ rules: [sampleRule({ basis: 'collected', rate: { kind: 'recurring', ...rate } })] })

it('says what a recurring rate without an end costs', () => {
  const typicalDealAmount = { amountMinor: 120_000n, currency: 'USD' }
  expect(foundIn('no_term', recurring({ percent: '20' }), { typicalDealAmount })).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].rate.months',
      why: 'A customer that pays $1,200.00 a month costs $240.00 a month for ever: $8,640.00 after three years, $28,800.00 after ten.',
    },
  ])
  expect(foundIn('no_term', recurring({ percent: '20', months: 36 }))).toEqual([])
  expect(foundIn('no_term', recurring({ percentByYear: ['20', '10'] }))).toEqual([])
})

it('asks who decided on an exception', () => {
  const override = (changes: Record<string, unknown>) =>
    sampleTerms({ rules: [sampleRule({ when: { partners: ['P1', 'P2'], deals: ['D1'] }, ...changes })] })
  expect(foundIn('override_without_author', override({}))).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[0].author',
      message:
        'Rule "base" is an exception for 2 named partners and 1 named deal and does not say who decided on it.',
      why: 'It outranks every other rule and pays $1,500.00 on a deal of $10,000.00.',
    },
  ])
  expect(foundIn('override_without_author', override({ author: 'R. Vega' }))).toEqual([])
  expect(foundIn('override_without_author', sampleTerms())).toEqual([])
})
