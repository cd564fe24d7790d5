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

it('lets a bonus of the influenced partner count, whoever the sourced one is, and none of other deals', () => {
  const tier = (name: string) => ({ when: { tiers: [name] } })
  const bonus = percent('x', '60', { role: 'influenced', stack: true, ...tier('silver') })
  expect(over(percent('s', '60', tier('gold')), bonus)).toHaveLength(1)
  const renewals = percent('x', '60', { stack: true, when: { dealTypes: ['renewal'] } })
  expect(over(percent('s', '60', { when: { dealTypes: ['new'] } }), renewals)).toEqual([])
})

it('does not add up bonuses that exclude each other, and finds those behind a higher one that do not', () => {
  const bonus = (id: string, share: string, tier: string) =>
    percent(id, share, { stack: true, when: { tiers: [tier] } })
  expect(over(percent('s', '10'), bonus('a', '50', 'gold'), bonus('b', '50', 'silver'))).toEqual([])
  const [found] = over(
    percent('s', '30'),
    bonus('a', '50', 'gold'),
    bonus('b', '40', 'silver'),
    bonus('c', '35', 'silver'),
  )
  expect(found?.message).toContain('"b" 40 % + "c" 35 % + "s" 30 %.')
})

it('finds the deals on which less per rule is more together', () => {
  const only = (type: string) => ({ when: { dealTypes: [type] } })
  const alone = percent('alone', '90', only('new'))
  const elsewhere = percent('elsewhere', '1', { role: 'influenced', ...only('upsell') })
  const partly = percent('partly', '1', { role: 'influenced' })
  const influence = percent('influence', '50', { role: 'influenced', ...only('renewal') })
  expect(
    over(alone, percent('renewal', '55', only('renewal')), influence, partly, elsewhere)[0]?.message,
  ).toContain('"renewal" 55 % + "influence" 50 %.')
  // Neither a pair nor the sourced rule alone leads to these.
  const bonus = percent('bonus', '60', { stack: true, ...only('renewal') })
  expect(over(alone, percent('renewal', '55', only('renewal')), bonus)[0]?.message).toContain(
    '"bonus" 60 % + "renewal" 55 %.',
  )
  const extra = percent('extra', '60', { role: 'influenced', stack: true, ...only('renewal') })
  expect(over(alone, influence, extra)[0]).toMatchObject({
    path: 'rules[2].rate',
    message: expect.stringContaining('"extra" 60 % + "influence" 50 %.'),
  })
})

it('asks anew once a percentage that somebody said is meant has changed', () => {
  const ids = (share: string) => {
    const terms = sampleTerms({
      rules: [percent('s', share), percent('i', '40', { role: 'influenced' })],
    })
    return (['rate_over_100', 'pays_over_whole'] as const).map((code) => foundIn(code, terms)[0]?.id)
  }
  const [before, after] = [ids('150'), ids('180')]
  expect(before).not.toContain(undefined)
  expect(after[0]).not.toBe(before[0])
  expect(after[1]).not.toBe(before[1])
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
    message: 'A rate of 1500 % pays more than the amount that it is of.',
    why: 'On $10,000.00 it pays $150,000.00, before any cap.',
    fix: 'Write the percentage as "15" for 15 %; if 1500 % is meant, say so.',
  })
})
