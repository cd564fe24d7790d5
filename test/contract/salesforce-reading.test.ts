import { afterEach, describe, expect, test } from 'vitest'
import type { ServeOptions } from '../simulators/salesforce/serve.ts'
import {
  LONG_AGO,
  type SalesforceBench,
  callsOf,
  pagesOf,
  recordsOf,
  startSalesforceBench,
} from '../support/salesforce-bench.ts'

let bench: SalesforceBench
afterEach(() => bench.close())

async function orgWith(opportunities: number, options: ServeOptions = {}): Promise<string[]> {
  const ids: string[] = []
  bench = await startSalesforceBench({
    ...options,
    seed: (org) => {
      for (let i = 0; i < opportunities; i++) {
        ids.push(org.createOpportunity({ Name: `Deal ${i}`, Amount: `${i}.25` }, LONG_AGO).id)
      }
    },
  })
  return ids
}

describe('a first sync', () => {
  test('of 8,800 deals and 85 accounts costs at most twelve calls, increments behind it included', async () => {
    await orgWith(8_800)
    for (let i = 0; i < 85; i++) bench.org.createAccount({ Name: `Account ${i}` }, LONG_AGO)
    const crm = bench.open()
    expect((await crm.stages()).length).toBeGreaterThan(3)
    expect((await crm.owners()).length).toBeGreaterThan(3)
    const [deals, accounts] = [await pagesOf(crm.allDeals()), await pagesOf(crm.allAccounts())]
    expect(new Set(deals.flatMap((page) => page.records.map((deal) => deal.externalId))).size).toBe(8_800)
    expect(new Set(accounts.flatMap((page) => page.records.map((account) => account.externalId))).size).toBe(
      85,
    )
    expect(deals[0]?.total).toBe(8_800)
    const since = deals[0]?.answeredAt ?? new Date(0)
    expect(await recordsOf(crm.changedDeals(since))).toEqual([])
    expect(await recordsOf(crm.changedAccounts(since))).toEqual([])
    expect(callsOf(crm)).toBeLessThanOrEqual(12)
    expect(bench.calls.count()).toBe(callsOf(crm))
  })

  test('by bulk never yields more than 2,000 at once, and goes on behind any page', async () => {
    const ids = await orgWith(5_000)
    bench.org.delete(ids[7] ?? '')
    bench.bulkJobs.pageCap = 1_700
    const pages = await pagesOf(bench.open().allDeals())
    const all = pages.flatMap((page) => page.records.map((deal) => deal.externalId))
    expect(all).toHaveLength(5_000)
    expect(new Set(all).size).toBe(5_000)
    expect(Math.max(...pages.map((page) => page.records.length))).toBeLessThanOrEqual(2_000)
    expect(pages.at(-1)?.records.map((deal) => [deal.externalId, deal.state])).toEqual([[ids[7], 'archived']])
    for (const [index, page] of pages.entries()) {
      const rest = await recordsOf(bench.open().allDeals(page.resume))
      expect(rest.map((deal) => deal.externalId)).toEqual(
        pages.slice(index + 1).flatMap((later) => later.records.map((deal) => deal.externalId)),
      )
    }
    // The job was not run again for any of them.
    expect(bench.bulkJobs.count()).toBe(1)
  })

  test('reads on behind pages without rows, and behind values with line breaks, quotes and commas', async () => {
    await orgWith(2_500)
    const name = 'A "deal",\nwith\r\nbreaks, and \\ and \' and “ü”'
    const odd = bench.org.createOpportunity({ Name: name, Amount: '0.01' }, LONG_AGO)
    bench.bulkJobs.pageCap = 900
    bench.bulkJobs.emptyPages = true
    const deals = await recordsOf(bench.open().allDeals())
    expect(deals).toHaveLength(2_501)
    expect(deals.find((deal) => deal.externalId === odd.id)?.name).toBe(name)
  })

  test('starts anew when the job that it was to go on with is gone', async () => {
    await orgWith(4_500)
    const crm = bench.open()
    let resume = ''
    for await (const page of crm.allDeals()) {
      resume = page.resume
      break
    }
    for (const job of bench.calls.all().filter(({ kind }) => kind === 'bulk.create'))
      expect(job.status).toBe(200)
    const id = /"job":"(\w+)"/.exec(resume)?.[1] ?? ''
    bench.bulkJobs.remove(id)
    const deals = await recordsOf(bench.open().allDeals(resume))
    expect(new Set(deals.map((deal) => deal.externalId)).size).toBe(4_500)
  })

  test('starts anew when the place in the job is not known any more', async () => {
    await orgWith(2_500)
    bench.bulkJobs.pageCap = 1_000
    const [first] = await pagesOf(bench.open().allDeals())
    const resume = (first?.resume ?? '').replace(/"locator":("[^"]+"|null)/, '"locator":"bm9uc2Vuc2U"')
    const deals = await recordsOf(bench.open().allDeals(resume))
    expect(new Set(deals.map((deal) => deal.externalId)).size).toBe(2_500)
  })

  test('waits longer and longer for a job, and says why one failed', async () => {
    await orgWith(2_001)
    bench.bulkJobs.pollsInProgress = 6
    expect(await recordsOf(bench.open().allDeals())).toHaveLength(2_001)
    expect(bench.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    bench.bulkJobs.pollsInProgress = 0
    bench.bulkJobs.failNext('ApiBatchItems Limit exceeded.')
    await expect(recordsOf(bench.open().allDeals())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ApiBatchItems Limit exceeded.'),
    })
  })

  test('takes a result up again where it broke off', async () => {
    await orgWith(2_500)
    bench.faults.plan('/results', { reset: true }, { times: 2 })
    const deals = await recordsOf(bench.open().allDeals())
    expect(new Set(deals.map((deal) => deal.externalId)).size).toBe(2_500)
    expect(deals).toHaveLength(2_500)
  })

  test('keeps the cents of amounts that no float holds, by bulk, by query and with an exponent', async () => {
    await orgWith(2_001, { org: { exponents: true } })
    const { id } = bench.org.createOpportunity({ Name: 'Large', Amount: '999999999999999.99' }, LONG_AGO)
    const byBulk = (await recordsOf(bench.open().allDeals())).find((deal) => deal.externalId === id)
    const [byQuery] = await bench.open().findDeals([id])
    for (const deal of [byBulk, byQuery]) {
      expect(deal?.amount).toEqual({ amountMinor: 99_999_999_999_999_999n, currency: 'USD' })
    }
  })
})

describe('a cursor', () => {
  test('of a listing lies before what an open transaction may still bring', async () => {
    await orgWith(3)
    const openSince = new Date('2026-11-21T11:58:00Z')
    bench.org.openTransactionSince = openSince
    const [few] = await pagesOf(bench.open().allDeals())
    expect(few?.answeredAt).toEqual(openSince)
    const [changed] = await pagesOf(bench.open().changedDeals(new Date('2026-11-21T11:00:00Z')))
    expect(changed?.answeredAt).toEqual(openSince)
  })

  test('shows a change that was stamped before the last look and committed after it', async () => {
    const [id = ''] = await orgWith(3)
    const startedAt = new Date('2026-11-21T11:59:00Z')
    bench.org.openTransactionSince = startedAt
    const [before] = await pagesOf(bench.open().changedDeals(new Date('2026-11-21T11:30:00Z')))
    bench.pass(30_000)
    bench.org.update(id, { Amount: '77' }, { at: startedAt })
    bench.org.openTransactionSince = null
    const later = await recordsOf(bench.open().changedDeals(before?.answeredAt ?? new Date(Number.NaN)))
    expect(later.map((deal) => deal.externalId)).toEqual([id])
  })
})

describe('changes', () => {
  test('cost nothing but a look: two calls at most for each object', async () => {
    await orgWith(50)
    const crm = bench.open()
    const since = new Date('2026-11-21T11:59:00Z')
    expect(await recordsOf(crm.changedDeals(since))).toEqual([])
    expect(await recordsOf(crm.changedAccounts(since))).toEqual([])
    expect(callsOf(crm)).toBeLessThanOrEqual(4)
  })

  test('250 of 3,000 are exactly those 250, by at most three calls', async () => {
    const ids = await orgWith(3_000)
    bench.pass(120_000)
    const since = bench.org.now()
    const changed = ids.filter((_id, index) => index % 12 === 0)
    for (const id of changed) bench.org.update(id, { Amount: '1' })
    const crm = bench.open()
    expect((await recordsOf(crm.changedDeals(since))).map((deal) => deal.externalId).sort()).toEqual(
      [...changed].sort(),
    )
    expect(callsOf(crm)).toBeLessThanOrEqual(Math.ceil(250 / 2_000) + 2)
  })

  test('5,000 in one second come whole and once, also when Salesforce forgets where we were', async () => {
    const ids = await orgWith(5_000)
    const since = bench.org.now()
    for (const id of ids) bench.org.update(id, { Amount: '2' })
    const crm = bench.open()
    bench.faults.plan(/GET .*\/query(All)?\/\w/, { error: 'INVALID_QUERY_LOCATOR' })
    const deals = await recordsOf(crm.changedDeals(since))
    expect(bench.faults.pending()).toBe(0)
    expect(deals.map((deal) => deal.externalId).sort()).toEqual([...ids].sort())
    expect(callsOf(crm)).toBeLessThanOrEqual(Math.ceil(5_000 / 2_000) + 2 + 1)
  })

  test('of accounts show who was merged into whom', async () => {
    await orgWith(0)
    const winner = bench.org.createAccount({ Name: 'Winner' }, LONG_AGO).id
    const loser = bench.org.createAccount({ Name: 'Loser' }, LONG_AGO).id
    const since = bench.org.now()
    bench.org.mergeAccounts(winner, loser)
    const changed = await recordsOf(bench.open().changedAccounts(since))
    expect(
      changed.map(({ externalId, state, mergedInto }) => [externalId, state, mergedInto]).sort(),
    ).toEqual(
      [
        [winner, 'active', null],
        [loser, 'merged', winner],
      ].sort(),
    )
  })
})

describe('records', () => {
  test('are found by long lists of ids, 15 characters included; what is no id is not asked for', async () => {
    const ids = await orgWith(700)
    const crm = bench.open({ homeCurrency: 'USD' })
    const asked = [...ids.slice(0, 650), (ids[650] ?? '').slice(0, 15), "'; DROP", '', '12345']
    const found = await crm.findDeals(asked)
    expect(found.map((deal) => deal.externalId).sort()).toEqual(ids.slice(0, 651).sort())
    expect(callsOf(crm)).toBe(1 + Math.ceil(651 / 300))
  })

  test('of which Salesforce shows no amount to us say so; the others are read', async () => {
    const ids = await orgWith(2)
    bench.org.hideField('Opportunity.Amount')
    bench.org.hideField('Opportunity.Type')
    const [deal] = await bench.open().findDeals(ids.slice(0, 1))
    expect(deal).toMatchObject({
      name: 'Deal 0',
      amount: null,
      amountProblem: expect.stringContaining('may not see the field Amount'),
    })
  })

  test('are read without a field that was hidden after we looked', async () => {
    const ids = await orgWith(3)
    const crm = bench.open()
    await crm.stages()
    bench.org.hideField('Opportunity.Type')
    expect(await crm.findDeals(ids)).toHaveLength(3)
    bench.org.hideField('Opportunity.Amount')
    expect(await recordsOf(crm.allDeals())).toHaveLength(3)
    bench.org.hideField('Account.Website')
    expect(await recordsOf(crm.changedAccounts(new Date('2026-01-01T00:00:00Z')))).toEqual([])
  })

  test('are found for a card by one call, once an adapter of this process has looked at the org', async () => {
    const ids = await orgWith(2)
    await bench.open().stages()
    const crm = bench.open({ homeCurrency: 'USD' })
    expect(await crm.findDeals(ids.slice(0, 1))).toHaveLength(1)
    expect(callsOf(crm)).toBe(1)
    bench.org.hideField('Opportunity.Type')
    const other = bench.open({ homeCurrency: 'USD' })
    expect(await other.findDeals(ids.slice(1))).toHaveLength(1)
    expect(other.calls).toEqual({ find_opportunity: 2, describe: 1 })
  })

  test('in a stage that was deleted from the list keep name and outcome', async () => {
    await orgWith(0)
    bench.org.addStage({ label: 'Signed', probability: 100, isClosed: true, isWon: true })
    const { id } = bench.org.createOpportunity({ Name: 'Old', StageName: 'Signed' })
    bench.org.removeStage('Signed')
    const crm = bench.open()
    expect((await crm.stages()).map((stage) => stage.stageId)).not.toContain('Signed')
    expect(await crm.findDeals([id])).toMatchObject([{ stageLabel: 'Signed', outcome: 'won' }])
  })

  test('of an account merged twice are answered with the one that is left, which names both', async () => {
    await orgWith(0)
    const [a, b, c] = ['A', 'B', 'C'].map((Name) => bench.org.createAccount({ Name }).id)
    if (!a || !b || !c) throw new Error('three accounts were made')
    bench.org.mergeAccounts(b, a)
    bench.org.mergeAccounts(c, b)
    expect(await bench.open().findAccounts([a])).toMatchObject([
      { externalId: c, mergedExternalIds: [b, a].sort() },
    ])
  })
})

describe('the org', () => {
  test('of one currency names it by SOAP, and a corporate one where it has several', async () => {
    await orgWith(0, { org: { currency: 'EUR' } })
    expect(await bench.open().describe()).toMatchObject({ homeCurrency: 'EUR', name: 'Meridian Works' })
    expect(bench.calls.count('soap.getUserInfo')).toBe(1)
    await bench.close()
    await orgWith(0, { org: { currency: 'JPY', multiCurrency: true, isSandbox: true } })
    expect(await bench.open().describe()).toMatchObject({
      homeCurrency: 'JPY',
      name: 'Meridian Works (sandbox)',
    })
    expect(bench.calls.count('soap.getUserInfo')).toBe(0)
  })

  test('that speaks no SOAP is in the currency of its locale; one of which nothing tells is not taken to keep dollars', async () => {
    await orgWith(0)
    bench.faults.plan('/services/Soap', { status: 403 }, { times: 2 })
    expect(await bench.open().describe()).toMatchObject({ homeCurrency: 'USD' })
    bench.org.hideField('Organization.DefaultLocaleSidKey')
    await expect(bench.open().describe()).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('Currency Locale'),
    })
  })

  test('tells what it has left of its daily calls', async () => {
    await orgWith(0, { dailyCallLimit: 1_000 })
    const crm = bench.open()
    await crm.stages()
    expect(crm.dailyCalls).toEqual({ used: 1, limit: 1_000 })
  })

  test('that spends four fifths of them stops a sync, while a card is still answered', async () => {
    const ids = await orgWith(2, { dailyCallLimit: 1_000 })
    bench.dailyCalls.used = 850
    const crm = bench.open()
    await crm.stages()
    await expect(recordsOf(crm.changedDeals(LONG_AGO.at))).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    })
    expect(await crm.findDeals(ids)).toHaveLength(2)
  })
})

test('faults that pass leave the same mirror', async () => {
  await orgWith(2_500)
  const clean = await recordsOf(bench.open().allDeals())
  bench.faults.plan('composite', { status: 503 })
  bench.faults.plan('/jobs/query', { reset: true })
  bench.faults.plan('/results', { status: 502 })
  bench.faults.plan('updated', { status: 500 })
  const crm = bench.open()
  const faulty = await recordsOf(crm.allDeals())
  expect(bench.faults.pending()).toBe(0)
  expect(faulty.map((deal) => deal.externalId).sort()).toEqual(clean.map((deal) => deal.externalId).sort())
})
