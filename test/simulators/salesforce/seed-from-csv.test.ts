import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countByKind } from '../hubspot/csv/row-problem.ts'
import { Org } from './org.ts'
import { textOf } from './record.ts'
import { seedFromCsv } from './seed-from-csv.ts'
import { seedMeridian } from './seed.ts'
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

const newOrg = (): Org => new Org({ now: steppingClock() })
const dealsOf = (org: Org) => [...org.active('Opportunity')]

const accounts = `account,sector,revenue,subsidiary_of
Acme Corporation,technology,1100.04,
Betasoloin,medical,251.41,Acme Corporation
`
const deals = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Moses Frase,GTX Pro,Acme Corporation,Won,10/20/2016,3/1/2017,"1,054.50"
A2,Darcel Schlecht,GTX Pro,Betasoloin,Engaging,10/25/2016,,
A3,Moses Frase,GTX Pro,,,,,
`

describe('loading an export', () => {
  it('fills what Salesforce requires and keeps what the export says', async () => {
    const org = newOrg()
    const report = await seedFromCsv(org, {
      dealsFile: await file('deals.csv', deals),
      accountsFile: await file('accounts.csv', accounts),
    })
    expect([report.deals, report.accounts]).toEqual([3, 2])
    const [won, engaging, bare] = dealsOf(org)
    expect(won?.values).toMatchObject({
      Name: 'Acme Corporation - GTX Pro (A1)',
      StageName: 'Closed Won',
      IsWon: true,
      Amount: '1054.5',
      CloseDate: '2017-03-01',
      CreatedDate: '2016-10-20T04:00:00.000Z',
      Import_Id__c: 'A1',
      Product__c: 'GTX Pro',
    })
    expect(textOf(org.record(textOf(won, 'OwnerId')), 'Name')).toBe('Moses Frase')
    expect(engaging?.values).toMatchObject({
      StageName: 'Engaging',
      IsClosed: false,
      CloseDate: '2026-12-31',
    })
    expect(engaging?.values.Amount).toBeUndefined()
    expect(bare?.values).toMatchObject({ StageName: 'Prospecting', CloseDate: '2026-12-31' })
    expect(bare?.values.AccountId).toBeUndefined()
    const [acme, beta] = [...org.active('Account')]
    expect(beta?.values).toMatchObject({ ParentId: acme?.id, Industry: 'medical', AnnualRevenue: '251' })
  })

  it('turns several currencies on where a deal is in another one', async () => {
    const org = newOrg()
    const dealsFile = await file(
      'deals.csv',
      'id,amount,stage,close date,currency\nX,5,Won,2026-01-31,\nY,7,Won,2026-01-31,EUR\n',
    )
    await seedFromCsv(org, { dealsFile })
    expect(org.settings.multiCurrency).toBe(true)
    expect(dealsOf(org).map(({ values }) => values.CurrencyIsoCode)).toEqual(['USD', 'EUR'])
  })
})

const shared = join(import.meta.dirname, '../../../../shared/data/crm-sales-opportunities')

describe.skipIf(!existsSync(shared))('the public export (needs ../shared/data)', () => {
  it('is loaded whole, with the totals that are known', async () => {
    const org = newOrg()
    const report = await seedFromCsv(org, {
      dealsFile: join(shared, 'sales_pipeline.csv'),
      accountsFile: join(shared, 'accounts.csv'),
      productsFile: join(shared, 'products.csv'),
    })
    const of = (stage: string) => dealsOf(org).filter(({ values }) => values.StageName === stage)
    const total = (stage: string) =>
      of(stage).reduce((sum, deal) => sum + BigInt(textOf(deal, 'Amount') || '0'), 0n)
    expect([report.deals, report.accounts]).toEqual([8_800, 85])
    expect([org.count('Opportunity'), org.count('Account')]).toEqual([8_800, 85])
    expect(['Closed Won', 'Closed Lost', 'Engaging', 'Prospecting'].map((stage) => of(stage).length)).toEqual(
      [4_238, 2_473, 1_589, 500],
    )
    expect([total('Closed Won'), total('Closed Lost')]).toEqual([10_005_534n, 0n])
    expect(countByKind(report.problems)).toMatchObject({
      no_account: 1_425,
      no_close_date: 2_089,
      no_value: 2_089,
    })
    expect([...org.active('Account')].filter(({ values }) => values.ParentId != null)).toHaveLength(15)
    const agents = new Set(dealsOf(org).map(({ values }) => values.OwnerId))
    expect(agents.size).toBe(30)
  })
})

describe('the demo org', () => {
  it('has open and closed deals over a dozen accounts, one of which has a subsidiary', () => {
    const org = newOrg()
    seedMeridian(org)
    const found = dealsOf(org)
    expect([found.length, org.count('Account')]).toEqual([31, 12])
    expect(found.filter(({ values }) => values.IsClosed === false)).toHaveLength(17)
    expect(found.filter(({ values }) => values.Amount == null)).toHaveLength(1)
    expect([...org.active('Account')].filter(({ values }) => values.ParentId != null)).toHaveLength(1)
    expect([...org.active('Account')].map(({ values }) => values.Website)).toContain(
      'https://www.cancity.example',
    )
    const latest = org.now().toISOString()
    expect(found.every((deal) => textOf(deal, 'SystemModstamp') <= latest)).toBe(true)
  })
})
