import { describe, expect, it } from 'vitest'
import { parsePlan } from './parse-plan.ts'

const rule = { id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '15' } }
const plan = (over: object = {}, ruleOver: object = {}) => ({
  id: 'referral-2026',
  version: 1,
  currency: 'USD',
  timeZone: 'America/New_York',
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  earning: { kind: 'onCollection' },
  rules: [{ ...rule, ...ruleOver }],
  ...over,
})
const graduated = (limits: (string | null)[], over: object = {}) => ({
  rate: { kind: 'graduated', bands: limits.map((upTo) => ({ upTo, percent: '10' })), ...over },
})
const dated = (...percents: string[]) => ({
  kind: 'dated',
  parts: percents.map((percent, index) => ({ date: `2026-0${index + 1}-15`, percent })),
})
const faults = (json: unknown) => {
  const reading = parsePlan(json)
  return reading.ok ? [] : reading.faults
}

describe('reading a plan', () => {
  it('keeps percentages exact and amounts in minor units', () => {
    const reading = parsePlan(
      plan({}, { rate: { kind: 'percent', percent: '12.5' }, cap: '5000.00', floor: '1' }),
    )
    expect(reading).toMatchObject({
      ok: true,
      plan: {
        earning: { kind: 'onCollection' },
        decidingDate: 'closeDate',
        openDeals: 'newTerms',
        rules: [
          {
            rate: { kind: 'percent', percent: '12.5', fraction: { numerator: 125n, denominator: 1000n } },
            capMinor: 500000n,
            floorMinor: 100n,
            stack: false,
          },
        ],
      },
    })
  })

  it.each([
    ['a rate that does not exist', {}, { rate: { kind: 'magic' } }, 'rules[0].rate.kind'],
    ['no rate', {}, { rate: undefined }, 'rules[0].rate'],
    ['no basis', {}, { basis: undefined }, 'rules[0].basis'],
    ['a basis that does not exist', {}, { basis: 'bookings' }, 'rules[0].basis'],
    ['a condition that does not exist', {}, { when: { moon: ['full'] } }, 'rules[0].when.moon'],
    ['a condition without names', {}, { when: { tiers: [] } }, 'rules[0].when.tiers'],
    [
      'days below zero',
      {},
      { when: { closedWithinDaysOfRegistration: -1 } },
      'rules[0].when.closedWithinDaysOfRegistration',
    ],
    [
      'a range of nothing',
      {},
      { when: { dealAmount: { above: '5.00', below: '5.01' } } },
      'rules[0].when.dealAmount',
    ],
    [
      'a cap of the period below zero',
      {},
      { periodCap: { period: 'year', amount: '-1.00' } },
      'rules[0].periodCap.amount',
    ],
    ['a cap of no period', {}, { periodCap: { amount: '1.00' } }, 'rules[0].periodCap.period'],
    ['no bands', {}, graduated([]), 'rules[0].rate.bands'],
    ['overlapping bands', {}, graduated(['5.00', '5.00', null]), 'rules[0].rate.bands[1].upTo'],
    ['bands out of order', {}, graduated(['5.00', '2.00', null]), 'rules[0].rate.bands[1].upTo'],
    ['a band of nothing', {}, graduated(['0.00', null]), 'rules[0].rate.bands[0].upTo'],
    ['a closed last band', {}, graduated(['5.00', '9.00']), 'rules[0].rate.bands[1].upTo'],
    ['an open band before the last', {}, graduated([null, null]), 'rules[0].rate.bands[0].upTo'],
    ['a measure that does not exist', {}, graduated([null], { measure: 'week' }), 'rules[0].rate.measure'],
    ['a boundary where none is', {}, graduated([null], { boundary: 'inclusive' }), 'rules[0].rate.boundary'],
    [
      'a term of no months',
      {},
      { rate: { kind: 'recurring', percent: '5', months: 0 } },
      'rules[0].rate.months',
    ],
    [
      'years after the last percentage',
      {},
      { rate: { kind: 'recurring', percentByYear: ['5'], months: 13 } },
      'rules[0].rate.months',
    ],
    [
      'both kinds of recurring',
      {},
      { rate: { kind: 'recurring', percentByYear: ['5'], percent: '5' } },
      'rules[0].rate.percentByYear',
    ],
    ['dates that sum to less', { earning: dated('50', '49.99') }, {}, 'earning.parts'],
    ['dates that sum to more', { earning: dated('50', '50.01') }, {}, 'earning.parts'],
    ['no dates', { earning: dated() }, {}, 'earning.parts'],
    ['an exponent', {}, { rate: { kind: 'percent', percent: '1e1' } }, 'rules[0].rate.percent'],
    ['a plus', {}, { rate: { kind: 'percent', percent: '+15' } }, 'rules[0].rate.percent'],
    ['thousands', {}, { cap: '1,000.00' }, 'rules[0].cap'],
    ['NaN', {}, { rate: { kind: 'percent', percent: 'NaN' } }, 'rules[0].rate.percent'],
    ['not a number', {}, { rate: { kind: 'percent', percent: Number.NaN } }, 'rules[0].rate.percent'],
    ['a number for a percentage', {}, { rate: { kind: 'percent', percent: 15 } }, 'rules[0].rate.percent'],
    ['a number for money', {}, { cap: 5000.5 }, 'rules[0].cap'],
    ['too many decimals', {}, { cap: '1.005' }, 'rules[0].cap'],
    ['a negative percentage', {}, { rate: { kind: 'percent', percent: '-15' } }, 'rules[0].rate.percent'],
    ['a cap below the floor', {}, { cap: '1.00', floor: '2.00' }, 'rules[0].cap'],
    ['a currency that does not exist', { currency: 'ZZZ' }, {}, 'currency'],
    ['a time zone that does not exist', { timeZone: 'Mars/Base' }, {}, 'timeZone'],
    ['an end before the start', { effectiveTo: '2025-12-31' }, {}, 'effectiveTo'],
    ['two rules of one id', { rules: [rule, rule] }, {}, 'rules[1].id'],
    ['no rules', { rules: [] }, {}, 'rules'],
    ['a day that does not exist', { effectiveFrom: '2026-02-30' }, {}, 'effectiveFrom'],
  ])('refuses %s and names the field', (_, over, ruleOver, path) => {
    const found = faults(plan(over, ruleOver))
    expect(found.map((fault) => fault.path)).toContain(path)
    for (const fault of found) expect(fault.message).not.toMatch(/invalid|undefined/i)
  })

  it('reports every fault at once', () => {
    const found = faults(plan({ currency: 'ZZZ', colour: 'red' }, { role: 'both' }))
    expect(found.map(({ path }) => path).sort()).toEqual(['colour', 'currency', 'rules[0].role'])
  })

  it('refuses something that is not a plan at all', () => {
    expect(faults(null)).toEqual([{ path: '', message: 'must be object' }])
  })
})

