import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { dealCard, partnerChoices } from '../../shared/contract/card-api.ts'
import { eventually } from '../support/eventually.ts'
import { findChromium, freePort } from '../support/services.ts'
import { command, type Desk, startDesk } from './desk.ts'
import { cents, fifteenPercent, type ListedConnection, syncSummary } from './exported.ts'
import {
  accountsOf,
  asToBeMirrored,
  connectionTo,
  dealsOf,
  endOfQuarter,
  EXPORT_TOTALS,
  inWordsOfExport,
  totalsOf,
} from './mirror.ts'
import { accountsFile, dealsFile, hasSalesExport, readSalesExport } from './sales-export.ts'
import { askCard } from './signed-card.ts'

// Whole processes on a machine that others may keep busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const CHANNEL_MANAGER = 1002
const state = z.object({
  sync: z.object({ running: z.boolean(), read: z.int(), expected: z.int().nullable() }).nullable(),
  importReport: z.object({ unusualRows: z.int(), reportFile: z.string() }).nullable(),
})
type State = z.infer<typeof state>

describe.skipIf(!hasSalesExport)('a real export of 8,800 deals (needs ../shared/data)', () => {
  let desk: Desk
  let hubspot: ListedConnection
  let salesforce: ListedConnection
  const seen: State[] = []

  beforeAll(async () => {
    desk = await startDesk(
      ['--deals', dealsFile, '--accounts', accountsFile],
      await freePort(),
      watchProgress,
    )
    hubspot = await connectionTo(desk.settings, 'hubspot')
    salesforce = await connectionTo(desk.settings, 'salesforce')
  })
  afterAll(() => desk?.stop())

  /** As the page does it: again and again, from the moment at which the address answers until the first sync is done. */
  async function watchProgress(url: string): Promise<void> {
    for (;;) {
      const reply = await fetch(`${url}/workbench/state`).catch(() => undefined)
      if (reply?.ok) seen.push(state.parse(await reply.json()))
      if (seen.at(-1)?.sync?.running === false) return
      await new Promise((later) => setTimeout(later, 20))
    }
  }

  const deals = (connection: ListedConnection) => dealsOf(desk.settings, connection.connectionId)
  const sync = async (connection: ListedConnection, ...args: string[]) =>
    syncSummary.parse(
      (await command(desk.settings, 'sync', '--connection', connection.connectionId, ...args))[0],
    )

  test('every row of the export is mirrored as it is in HubSpot, none lost', () =>
    expectWholeMirror(hubspot, null))

  test('every row is mirrored as it is in Salesforce, where each opportunity closes on some day', () =>
    expectWholeMirror(salesforce, endOfQuarter()))

  async function expectWholeMirror(
    connection: ListedConnection,
    withoutCloseDate: string | null,
  ): Promise<void> {
    const { rows, parentOf } = readSalesExport()
    const accounts = await accountsOf(desk.settings, connection.connectionId)
    expect(accounts.parentOf).toEqual(parentOf)
    expect(accounts.count).toBe(85)
    expect([...accounts.parentOf.values()].filter((parent) => parent !== '')).toHaveLength(15)
    const mirrored = inWordsOfExport(await deals(connection), accounts)
    expect(mirrored).toEqual(asToBeMirrored(rows, withoutCloseDate))
    expect(totalsOf(mirrored)).toEqual(EXPORT_TOTALS)
  }

  test('every unusual row is in the report with its line number, once for each thing that is unusual', () => {
    const { rows } = readSalesExport()
    const unusual = rows.flatMap(({ line, account, engaged, closed, value }) => [
      ...(account === '' ? [`${line} no_account`] : []),
      ...(engaged === '' ? [`${line} no_engage_date`] : []),
      ...(closed === '' ? [`${line} no_close_date`] : []),
      ...(value === '' ? [`${line} no_value`] : []),
    ])
    const [header, ...reported] = readFileSync(join(desk.settings.DATA_DIR, 'import-report.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(',', 4))
    expect(header).toEqual(['file', 'line', 'kind', 'loaded'])
    expect(reported.map(([, line, kind]) => `${line} ${kind}`).sort()).toEqual(unusual.sort())
    expect(new Set(reported.map(([file, , , loaded]) => `${file} ${loaded}`))).toEqual(new Set(['deals yes']))
    expect(unusual.filter((row) => row.endsWith('no_engage_date'))).toHaveLength(500)
  })

  test('the terminal shows how far loading and the first sync are, where the app is and what it is connected to', () => {
    const said = desk.said()
    expect(said).toContain('8,800 of 8,800 rows loaded')
    expect(said).toContain('Loaded 8,800 deals and 85 accounts from sales_pipeline.csv, accounts.csv.')
    expect(said).toMatch(/1,425 {2}no account \(deals\): line \d+, \d+/)
    expect(said).toContain('HubSpot: synced 8,885 records · Salesforce: synced 8,885 records')
    for (const { connectionId } of [hubspot, salesforce])
      expect(said).toContain(`npm run --silent sync -- --connection ${connectionId}`)
  })

  test('the app shows how far the first sync is while it runs', () => {
    const progress = seen.flatMap(({ sync }) => (sync ? [sync] : []))
    expect(progress.some(({ running }) => running)).toBe(true)
    const read = progress.map((now) => now.read)
    expect(read).toEqual([...read].sort((a, b) => a - b))
    expect(progress.at(-1)).toEqual({ running: false, read: 17_770, expected: 17_770 })
  })

  test.skipIf(!findChromium())(
    'the first page shows what was loaded and what is unusual about it',
    async () => {
      const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] })
      try {
        const page = await browser.newPage()
        await page.goto(desk.url)
        const report = page.getByRole('region', { name: 'Your export is loaded' })
        await report.waitFor()
        const text = await report.innerText()
        expect(text).toContain('8,800 deals and 85 accounts from sales_pipeline.csv and accounts.csv')
        expect(text).toContain(
          `${seen.at(-1)?.importReport?.unusualRows.toLocaleString('en-US')} rows are unusual`,
        )
        for (const count of [
          '1,425 no account',
          '500 no engage date',
          '2,089 no close date',
          '2,089 no value',
        ])
          expect(text).toContain(count)
        expect(await page.getByText('8,800 deals', { exact: true }).count()).toBe(1)
      } finally {
        await browser.close()
      }
    },
  )

  test('15 % of a won deal of 2017 is foreseen to the cent, and accrues as foreseen', async () => {
    const casey = { portalId: hubspot.externalAccountId, userId: CHANNEL_MANAGER }
    const won = (await deals(hubspot)).filter(({ outcome }) => outcome === 'won')
    const byAmount = [...won].sort((a, b) => Number(cents(a.amount ?? '') - cents(b.amount ?? '')))
    // The smallest, a middle and the largest one, and one whose 15 % is no whole dollar.
    const chosen = [byAmount[0], byAmount[Math.floor(byAmount.length / 2)], byAmount.at(-1)].concat(
      won.find(({ amount }) => cents(amount ?? '') % 2_000n !== 0n),
    )
    for (const deal of chosen) {
      if (!deal?.amount) throw new Error('there is a won deal without an amount')
      const path = `/v1/card/deals/${deal.externalId}`
      const choices = await askCard(
        desk.url,
        casey,
        partnerChoices,
        'GET',
        `${path}/partners?search=Northwind`,
      )
      const [northwind] = choices.partners
      expect(cents(northwind?.sourced.commission?.amount ?? '')).toBe(fifteenPercent(cents(deal.amount)))
      await askCard(desk.url, casey, dealCard, 'POST', `${path}/credits`, {
        idempotencyKey: randomUUID(),
        partnerId: northwind?.partnerId,
        role: 'sourced',
        reason: 'Introduced the customer',
      })
      await eventually(async () => {
        const card = await askCard(desk.url, casey, dealCard, 'GET', path)
        expect(card.partners[0]?.commission).toMatchObject({
          state: 'accrued',
          amount: northwind?.sourced.commission,
        })
      })
    }
  })

  test('a sync of everything without changes takes few calls and writes nothing', async () => {
    const whole = await sync(hubspot, '--full')
    expect(whole).toMatchObject({
      kind: 'full',
      records: { deal: 8_800, account: 85 },
      rowsWritten: { deal: 0, account: 0 },
    })
    expect(whole.apiCalls.total).toBeLessThanOrEqual(Math.floor(1.1 * (88 + 1)) + 10)
    const next = await sync(hubspot)
    expect(next).toMatchObject({ kind: 'incremental', rowsWritten: { deal: 0, account: 0 } })
    expect(next.apiCalls.total).toBeLessThanOrEqual(5)
  })

  test('250 changed deals are 250 written rows in a few calls', async () => {
    // No webhook tells of them first.
    const webhooks = { targetUrl: `${desk.url}/v1/webhooks/hubspot`, automatic: false }
    await steer(hubspot, 'webhooks', webhooks)
    expect(await steer(hubspot, 'deals/change', { count: 250 })).toEqual({ changed: 250 })
    const changes = await sync(hubspot)
    expect(changes).toMatchObject({ kind: 'incremental', rowsWritten: { deal: 250, account: 0 } })
    expect(changes.apiCalls.total).toBeLessThanOrEqual(8)
    expect(await revised(hubspot)).toBe(250)
    expect(await sync(hubspot, '--full')).toMatchObject({ rowsWritten: { deal: 0, account: 0 } })
  })

  test('250 changed opportunities are 250 written rows, and no deal of the other CRM', async () => {
    // Change events would have the listener mirror them first, and the sync would find nothing left to count.
    await steer(salesforce, 'settings', { changeDataCapture: false })
    expect(await steer(salesforce, 'opportunities/change', { count: 250 })).toEqual({ changed: 250 })
    const changes = await sync(salesforce)
    expect(changes).toMatchObject({ kind: 'incremental', rowsWritten: { deal: 250, account: 0 } })
    expect([await revised(salesforce), await revised(hubspot)]).toEqual([250, 250])
  })

  const revised = async (connection: ListedConnection): Promise<number> =>
    (await deals(connection)).filter(({ name }) => name.endsWith('(revision 1)')).length

  async function steer({ apiBaseUrl }: ListedConnection, path: string, body: object): Promise<unknown> {
    const reply = await fetch(`${apiBaseUrl}/simulator/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return reply.json()
  }
})
