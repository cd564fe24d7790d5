import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { simulationResult } from '../../shared/contract/plan-api.ts'
import { hasSalesExport } from '../acceptance/sales-export.ts'
import { commission, fileKeeper, planJson } from './commission-process.ts'
import { costsOf, tieredRules } from './won-deals-costs.ts'
import { dealsCsv, decimal, type WonDeal, wonDeals } from './won-deals.ts'

const files = fileKeeper()
const deals = wonDeals()
const dealsFile = files.write('deals.csv', dealsCsv(deals))

const planFile = files.write(
  'plan.json',
  JSON.stringify(planJson({ effectiveFrom: '2099-01-01', rules: tieredRules })),
)
const flatFile = files.write(
  'flat.json',
  JSON.stringify(planJson({}, { rate: { kind: 'flat', amount: '100.00' } })),
)

async function simulated(args: readonly string[], input?: string) {
  const { code, stdout, stderr } = await commission(['simulate', ...args], input)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trimEnd()).not.toContain('\n')
  return simulationResult.parse(JSON.parse(stdout))
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n)

test.runIf(hasSalesExport)('the export holds the deals that it is known for', () => {
  expect(deals).toHaveLength(4_238)
  expect(decimal(sum(deals.map(({ cents }) => cents)))).toBe('10005534.00')
})

test('the totals over all won deals are those of another arithmetic, per partner and in all', async () => {
  const costs = costsOf(deals)
  const csv = `${files.folder}/credits.csv`
  const result = await simulated([planFile, '--deals', dealsFile, '--against', flatFile, '--csv', csv])
  const total = sum([...costs.values()])
  const now = BigInt(deals.length) * 10_000n
  expect(result).toMatchObject({
    currency: 'USD',
    deals: deals.length,
    dealAmount: { amount: decimal(sum(deals.map(({ cents }) => cents))) },
    costThen: { amount: decimal(total) },
    costNow: { amount: decimal(now) },
    delta: { amount: decimal(total - now) },
    notRated: [],
  })
  expect(new Map(result.partners.map(({ partnerId, then }) => [partnerId, then.amount]))).toEqual(
    new Map([...costs].map(([partner, cost]) => [partner, decimal(cost)])),
  )
  // The export tells the same, credit by credit.
  const rows: Record<string, string>[] = parse(readFileSync(csv), { columns: true })
  expect(rows).toHaveLength(deals.length)
  const column = (name: string) => decimal(sum(rows.map((row) => BigInt((row[name] ?? '').replace('.', '')))))
  expect([column('commission then'), column('commission now'), column('difference')]).toEqual([
    decimal(total),
    decimal(now),
    decimal(total - now),
  ])
})

test('the order of the rows does not matter, nor does where they come from', async () => {
  const inFile = await simulated([planFile, '--deals', dealsFile])
  const reversed = await simulated([planFile, '--deals', '-'], dealsCsv(deals.toReversed()))
  expect(reversed).toEqual(inFile)
})

test('a plan against itself differs nowhere', async () => {
  const result = await simulated([planFile, '--deals', dealsFile, '--against', planFile])
  expect(result.delta?.amount).toBe('0.00')
  expect(new Set(result.partners.map(({ delta }) => delta?.amount))).toEqual(new Set(['0.00']))
  for (const { now, then } of result.months) expect(now).toEqual(then)
})

test('--months takes the last ones up to the newest close date of the file, whatever day it is', async () => {
  const newest =
    deals
      .map(({ closeDate }) => closeDate)
      .toSorted()
      .at(-1) ?? ''
  const [year = 0, month = 0, day = 0] = newest.split('-').map(Number)
  const within = ({ closeDate }: WonDeal) => {
    const [y = 0, m = 0, d = 0] = closeDate.split('-').map(Number)
    const months = (year - y) * 12 + month - m
    return months < 2 || (months === 2 && d > day)
  }
  const result = await simulated([planFile, '--deals', dealsFile, '--months', '2'])
  const kept = deals.filter(within)
  expect(kept.length).toBeLessThan(deals.length)
  expect(result).toMatchObject({ deals: kept.length, to: newest })
})

