import { describe, expect, it } from 'vitest'
import { describeRule } from './describe-rule.ts'
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
        earning: 'onCollection',
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
    ['a rate that it cannot evaluate', {}, { rate: { kind: 'graduated', bands: [] } }, 'rules[0].rate.kind'],
    ['a basis that it cannot evaluate', {}, { basis: 'grossMargin' }, 'rules[0].basis'],
    ['a condition that it does not know', {}, { when: { regions: ['EMEA'] } }, 'rules[0].when.regions'],
    ['a bound that it does not know', {}, { periodCap: {} }, 'rules[0].periodCap'],
    ['dated earning', { earning: { kind: 'dated', parts: [] } }, {}, 'earning.kind'],
    ['split sourcing', { splitSourcing: true }, {}, 'splitSourcing'],
    ['a number for a percentage', {}, { rate: { kind: 'percent', percent: 15 } }, 'rules[0].rate.percent'],
    ['a number for money', {}, { cap: 5000.5 }, 'rules[0].cap'],
    ['too many decimals', {}, { cap: '1.005' }, 'rules[0].cap'],
    ['a negative percentage', {}, { rate: { kind: 'percent', percent: '-15' } }, 'rules[0].rate.percent'],
    ['more than everything', {}, { rate: { kind: 'percent', percent: '100.01' } }, 'rules[0].rate.percent'],
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

it('describes a rule as a sentence', () => {
  const reading = parsePlan(
    plan({}, { when: { tiers: ['gold', 'silver'], dealAmount: { above: '50000.00' } }, cap: '10000.00' }),
  )
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  expect(reading.plan.rules.map((r) => describeRule(r, 'USD'))).toEqual([
    'Sourced: 15 % of the deal amount, in tier gold or silver, on deals of more than $50,000.00, at most $10,000.00',
  ])
})