it('takes a rate above 100 percent: whether it is meant is asked before publishing', () => {
  expect(parsePlan(plan({}, { rate: { kind: 'percent', percent: '100.01' } })).ok).toBe(true)
})

it('takes a flat rate without a basis, and the years of a recurring one for its term', () => {
  const flat = parsePlan(plan({}, { basis: undefined, rate: { kind: 'flat', amount: '1' } }))
  expect(flat).toMatchObject({ ok: true, plan: { rules: [{ basis: null }] } })
  const years = parsePlan(plan({}, { rate: { kind: 'recurring', percentByYear: ['20', '10'] } }))
  expect(years).toMatchObject({ ok: true, plan: { rules: [{ rate: { months: 24 } }] } })
})

it('refuses __proto__ wherever it stands, and changes no other object by it', () => {
  const text = JSON.stringify(plan({}, { when: { tiers: ['gold'] } }))
  const places = [
    ['__proto__', text.replace('{', '{"__proto__":{"stack":true},')],
    ['rules[0].when.__proto__', text.replace('"when":{', '"when":{"__proto__":{"stack":true},')],
    ['rules[0].rate.__proto__', text.replace('"rate":{', '"rate":{"__proto__":{"kind":"flat"},')],
    ['earning.constructor', text.replace('"earning":{', '"earning":{"constructor":1,')],
  ] as const
  for (const [path, json] of places)
    expect(faults(JSON.parse(json)).map((fault) => fault.path)).toEqual([path])
  expect({}).not.toHaveProperty('stack')
})
