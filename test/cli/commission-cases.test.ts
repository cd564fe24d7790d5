import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { commission, creditJson, inputJson, planJson } from './commission-process.ts'

const line = z.object({ partner: z.string(), role: z.string(), amount: z.string(), currency: z.string() })
const release = z.object({ collection: z.string(), partner: z.string(), amount: z.string() })
const cases = z.array(
  z.object({
    name: z.string(),
    input: z.unknown(),
    expected: z.union([
      z.strictObject({ lines: z.array(line), releases: z.array(release).optional() }),
      z.strictObject({ exit: z.int() }),
    ]),
  }),
)
type Case = z.infer<typeof cases>[number]
const result = z.strictObject({
  lines: z.array(
    line.extend({
      rule: z.string().nullable(),
      why: z.looseObject({ text: z.object({ sentence: z.string() }) }),
    }),
  ),
  releases: z.array(
    release
      .extend({ collection: z.string().nullable(), currency: z.string(), on: z.string().optional() })
      .strict(),
  ),
  totals: z.record(z.string(), z.string()),
})

async function holds({ input, expected }: Case): Promise<void> {
  const { code, stdout, stderr } = await commission(['preview', '-'], JSON.stringify(input))
  if ('exit' in expected) {
    expect({ code, stdout }).toEqual({ code: expected.exit, stdout: '' })
    for (const fault of stderr.trimEnd().split('\n'))
      expect(fault).toMatch(/^(plan|deal|credits|fx)[\w.[\]]*: \S/)
    return
  }
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const found = result.parse(JSON.parse(stdout))
  expect(
    found.lines.map(({ partner, role, amount, currency }) => ({ partner, role, amount, currency })),
  ).toEqual(expected.lines)
  if (!expected.releases) return
  const released = found.releases.map(({ collection, partner, amount }) => ({ collection, partner, amount }))
  expect(released).toEqual(expected.releases)
}

const shared = join(import.meta.dirname, '../../../shared/cases/commission-cases.json')
describe.skipIf(!existsSync(shared))('each worked case of the product’s brief', () => {
  const found = existsSync(shared) ? cases.parse(JSON.parse(readFileSync(shared, 'utf8'))) : []
  test.concurrent.each(found)('$name', holds)
})

const bands = [
  { upTo: '10000.00', percent: '20' },
  { upTo: '25000.00', percent: '25' },
  { upTo: null, percent: '30' },
]
const own: Case[] = [
  {
    name: 'graduated bands',
    input: inputJson({
      plan: planJson({}, { rate: { kind: 'graduated', bands } }),
      deal: { dealAmount: '26000.00' },
    }),
    expected: { lines: [{ partner: 'P1', role: 'sourced', amount: '6050.00', currency: 'USD' }] },
  },
  {
    name: 'volume bands, a cent above the end of one',
    input: inputJson({
      plan: planJson({}, { rate: { kind: 'volume', boundary: 'inclusive', bands } }),
      deal: { dealAmount: '25000.01' },
    }),
    expected: { lines: [{ partner: 'P1', role: 'sourced', amount: '7500.00', currency: 'USD' }] },
  },
  {
    name: 'a second partner that influenced, and one that no rule is for',
    input: inputJson({
      plan: planJson({
        rules: [
          { id: 's', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '15' } },
          {
            id: 'i',
            role: 'influenced',
            when: { tiers: ['gold'] },
            basis: 'dealAmount',
            rate: { kind: 'flat', amount: '50.00' },
          },
        ],
      }),
      credits: [
        creditJson('P1'),
        creditJson('P2', { role: 'influenced' }),
        creditJson('P3', { role: 'influenced', tier: 'silver' }),
      ],
    }),
    expected: {
      lines: [
        { partner: 'P1', role: 'sourced', amount: '300.00', currency: 'USD' },
        { partner: 'P2', role: 'influenced', amount: '50.00', currency: 'USD' },
        { partner: 'P3', role: 'influenced', amount: '0.00', currency: 'USD' },
      ],
    },
  },
  {
    name: 'three equal payments and a refund of the second',
    input: inputJson({
      deal: { dealAmount: '1000.00' },
      more: {
        collections: [
          { id: 'C1', on: '2026-04-01', amount: '333.33' },
          { id: 'C2', on: '2026-05-01', amount: '333.33' },
          { id: 'C3', on: '2026-06-01', amount: '333.34' },
          { id: 'R2', on: '2026-07-01', amount: '-333.33', refunds: 'C2' },
        ],
      },
    }),
    expected: {
      lines: [{ partner: 'P1', role: 'sourced', amount: '100.00', currency: 'USD' }],
      releases: [
        { collection: 'C1', partner: 'P1', amount: '33.33' },
        { collection: 'C2', partner: 'P1', amount: '33.34' },
        { collection: 'C3', partner: 'P1', amount: '33.33' },
        { collection: 'R2', partner: 'P1', amount: '-33.33' },
      ],
    },
  },
  {
    name: 'an amount of forty digits',
    input: inputJson({ deal: { dealAmount: '1234567890123456789012345678901234567890.15' } }),
    expected: {
      lines: [
        {
          partner: 'P1',
          role: 'sourced',
          amount: '123456789012345678901234567890123456789.02',
          currency: 'USD',
        },
      ],
    },
  },
  {
    name: 'another currency at its stored rate',
    input: inputJson({
      deal: { currency: 'EUR', dealAmount: '1000.00' },
      more: { fx: [{ from: 'EUR', to: 'USD', on: '2026-03-31', rate: '1.0850' }] },
    }),
    expected: { lines: [{ partner: 'P1', role: 'sourced', amount: '108.50', currency: 'USD' }] },
  },
  {
    name: 'another currency without a rate',
    input: inputJson({ deal: { currency: 'EUR', dealAmount: '1000.00' } }),
    expected: { exit: 2 },
  },
  {
    name: 'a basis that the deal does not say',
    input: inputJson({ plan: planJson({}, { basis: 'grossMargin' }) }),
    expected: { exit: 2 },
  },
  {
    name: 'sourced shares above a hundred',
    input: inputJson({
      plan: planJson({ splitSourcing: true }),
      credits: [creditJson('P1', { share: '60' }), creditJson('P2', { share: '50' })],
    }),
    expected: { exit: 2 },
  },
]

describe('each case of our own', () => {
  test.concurrent.each(own)('$name', holds)
})

test('a dated earning is released on its days, whatever is collected', async () => {
  const parts = [
    { date: '2026-04-01', percent: '50' },
    { date: '2026-10-01', percent: '50' },
  ]
  const input = inputJson({ plan: planJson({ earning: { kind: 'dated', parts } }) })
  const { stdout } = await commission(['preview', '-'], JSON.stringify(input))
  expect(JSON.parse(stdout)).toMatchObject({
    releases: [
      { collection: null, on: '2026-04-01', partner: 'P1', amount: '100.00', currency: 'USD' },
      { collection: null, on: '2026-10-01', partner: 'P1', amount: '100.00', currency: 'USD' },
    ],
    totals: { USD: '200.00' },
  })
})
