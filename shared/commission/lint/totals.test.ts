import { expect, it } from 'vitest'
import { foundIn, sampleRule, sampleTerms } from './sample-terms.ts'

const percent = (id: string, percent: string, changes: Record<string, unknown> = {}) =>
  sampleRule({ id, rate: { kind: 'percent', percent }, ...changes })
const over = (...rules: Record<string, unknown>[]) => foundIn('pays_over_whole', sampleTerms({ rules }))

it('adds up what the sourced, an influenced and every stacked rule pay on one deal', () => {
  const rules = [
    percent('low', '10'),
    percent('high', '60', { when: { tiers: ['gold'] } }),
    percent('influence', '30', { role: 'influenced' }),
    percent('spiff', '10.5', { stack: true }),
  ]
  expect(over(...rules)).toMatchObject([
    {
      severity: 'warning',
      path: 'rules[1].rate',
      message: 'One deal can pay more than 100 % of itself: "high" 60 % + "influence" 30 % + "spiff" 10.5 %.',
      why: expect.stringMatching(/^A deal of \$10,000\.00 would pay \$10,050\.00/),
    },
  ])
})

it('lets exactly the whole pass', () => {
  expect(over(percent('s', '60'), percent('i', '40', { role: 'influenced' }))).toEqual([])
  expect(over(percent('s', '60'), percent('i', '40.01', { role: 'influenced' }))).toHaveLength(1)
})

it('does not add rules that cannot meet on one deal, nor two that compete', () => {
  const only = (type: string) => ({ when: { dealTypes: [type] } })
  expect(
    over(percent('s', '60', only('new')), percent('i', '60', { role: 'influenced', ...only('renewal') })),
  ).toEqual([])
  expect(over(percent('s', '60', { when: { tiers: ['gold'] } }), percent('t', '60'))).toEqual([])
})

it('does not stack a bonus of other partners on a sourced rule', () => {
  const tier = (name: string) => ({ when: { tiers: [name] } })
  expect(
    over(percent('s', '60', tier('gold')), percent('x', '60', { stack: true, ...tier('silver') })),
  ).toEqual([])
  expect(
    over(percent('s', '60', tier('gold')), percent('x', '60', { stack: true, ...tier('gold') })),
  ).toHaveLength(1)
})

it('takes the highest band and the highest year', () => {
  const bands = [
    { upTo: '10.00', percent: '90' },
    { upTo: null, percent: '1' },
  ]
  expect(
    over(sampleRule({ rate: { kind: 'graduated', bands } }), percent('i', '11', { role: 'influenced' })),
  ).toHaveLength(1)
})

it('asks whether a percentage above 100 is meant, where it stands', () => {
  const found = foundIn(
    'rate_over_100',
    sampleTerms({
      rules: [
        percent('a', '1500'),
        percent('b', '100'),
        sampleRule({
          id: 'c',
          basis: 'collected',
          rate: { kind: 'recurring', percentByYear: ['20', '200'] },
        }),
        sampleRule({ id: 'd', rate: { kind: 'graduated', bands: [{ upTo: null, percent: '101' }] } }),
        sampleRule({ id: 'e', basis: 'collected', rate: { kind: 'recurring', percent: '300', months: 12 } }),
      ],
    }),
  )
  expect(found.map(({ path }) => path)).toEqual([
    'rules[0].rate.percent',
    'rules[2].rate.percentByYear[1]',
    'rules[3].rate.bands[0].percent',
    'rules[4].rate.percent',
  ])
  expect(found[0]).toMatchObject({
    severity: 'warning',
    why: '$10,000.00 at this rate pay $150,000.00, before any cap.',
  })
})