describe('a file of deals', () => {
  const columns = 'id,closeDate,amount,currency,partner,partnerType,tier,role'
  const rows = (...lines: string[]) => `${lines.join('\n')}\n`

  test('has a row per credit, and deals without one', async () => {
    const text = rows(
      `${columns},share,name,partnerName,collected,tierToday,registeredAt`,
      'D1,2026-01-05,1000.00,USD,P1,referral,gold,sourced,60,"One, Ltd",First,,silver,2026-01-01T10:00:00Z',
      'D2,2026-01-04,500.00,USD,,,,,,,,,,',
      'D1,2026-01-05,1000.00,USD,P2,referral,gold,sourced,40,"One, Ltd",,,,',
    )
    const split = files.write('split.json', JSON.stringify(planJson({ splitSourcing: true })))
    const result = await simulated([split, '--deals', '-'], text)
    expect(result).toMatchObject({
      from: '2026-01-04',
      to: '2026-01-05',
      deals: 2,
      dealAmount: { amount: '1500.00' },
      costThen: { amount: '100.00' },
      partners: [
        { partnerId: 'P1', partnerName: 'First', then: { amount: '60.00' } },
        { partnerId: 'P2', partnerName: 'P2', then: { amount: '40.00' } },
      ],
      tierMoves: [{ partnerId: 'P1', from: 'gold', to: 'silver', deals: 1 }],
      notRated: [],
    })
    // A plan that does not split has nothing to say about the deal, and says that.
    const { costThen, notRated } = await simulated(
      [files.write('one.json', JSON.stringify(planJson())), '--deals', '-'],
      text,
    )
    expect(costThen.amount).toBe('0.00')
    expect(notRated).toMatchObject([{ deals: 1, examples: ['One, Ltd'] }])
  })

  test('says what was collected; without that all is assumed to be', async () => {
    const plan = files.write('collected.json', JSON.stringify(planJson({}, { basis: 'collected' })))
    const text = rows(
      `${columns},collected`,
      'D1,2026-01-05,1000.00,USD,P1,referral,gold,sourced,250.00',
      'D2,2026-01-05,1000.00,USD,P2,referral,gold,sourced,',
      'D3,2026-01-05,1000.00,USD,P3,referral,gold,sourced,0',
    )
    const { partners } = await simulated([plan, '--deals', '-'], text)
    expect(partners.map(({ partnerId, then }) => [partnerId, then.amount])).toEqual([
      ['P2', '100.00'],
      ['P1', '25.00'],
      ['P3', '0.00'],
    ])
  })

  test('may begin with a byte order mark, end its lines as Windows does, and be converted at stored rates', async () => {
    const fx = [{ from: 'EUR', to: 'USD', on: '2026-01-01', rate: '2' }]
    const plan = files.write('with-fx.json', JSON.stringify({ plan: planJson(), fx }))
    const text = `\ufeff${columns}\r\nD1,2026-01-05,10.00,EUR,P1,referral,gold,sourced\r\n`
    expect(await simulated([plan, '--deals', '-'], text)).toMatchObject({
      dealAmount: { amount: '20.00' },
      costThen: { amount: '2.00' },
    })
  })

  const good = 'D1,2026-01-05,10.00,USD,P1,referral,gold,sourced'
  const faults: [string, string, (string | RegExp)[]][] = [
    ['empty', '', ['standard input: is empty.']],
    ['only a header', rows(columns), ['standard input: has no deals, only a header.']],
    [
      'unknown, missing and repeated columns',
      rows(`${columns.replace('tier', 'colour')},id`, good),
      [
        /^line 1: there is no column "colour"; the columns are id, closeDate, /,
        'line 1: the column id is there twice.',
        'line 1: these columns are missing: tier.',
      ],
    ],
    ['a row too short', rows(columns, 'D1,2026-01-05'), ['line 2: has 2 columns where the header has 8.']],
    ['a quote that does not end', rows(columns, `"${good}`), [/^line 2: is no CSV: /]],
    [
      'cells that cannot be used, after a cell of two lines',
      rows(`${columns},name`, `${good},"two\nlines"`, 'D2,2026-02-30,"1,000.00",US$,,referral,,,'),
      [
        /^line 4, column currency: /,
        /^line 4, column closeDate: /,
        /^line 4, column amount: /,
        'line 4, column partnerType: is said of no partner.',
      ],
    ],
    [
      'a float',
      rows(columns, good.replace('10.00', '1e3')),
      [/^line 2, column amount: "1e3" is not a plain/],
    ],
    ['a sign', rows(columns, good.replace('10.00', '-1')), ['line 2, column amount: "-1" is below zero.']],
    ['no amount', rows(columns, good.replace('10.00', '')), ['line 2, column amount: is empty.']],
    [
      'rows of a deal that disagree',
      rows(
        columns,
        good,
        good.replace('10.00', '11.00').replace('P1', 'P2').replace('sourced', 'influenced'),
      ),
      ['line 3, column amount: is not what line 2 says of the same deal.'],
    ],
    [
      'a credit twice',
      rows(columns, good, good),
      ['line 3, column partner: has this credit on line 2 already.'],
    ],
    [
      'sourced shares that do not sum to 100',
      rows(`${columns},share`, `${good},60`, `${good.replace('P1', 'P2')},50`),
      ['line 2, column share: the sourced shares of deal D1 do not sum to 100.'],
    ],
  ]
  test.each(faults)('is refused with a line per fault: %s', async (_name, text, lines) => {
    const { code, stdout, stderr } = await commission(['simulate', flatFile, '--deals', '-'], text)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual(
      lines.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as string))),
    )
  })

  test('of many faults shows the first hundred and counts the rest', async () => {
    const many = Array.from({ length: 250 }, (_, n) => good.replace('D1', `D${n}`).replace('10.00', 'x'))
    const { code, stderr } = await commission(['simulate', flatFile, '--deals', '-'], rows(columns, ...many))
    const lines = stderr.trimEnd().split('\n')
    expect([code, lines.length, lines.at(-1)]).toEqual([
      2,
      101,
      'standard input: 150 more faults of this kind.',
    ])
  })

  test('is never what --csv replaces, and a place where nothing can be written is named', async () => {
    const mine = files.write('mine.csv', rows(columns, good))
    const over = await commission(['simulate', flatFile, '--deals', mine, '--csv', mine])
    expect(over).toEqual({
      code: 2,
      stdout: '',
      stderr: `${mine}: is read here, and --csv would replace it.\n`,
    })
    expect(readFileSync(mine, 'utf8')).toBe(rows(columns, good))
    const nowhere = `${files.folder}/missing/out.csv`
    const { code, stderr } = await commission(['simulate', flatFile, '--deals', mine, '--csv', nowhere])
    expect([code, stderr]).toEqual([2, `${nowhere}: cannot be written (ENOENT).\n`])
  })
})

test('a name that a spreadsheet would run is harmless in the export', async () => {
  const csv = `${files.folder}/harmless.csv`
  const text = [
    'id,closeDate,amount,currency,partner,partnerName,partnerType,tier,role',
    'D1,2026-01-05,10.00,USD,P1,"=HYPERLINK(""x"")",referral,gold,sourced',
    '',
  ].join('\n')
  await simulated([flatFile, '--deals', '-', '--csv', csv], text)
  const [row] = parse(readFileSync(csv), { columns: true }) as Record<string, string>[]
  expect(row).toMatchObject({ 'partner name': `'=HYPERLINK("x")`, 'commission then': '100.00' })
})
