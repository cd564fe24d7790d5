import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { dealCard, partnerChoices } from '../../shared/contract/card-api.ts'
import { eventually } from '../support/eventually.ts'
import { freePort } from '../support/services.ts'
import { command, type Desk, npm, startDesk } from './desk.ts'
import { cents, type ExportedDeal, fifteenPercent } from './exported.ts'
import { connectionTo, dealsOf } from './mirror.ts'
import { askCard } from './signed-card.ts'

// Whole processes on a machine that others may keep busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const REP = 1001
const accounts = `account,subsidiary_of
Acme Corporation,
Betasoloin,Acme Corporation
`
/** The column of the amount has a name that nobody could guess. Lines 9 to 11 are broken. */
const deals = `opportunity_id,account,deal_stage,close_date,what it is worth,currency
ODD1,Acme Corporation,Engaging,12/31/2026,"1,054.50",USD
ODD2,Acme Corporation,Engaging,12/31/2026,33.33,USD
ODD3,Betasoloin,Engaging,12/31/2026,0.03,USD
ODD4,Betasoloin,Engaging,12/31/2026,12345.67,USD
BACK,Betasoloin,Engaging,12/31/2026,-20.50,USD
NONE,Acme Corporation,Won,3/1/2017,,USD
FREE,Acme Corporation,Won,3/1/2017,0,USD
Q1,Acme "Corporation,Engaging,12/31/2026,7
SHORT,Acme Corporation,Engaging
OPEN,"Acme Corporation,Engaging,12/31/2026,7,USD
WORD,Acme Corporation,Engaging,12/31/2026,twelve,USD
MOON,Acme Corporation,Engaging,12/31/2026,10,XQX
LAST,Nobody Ever,Engaging,12/31/2026,8,EUR
`

