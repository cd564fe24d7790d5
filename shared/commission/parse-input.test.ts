import { expect, it } from 'vitest'
import { evaluateCommission } from './evaluate.ts'
import { commissionInputJson } from './input-json.ts'
import { parseCommissionInput } from './parse-input.ts'

type Json = Record<string, unknown>

const plan = (over: Json = {}): Json => ({
  id: 'plan',
  version: 1,
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2026-01-01',
  earning: { kind: 'onCollection' },
  rules: [{ id: 'rule', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '10' } }],
  ...over,
})
const deal = (over: Json = {}): Json => ({
  id: 'D1',
  currency: 'USD',
  dealAmount: '1000.00',
  closeDate: '2026-03-31',
  ...over,
})
const credit = (over: Json = {}): Json => ({
  partner: 'P1',
  partnerType: 'referral',
  tier: 'gold',
  role: 'sourced',
  share: '100',
  ...over,
})
const payment = (over: Json = {}): Json => ({ id: 'C1', on: '2026-04-10', amount: '10.00', ...over })
const input = (over: Json = {}): Json => ({ plan: plan(), deal: deal(), credits: [credit()], ...over })
const faults = (json: unknown) => {
  const reading = parseCommissionInput(json)
  return reading.ok ? [] : reading.faults
}
const fx = (over: Json = {}) => ({ fx: [{ from: 'EUR', to: 'USD', on: '2026-03-31', rate: '1.1', ...over }] })
const twoCredits = (first: Json, second: Json, over: Json = {}) => ({
  plan: plan(over),
  credits: [credit(first), credit({ partner: 'P2', ...second })],
})
const SPLIT = { splitSourcing: true }

it.each<[string, Json, string]>([
  ['a float for money', { deal: deal({ dealAmount: 1000.5 }) }, 'deal.dealAmount'],
  ['a whole JSON number for money', { deal: deal({ dealAmount: 1000 }) }, 'deal.dealAmount'],
  ['not a number at all', { deal: deal({ dealAmount: Number.NaN }) }, 'deal.dealAmount'],
  ['NaN in quotes', { deal: deal({ dealAmount: 'NaN' }) }, 'deal.dealAmount'],
  ['an exponent', { deal: deal({ dealAmount: '1e3' }) }, 'deal.dealAmount'],
  ['a minus', { deal: deal({ dealAmount: '-1000.00' }) }, 'deal.dealAmount'],
  ['a plus', { deal: deal({ dealAmount: '+1000.00' }) }, 'deal.dealAmount'],
  ['thousands', { deal: deal({ dealAmount: '1,000.00' }) }, 'deal.dealAmount'],
  ['surplus decimals', { deal: deal({ dealAmount: '1000.005' }) }, 'deal.dealAmount'],
  ['decimals of yen', { deal: deal({ currency: 'JPY', dealAmount: '1000.5' }) }, 'deal.dealAmount'],
  ['a blank amount', { deal: deal({ dealAmount: ' ' }) }, 'deal.dealAmount'],
  ['a line break', { deal: deal({ dealAmount: '10\n00' }) }, 'deal.dealAmount'],
  ['a million digits', { deal: deal({ dealAmount: '9'.repeat(1_000_000) }) }, 'deal.dealAmount'],
  ['an unknown currency', { deal: deal({ currency: 'XQZ' }) }, 'deal.currency'],
  ['an amount without a currency', { deal: deal({ currency: undefined }) }, 'deal.currency'],
  ['a day that does not exist', { deal: deal({ closeDate: '2026-02-30' }) }, 'deal.closeDate'],
  ['an unknown key', { deal: deal({ colour: 'red' }) }, 'deal.colour'],
  ['an unknown key at the top', { colour: 'red' }, 'colour'],
  ['an unknown deal type', { deal: deal({ dealType: 'gift' }) }, 'deal.dealType'],
  [
    'a line item without an amount',
    { deal: deal({ lineItems: [{ product: 'core' }] }) },
    'deal.lineItems[0].amount',
  ],
  ['a fault of the plan', { plan: plan({ currency: 'ZZZ' }) }, 'plan.currency'],
  ['no credits', { credits: [] }, 'credits'],
  ['no share at all', { credits: [credit({ share: '0' })] }, 'credits[0].share'],
  ['more than all', { credits: [credit({ share: '100.01' })] }, 'credits[0].share'],
  ['a share as a number', { credits: [credit({ share: 100 })] }, 'credits[0].share'],
  ['a single partner with a part', { credits: [credit({ share: '99.99' })] }, 'credits'],
  ['shares over one hundred', twoCredits({ share: '60' }, { share: '50' }, SPLIT), 'credits'],
  ['shares under one hundred', twoCredits({ share: '60' }, { share: '39.9999' }, SPLIT), 'credits'],
  ['two sourced partners without splitting', twoCredits({ share: '50' }, { share: '50' }), 'credits[1].role'],
  [
    'a partner twice in one role',
    twoCredits({ share: '50' }, { share: '50', partner: 'P1' }, SPLIT),
    'credits[1].partner',
  ],
  ['a credit id twice', twoCredits({ id: 'X' }, { id: 'X', role: 'influenced' }), 'credits[1].id'],
  ['a local time', { credits: [credit({ registeredAt: '2026-01-01T10:00:00' })] }, 'credits[0].registeredAt'],
  [
    'an instant of no day',
    { credits: [credit({ registeredAt: '2026-02-30T10:00:00Z' })] },
    'credits[0].registeredAt',
  ],
  ['no date where it decides', { plan: plan({ decidingDate: 'registrationDate' }) }, 'credits[0].termsDate'],
  ['a collection twice', { collections: [payment(), payment()] }, 'collections[1].id'],
  ['a day of no month', { collections: [payment({ on: '2026-04-31' })] }, 'collections[0].on'],
  ['more tax than money', { collections: [payment({ tax: '10.01' })] }, 'collections[0].amount'],
  ['tax against the amount', { collections: [payment({ tax: '-1.00' })] }, 'collections[0].tax'],
  [
    'a refund of nothing known',
    { collections: [payment({ amount: '-1.00', refunds: 'C9' })] },
    'collections[0].refunds',
  ],
  [
    'a refund larger than its payment',
    {
      collections: [
        payment(),
        payment({ id: 'R1', amount: '-6.00', refunds: 'C1' }),
        payment({ id: 'R2', amount: '-4.01', refunds: 'C1' }),
      ],
    },
    'collections[2].refunds',
  ],
  [
    'a refund before its payment',
    { collections: [payment(), payment({ id: 'R1', on: '2026-04-09', amount: '-1.00', refunds: 'C1' })] },
    'collections[1].refunds',
  ],
  [
    'a payment that refunds',
    { collections: [payment(), payment({ id: 'C2', refunds: 'C1' })] },
    'collections[1].refunds',
  ],
  ['a rate of zero', fx({ rate: '0.000' }), 'fx[0].rate'],
  ['a rate below zero', fx({ rate: '-1.1' }), 'fx[0].rate'],
  ['a rate as a number', fx({ rate: 1.1 }), 'fx[0].rate'],
  ['a rate of a currency to itself', fx({ from: 'USD' }), 'fx[0].to'],
  ['two rates of one day', { fx: [...fx().fx, ...fx().fx] }, 'fx[1]'],
  ['an unknown quantity', { periodToDate: { P1: { revenue: '1' } } }, 'periodToDate.P1.revenue'],
  ['totals both ways', { periodToDate: { P1: { commission: '1', year: {} } } }, 'periodToDate.P1.commission'],
])('refuses %s and names the field, once', (_, over, path) => {
  const found = faults(input(over))
  expect(found.map((fault) => fault.path)).toEqual([path])
  expect(found[0]?.message.length).toBeLessThan(200)
  expect(found[0]?.message).not.toMatch(/undefined|\n/)
})

