import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseMapping, UnknownColumnsError } from './csv/columns.ts'
import { AmbiguousDatesError } from './csv/dates.ts'
import { countByKind } from './csv/row-problem.ts'
import { decimalProduct } from './decimal-product.ts'
import { Portal } from './portal.ts'
import { seedFromCsv } from './seed-from-csv.ts'
import { steppingClock } from './test-client.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

const newPortal = (): Portal => new Portal({ now: steppingClock() })
const dealsOf = (portal: Portal) => [...portal.stores['0-3'].active()]

const accounts = `account,sector,subsidiary_of
Acme Corporation,technology,
Betasoloin,medical,Acme Corporation
Orphan,medical,Nobody
`

const deals = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Moses Frase,GTX Pro,Acme Corporation,Won,10/20/2016,3/1/2017,"1,054.50"
A2,Darcel Schlecht,GTX Pro,Betasoloin,Lost,10/25/2016,3/31/2017,0
A3,Moses Frase,GTXPro,,Prospecting,,,
A4,Moses Frase,"MG, ""Special""
second line",Unheard Of,Engaging,2/3/2017,13/45/2017,twelve
A1,Moses Frase,GTX Pro,acme corporation,Won,2/3/2017,2/4/2017,
A6,Moses Frase,GTX Pro
A7,Moses Frase,GTX Pro,"Acme Corporation,Won,2/3/2017,2/4/2017,7
A8,Moses Frase,GTX Pro,Acme Corporation,Won,2/3/2017,2/4/2017,8
`

describe('loading an export', () => {
  it('loads every row that can be read and reports each unusual one with its line', async () => {
    const portal = newPortal()
    const dealsFile = await file('deals.csv', deals)
    const report = await seedFromCsv(portal, {
      dealsFile,
      accountsFile: await file('accounts.csv', accounts),
    })
    expect(report.problems.map(({ file: where, line, kind }) => `${where} ${line} ${kind}`)).toEqual([
      'accounts 4 unknown_parent',
      'deals 4 no_value',
      'deals 4 product_spelling',
      'deals 4 no_account',
      'deals 4 no_engage_date',
      'deals 4 no_close_date',
      'deals 5 bad_amount',
      'deals 5 unknown_account',
      'deals 5 bad_date',
      'deals 7 duplicate_id',
      'deals 7 no_value',
      'deals 7 won_without_value',
      'deals 7 account_spelling',
      'deals 8 malformed_row',
      'deals 9 malformed_row',
    ])
    expect(report.problems.filter((problem) => !problem.loaded).map((problem) => problem.line)).toEqual([
      8, 9,
    ])
    expect(report.deals).toBe(6)
    expect(dealsOf(portal).map((deal) => deal.properties.import_id)).toEqual([
      'A1',
      'A2',
      'A3',
      'A4',
      'A1',
      'A8',
    ])
    expect(dealsOf(portal)[3]?.properties.product).toBe('MG, "Special"\nsecond line')
  })

  it('turns stages, dates, amounts and parents into what the portal uses', async () => {
    const portal = newPortal()
    const dealsFile = await file('deals.csv', deals)
    await seedFromCsv(portal, { dealsFile, accountsFile: await file('accounts.csv', accounts) })
    const [won, lost, prospect, engaged] = dealsOf(portal)
    expect(won?.properties).toMatchObject({
      dealstage: 'closedwon',
      amount: '1054.50',
      createdate: '2016-10-20T04:00:00.000Z',
      closedate: '2017-03-01T05:00:00.000Z',
    })
    expect(lost?.properties).toMatchObject({ dealstage: 'closedlost', amount: '0' })
    expect(prospect?.properties).toMatchObject({ dealstage: 'prospecting' })
    expect(prospect?.properties.amount).toBeUndefined()
    expect(engaged?.properties.closedate).toBeUndefined()
    expect(
      portal.pipelines[0]?.stages.filter((stage) => !stage.isClosed).map((stage) => stage.label),
    ).toEqual(expect.arrayContaining(['Prospecting', 'Engaging']))
    const [acme, beta] = [...portal.stores['0-2'].active()]
    expect(portal.associations.parentOf(beta?.id ?? '')).toBe(acme?.id)
    expect(portal.owners.all().map((owner) => owner.lastName)).toEqual(['Frase', 'Schlecht'])
  })

  it('finds no row unusual for a column that the whole file does not have', async () => {
    const dealsFile = await file('deals.csv', 'id,amount,stage,close date\nX,5,Won,2026-01-31\n')
    expect((await seedFromCsv(newPortal(), { dealsFile })).problems).toEqual([])
  })

  it('names the missing columns and those that the file has, and takes a mapping for them', async () => {
    const dealsFile = await file('deals.csv', 'ref,worth,stage,close date\nX,5,Won,2026-01-31\n')
    const error: unknown = await seedFromCsv(newPortal(), { dealsFile }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnknownColumnsError)
    expect(error).toMatchObject({
      missing: [{ field: 'id' }, { field: 'amount' }],
      found: ['ref', 'worth', 'stage', 'close date'],
    })
    const portal = newPortal()
    await seedFromCsv(portal, { dealsFile, dealMapping: parseMapping(['id=ref', 'amount=worth']) })
    expect(dealsOf(portal)[0]?.properties).toMatchObject({ import_id: 'X', amount: '5' })
  })

  it('refuses a mapping for a field that there is not', () => {
    expect(parseMapping(['parent=Holding Company'])).toEqual({ parent: 'Holding Company' })
    for (const pair of ['colour=red', 'amount', 'amount=']) {
      expect(() => parseMapping([pair])).toThrow(/--map/)
    }
  })

  it.each([
    ['nothing settles the order of day and month', '3/4/2026', '5/6/2026', 2],
    ['both orders are used', '31/1/2026', '1/31/2026', 2],
  ])('refuses with a line when %s', async (_what, first, second, line) => {
    const dealsFile = await file(
      'deals.csv',
      `id,amount,stage,close date\nX,5,Won,${first}\nY,5,Won,${second}\n`,
    )
    const portal = newPortal()
    const error: unknown = await seedFromCsv(portal, { dealsFile }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AmbiguousDatesError)
    expect(error).toMatchObject({ line })
    expect(dealsOf(portal)).toEqual([])
  })

  it('reads days first when any date of the file settles it', async () => {
    const dealsFile = await file(
      'deals.csv',
      'id;amount;stage;close date\nX;5;Won;3/4/2026\nY;5;Won;31/1/2026\n',
    )
    const portal = newPortal()
    await seedFromCsv(portal, { dealsFile })
    expect(dealsOf(portal)[0]?.properties.closedate).toBe('2026-04-03T04:00:00.000Z')
  })
})

const real = join(import.meta.dirname, '../../../../shared/data/crm-sales-opportunities')

describe.skipIf(!existsSync(real))('the public export (needs ../shared/data)', () => {
  it('arrives whole, with its known totals and every unusual row', async () => {
    const portal = newPortal()
    const seen: number[] = []
    const report = await seedFromCsv(portal, {
      dealsFile: join(real, 'sales_pipeline.csv'),
      accountsFile: join(real, 'accounts.csv'),
      productsFile: join(real, 'products.csv'),
      onProgress: ({ deals: loaded }) => seen.push(loaded),
    })
    const of = (stage: string) => dealsOf(portal).filter((deal) => deal.properties.dealstage === stage)
    const total = (stage: string) =>
      of(stage).reduce((sum, deal) => sum + BigInt(deal.properties.amount ?? '0'), 0n)
    expect([report.deals, report.accounts]).toEqual([8_800, 85])
    expect(['closedwon', 'closedlost', 'engaging', 'prospecting'].map((stage) => of(stage).length)).toEqual([
      4_238, 2_473, 1_589, 500,
    ])
    expect([total('closedwon'), total('closedlost')]).toEqual([10_005_534n, 0n])
    expect(countByKind(report.problems)).toMatchObject({
      no_account: 1_425,
      no_close_date: 2_089,
      no_value: 2_089,
      no_engage_date: 500,
    })
    expect(report.problems.find((problem) => problem.kind === 'product_spelling')?.message).toBe(
      'GTXPro is spelt GTX Pro elsewhere',
    )
    expect(report.problems.every((problem) => problem.loaded && problem.line > 1)).toBe(true)
    const children = [...portal.stores['0-2'].active()].filter(
      ({ id }) => portal.associations.parentOf(id) !== undefined,
    )
    expect(children).toHaveLength(15)
    expect(seen.at(-1)).toBe(8_800)
    expect(seen.length).toBeGreaterThan(10)
  })
})

it('multiplies decimal texts without a float', () => {
  expect(decimalProduct('0.1', '0.2')).toBe('0.02')
  expect(decimalProduct('-1.005', '1')).toBe('-1.01')
  expect(decimalProduct('9007199254740993', '1.00')).toBe('9007199254740993.00')
})
