import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bundleConsole } from '../../extension-ui/workbench/build.ts'
import { insertPartner } from '../../server/db/partner-store.ts'
import { simulatePlan } from '../../server/jobs/handlers/plan-simulate.ts'
import { type SimulationResult, simulationResult } from '../../shared/contract/plan-api.ts'
import { costsOf, tieredRules } from '../cli/won-deals-costs.ts'
import { dealsCsv, decimal, wonDeals } from '../cli/won-deals.ts'
import { addClosedDeals } from '../plans/closed-deals.ts'
import { openPlanDesk, type PlanDesk, type PlanPerson } from '../plans/plan-desk.ts'
import { launchBrowser } from '../support/browser.ts'
import { expectAccessible } from '../support/console-browser.ts'
import { findChromium } from '../support/services.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const ROOT = join(import.meta.dirname, '../..')
const shown = (cents: bigint) => `$${decimal(cents).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
const total = (amounts: Iterable<bigint>) => [...amounts].reduce((sum, one) => sum + one, 0n)

/** A draft on every won deal of the sales export (on made-up ones where that is not there): by the page and by the command. */
describe.skipIf(!findChromium())('a draft simulated on all won deals', () => {
  const deals = wonDeals().toSorted((a, b) => (`${a.closeDate} ${a.id}` < `${b.closeDate} ${b.id}` ? -1 : 1))
  const folder = mkdtempSync(join(tmpdir(), 'simulated-'))
  let desk: PlanDesk
  let author: PlanPerson
  let browser: Awaited<ReturnType<typeof launchBrowser>>
  let page: Page
  let draftId: string
  let fromPage: SimulationResult
  const complaints: string[] = []

  beforeAll(async () => {
    desk = await openPlanDesk('pglite', { consoleDist: await bundleConsole() })
    desk.clock.today = new Date('2018-01-15T12:00:00.000Z')
    author = await desk.person(['channel_manager'])
    await desk.inWorkspace(async (tx) => {
      for (const { partner, tier } of new Map(deals.map((deal) => [deal.partner, deal])).values()) {
        await insertPartner(tx, {
          id: desk.app.context.newId(),
          name: partner,
          type: 'referral',
          tier,
          status: 'active',
          domains: [],
          payoutCurrency: 'USD',
          contactName: null,
          contactEmail: null,
          createdAt: desk.clock.today,
        })
      }
      const closed = deals.map(({ id, partner, cents, closeDate }) => ({
        externalId: id,
        partner,
        amountMinor: cents,
        closedAt: new Date(`${closeDate}T12:00:00.000Z`),
      }))
      const of = { connectionId: desk.tenant.connectionId, by: author.id }
      for (let from = 0; from < closed.length; from += 1000) {
        await addClosedDeals(tx, of, closed.slice(from, from + 1000))
      }
    })
    const { programme, versions } = await desk.programme()
    const created = await author.change('POST', '/v1/console/plan-drafts', {
      programmeId: programme.id,
      basedOn: versions[0]?.id ?? null,
    })
    const terms = { ...created.terms, effectiveFrom: '2018-02-01', rules: tieredRules }
    const path = `/v1/console/plan-drafts/${created.id}`
    draftId = (await author.change('PUT', path, { revision: created.revision, terms })).id
    browser = await launchBrowser()
    page = await openedConsole()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The browser believes in the public address; what it asks goes to where the application listens. */
  async function openedConsole(): Promise<Page> {
    const { publicUrl } = desk.app.context.config
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    const [name = '', value = ''] = author.browser.cookie.split('=')
    await context.addCookies([{ name, value, url: publicUrl }])
    await context.route(`${publicUrl}/**`, async (route) => {
      const url = new URL(route.request().url())
      const response = await route.fetch({
        url: `http://127.0.0.1:${desk.app.port}${url.pathname}${url.search}`,
        headers: { ...(await route.request().allHeaders()), cookie: author.browser.cookie },
      })
      await route.fulfill({ response })
    })
    const opened = await context.newPage()
    opened.setDefaultTimeout(20_000)
    opened.on('pageerror', ({ message }) => complaints.push(message))
    opened.on('console', (message) => {
      if (/content security policy|warning:/i.test(message.text())) complaints.push(message.text())
    })
    return opened
  }

  const costs = costsOf(deals)
  const now = total(deals.map(({ cents }) => (cents * 15n + 50n) / 100n))

  test('is asked for from the draft, and the page shows how far it is while it runs, also after a reload', async () => {
    await page.goto(`${desk.app.context.config.publicUrl}/console/plans/drafts/${draftId}`)
    await page.getByRole('button', { name: 'Simulate' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Months back').fill('12')
    await dialog.getByRole('button', { name: 'Start the simulation' }).click()
    await page.getByRole('heading', { name: 'Waiting to start' }).waitFor()
    const simulationId = page.url().split('/').at(-1) ?? ''
    let chunks = 0
    await simulatePlan({
      context: desk.app.context,
      workspaceId: desk.tenant.workspaceId,
      outboxId: simulationId,
      payload: { simulationId },
      signal: new AbortController().signal,
      stillWorking: async () => {
        if (++chunks !== 3) return
        const all = deals.length.toLocaleString('en-US')
        await page.getByText(new RegExp(`^[1-9][\\d,]* of ${all} deals$`)).waitFor()
        await page.reload()
        const bar = page.getByRole('progressbar', { name: 'Deals rated' })
        await bar.waitFor()
        const reached = Number(await bar.getAttribute('aria-valuenow'))
        expect(reached).toBeGreaterThan(0)
        expect(reached).toBeLessThan(100)
      },
    })
    expect(chunks).toBeGreaterThan(3)
  })

  test('ends with the totals that a sum by another arithmetic gives', async () => {
    const figures = page.locator('.figures')
    await figures.waitFor()
    const text = (await figures.innerText()).replace(/\s+/g, ' ')
    expect(text).toContain(shown(total(costs.values())))
    expect(text).toContain(shown(now))
    expect(text).toContain(shown(total(deals.map(({ cents }) => cents))))
    const view = await author.simulation(page.url().split('/').at(-1) ?? '')
    fromPage = simulationResult.parse(view.result)
    expect(fromPage.deals).toBe(deals.length)
    expect(new Map(fromPage.partners.map(({ partnerName, then }) => [partnerName, then.amount]))).toEqual(
      new Map([...costs].map(([partner, cents]) => [partner, decimal(cents)])),
    )
    await expectAccessible(page)
  })

  test('has the same totals by the command', async () => {
    const draft = await author.draft(draftId)
    const { versions } = await desk.programme()
    const version = await author.browser.get(`/v1/console/plan-versions/${versions[0]?.id}`)
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const { stdout } = await promisify(execFile)(
      join(ROOT, 'node_modules/.bin/node'),
      [
        join(ROOT, 'server/cli/run.ts'),
        'commission',
        'simulate',
        file('plan.json', JSON.stringify({ ...draft.terms, version: 2 })),
        '--deals',
        file('deals.csv', dealsCsv(deals)),
        '--against',
        file('now.json', JSON.stringify((version.json() as { terms: unknown }).terms)),
      ],
      { maxBuffer: 10_000_000 },
    )
    const byCommand = simulationResult.parse(JSON.parse(stdout))
    const comparable = ({ partners, ...result }: SimulationResult) => ({
      ...result,
      from: null,
      to: null,
      // Of several deals on one day the lower id counts first, and the ids are our own in the one and the file's in the other.
      cliffs: null,
      partners: partners
        .map(({ partnerName, deals, now, then, delta }) => ({ partnerName, deals, now, then, delta }))
        .toSorted((a, b) => (a.partnerName < b.partnerName ? -1 : 1)),
    })
    expect(comparable(byCommand)).toEqual(comparable(fromPage))
  })

  test('downloads as a file whose lines add up to the same', async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const rows: Record<string, string>[] = parse(
      await (await (await download).createReadStream()).toArray().then((parts) => Buffer.concat(parts)),
      { columns: true, bom: true },
    )
    expect(rows).toHaveLength(deals.length)
    const sum = (column: string) =>
      decimal(total(rows.map((row) => BigInt((row[column] ?? '').replace('.', '')))))
    expect(sum('commission then')).toBe(decimal(total(costs.values())))
    expect(sum('commission now')).toBe(decimal(now))
    expect(complaints).toEqual([])
  })
})