let folder: string
let files: string[]
let desk: Desk
let portalId: string
let apiBaseUrl: string
let mirrored: Map<string, ExportedDeal>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-export-'))
  writeFileSync(join(folder, 'deals.csv'), deals)
  writeFileSync(join(folder, 'accounts.csv'), accounts)
  files = ['--deals', join(folder, 'deals.csv'), '--accounts', join(folder, 'accounts.csv')]
  desk = await startDesk([...files, '--map', 'amount=what it is worth'], await freePort())
  const connection = await connectionTo(desk.settings, 'hubspot')
  portalId = connection.externalAccountId
  apiBaseUrl = connection.apiBaseUrl
  const exported = await dealsOf(desk.settings, connection.connectionId)
  mirrored = new Map(exported.map((deal) => [/\((\w+)\)$/.exec(deal.name)?.[1] ?? deal.name, deal]))
})
afterAll(async () => {
  await desk?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const pathOf = (id: string): string => `/v1/card/deals/${mirrored.get(id)?.externalId}`
const cardOf = (id: string) => askCard(desk.url, { portalId, userId: REP }, dealCard, 'GET', pathOf(id))
async function northwindOn(id: string) {
  const path = `${pathOf(id)}/partners?search=Northwind`
  const choices = await askCard(desk.url, { portalId, userId: REP }, partnerChoices, 'GET', path)
  const [northwind] = choices.partners
  if (!northwind) throw new Error('Northwind is not found')
  return northwind
}

test('rows that cannot be read are reported with their lines, and all others are mirrored', () => {
  expect([...mirrored.keys()]).toEqual([
    'ODD1',
    'ODD2',
    'ODD3',
    'ODD4',
    'BACK',
    'NONE',
    'FREE',
    'WORD',
    'MOON',
    'LAST',
  ])
  const [, ...reported] = readFileSync(join(desk.settings.DATA_DIR, 'import-report.csv'), 'utf8')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(',', 4).join(' '))
  expect(reported).toEqual([
    'deals 7 no_value yes',
    'deals 7 won_without_value yes',
    'deals 9 malformed_row no',
    'deals 10 malformed_row no',
    'deals 11 malformed_row no',
    'deals 12 bad_amount yes',
    'deals 14 unknown_account yes',
  ])
  expect(desk.said()).toMatch(/3 {2}malformed row \(deals\): line 9, 10, 11\n/)
})

test.each(['ODD1', 'ODD2', 'ODD3', 'ODD4'])(
  'what 15 % of %s will be is known to the cent before it is won, and is what accrues',
  async (id) => {
    const amount = mirrored.get(id)?.amount ?? ''
    const { partnerId, sourced } = await northwindOn(id)
    expect(cents(sourced.commission?.amount ?? '')).toBe(fifteenPercent(cents(amount)))
    await askCard(desk.url, { portalId, userId: REP }, dealCard, 'POST', `${pathOf(id)}/credits`, {
      idempotencyKey: randomUUID(),
      partnerId,
      role: 'sourced',
      reason: 'Introduced the customer',
    })
    const [tagged] = (await cardOf(id)).partners
    expect(tagged?.commission).toMatchObject({ state: 'preview', amount: sourced.commission })
    await fetch(`${apiBaseUrl}/simulator/deals/${mirrored.get(id)?.externalId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { dealstage: 'closedwon' } }),
    })
    await eventually(async () => {
      const [partner] = (await cardOf(id)).partners
      expect(partner?.commission).toMatchObject({ state: 'accrued', amount: sourced.commission })
    })
  },
)

test.each([
  ['NONE', 'No amount yet'],
  ['WORD', 'No amount yet'],
])('%s has no amount, which is not an amount of 0', async (id, note) => {
  expect(mirrored.get(id)?.amount).toBeNull()
  const { deal } = await cardOf(id)
  expect(deal).toMatchObject({ amount: null, amountNote: note })
  const { sourced } = await northwindOn(id)
  expect(sourced).toMatchObject({ commission: null, consequence: expect.stringContaining(note) })
})

test('a deal in a currency that we do not know has no amount, and says so', async () => {
  expect(mirrored.get('MOON')).toMatchObject({ amount: null, currency: null })
  const { deal } = await cardOf('MOON')
  expect(deal).toMatchObject({ amount: null, amountNote: expect.stringContaining('XQX') })
  expect((await northwindOn('MOON')).sourced.commission).toBeNull()
})

test('a deal without an amount earns nothing when it is won, not even 0', async () => {
  const { partnerId } = await northwindOn('WORD')
  await askCard(desk.url, { portalId, userId: REP }, dealCard, 'POST', `${pathOf('WORD')}/credits`, {
    idempotencyKey: randomUUID(),
    partnerId,
    role: 'sourced',
    reason: 'Introduced the customer',
  })
  await fetch(`${apiBaseUrl}/simulator/deals/${mirrored.get('WORD')?.externalId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { dealstage: 'closedwon' } }),
  })
  await eventually(async () => {
    const { deal, partners } = await cardOf('WORD')
    expect(deal.outcome).toBe('won')
    expect(partners[0]?.commission).toMatchObject({ state: 'none', amount: null })
  })
  const ledger = z.array(z.object({ dealExternalId: z.string().nullable() }))
  const postings = ledger.parse(await command(desk.settings, 'export', 'ledger'))
  const paidDeals = new Set(postings.map((posting) => posting.dealExternalId))
  expect(paidDeals).not.toContain(mirrored.get('WORD')?.externalId)
  expect(paidDeals).toContain(mirrored.get('ODD1')?.externalId)
})

test('an export with an unknown column is refused before anything is loaded, with what is missing and what there is', async () => {
  const data = join(folder, 'refused')
  const { code, stderr } = await npm(['start', '--silent', '--', ...files], { DATA_DIR: data, PORT: '0' })
  expect(code).toBe(2)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toContain('no column for amount (')
  expect(stderr).toContain(
    'The file has: opportunity_id, account, deal_stage, close_date, what it is worth, currency.',
  )
  expect(stderr).toContain('--map amount=')
})

test('npm start in production without its settings refuses in one line', async () => {
  const settings = { NODE_ENV: 'production', DATA_DIR: join(folder, 'production'), PORT: '0' }
  const { code, stdout, stderr } = await npm(['start', '--silent'], settings)
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^DATABASE_URL [^\n]+\n$/)
})
