import { expect, it } from 'vitest'
import { foundIn, sampleContext, sampleRule, sampleTerms } from './sample-terms.ts'
import { lintPlan } from './lint-plan.ts'

const withBands = (ends: (string | null)[], kind = 'graduated') =>
  sampleTerms({
    rules: [
      sampleRule({
        rate: { kind, bands: ends.map((upTo, index) => ({ upTo, percent: String(10 + index) })) },
      }),
    ],
  })

it('says what earns nothing when the last band has an end, in place of what the reader says', () => {
  const findings = lintPlan(withBands(['10000.00', '25000.00']), sampleContext())
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    {
      code: 'band_gap',
      path: 'rules[0].rate.bands[1].upTo',
      why: 'What a deal has above $25,000.00 earns nothing; nothing says at which rate.',
    },
  ])
})

it('says how much would belong to two bands', () => {
  const findings = lintPlan(withBands(['25000.00', '10000.00', null], 'volume'), sampleContext())
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    {
      code: 'band_overlap',
      path: 'rules[0].rate.bands[1].upTo',
      why: expect.stringMatching(/^\$15,000\.00 of each/),
    },
  ])
})

it('finds two bands of one end, and one behind the open end', () => {
  expect(foundIn('band_overlap', withBands(['5.00', '5.00', null]))).toMatchObject([
    { path: 'rules[0].rate.bands[1].upTo', why: expect.stringContaining('no amount at all') },
  ])
  const open = lintPlan(withBands(['5.00', null, null]), sampleContext())
  expect(open).toMatchObject([
    {
      code: 'band_overlap',
      path: 'rules[0].rate.bands[1].upTo',
      why: expect.stringContaining('everything above $5.00'),
    },
  ])
})

it('leaves everything else about bands to the reader', () => {
  const findings = lintPlan(withBands(['ten', '25000.00', null]), sampleContext())
  expect(findings).toMatchObject([{ code: 'invalid', path: 'rules[0].rate.bands[0].upTo' }])
  expect(lintPlan(withBands(['10000.00', null]), sampleContext())).toEqual([])
})