it('reports every fault of every part at once', () => {
  const bad = input({ plan: plan({ version: 0 }), deal: deal({ closeDate: 'soon' }), fx: {}, credits: 'P1' })
  expect(faults(bad).map(({ path }) => path)).toEqual(['plan.version', 'deal.closeDate', 'credits', 'fx'])
  expect(faults(null)).toEqual([{ path: '', message: 'must be object' }])
  expect(faults([])).toEqual([{ path: '', message: 'must be object' }])
})

it('refuses __proto__ at every depth, and changes no other object by it', () => {
  const text = JSON.stringify(input({ periodToDate: { P1: {} }, collections: [payment()] }))
  const poison = '"__proto__":{"share":"1","commission":"5.00"}'
  const places = ['"deal":{', '"plan":{', '"credits":[{', '"periodToDate":{', '"P1":{', '"collections":[{']
  for (const place of places) {
    const found = faults(JSON.parse(text.replace(place, `${place}${poison},`).replace(',}', '}')))
    expect(found.map(({ path }) => path.endsWith('__proto__'))).toEqual([true])
  }
  expect({}).not.toHaveProperty('commission')
})

it('computes with an amount of 40 digits', () => {
  const amount = `${'1234567890'.repeat(4)}.00`
  const reading = parseCommissionInput(input({ deal: deal({ dealAmount: amount }) }))
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  expect(evaluateCommission(reading.input)).toMatchObject({
    lines: [{ amount: { amountMinor: BigInt('1234567890'.repeat(4)) * 10n } }],
  })
})

it('keeps what a person left out apart from what is nothing', () => {
  const read = (over: Json) => {
    const reading = parseCommissionInput(input(over))
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
    return reading.input
  }
  expect(read({}).collections).toBeNull()
  expect(read({ collections: [] }).collections).toEqual([])
  expect(read({}).deal).toMatchObject({ lineItems: null, firstYearAcv: null, region: null })
  expect(read({ deal: deal({ lineItems: [] }) }).deal.lineItems).toEqual([])
  expect(
    read({ periodToDate: { P1: { commission: '5.00' } } }).periodToDate.get('P1')?.year.commissionMinor,
  ).toBe(500n)
})

it('takes again what was computed before, below zero and with a part of the credits', () => {
  const before = input({ deal: deal({ dealAmount: '-5.00' }), credits: [credit({ share: '40' })] })
  expect(parseCommissionInput(before).ok).toBe(false)
  const reading = parseCommissionInput(before, { recorded: true })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const { plan: terms, ...rest } = commissionInputJson(reading.input)
  expect(commissionInputJson(reading.input, { plan: false })).toEqual(rest)
  expect(parseCommissionInput({ plan: terms, ...rest }, { recorded: true })).toEqual(reading)
})
