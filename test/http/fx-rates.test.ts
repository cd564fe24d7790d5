import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FxRateDetail, FxRateList } from '../../shared/contract/finance-api.ts'
import type { UserRole } from '../../shared/partner/roles.ts'
import { seedTenant, type Tenant } from '../support/seed-tenant.ts'
import { type Browser, startTestApp, type TestApp } from '../support/test-app.ts'

const PATH = '/v1/console/fx-rates'
let app: TestApp
let tenant: Tenant
let finance: Browser

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  tenant = await seedTenant(app.context, String(Math.floor(Math.random() * 1e9)))
  finance = await as('finance')
  const rates = [
    { from: 'EUR', to: 'USD', on: '2026-03-01', rate: '0.109' },
    { from: 'EUR', to: 'USD', on: '2026-03-02', rate: '1.1' },
    { from: 'GBP', to: 'EUR', on: '2026-03-01', rate: '1.15' },
  ]
  expect((await post('', { rates, source: 'Treasury' })).status).toBe(200)
})

const as = async (role: UserRole) => app.signIn(await tenant.person([role]))
const post = (path: string, body: object, browser = finance) =>
  browser.change('POST', PATH + path, { idempotencyKey: randomUUID(), ...body })
const correction = { expectedRevision: 1, rate: '1.09', reason: 'The point was in the wrong place' }
const correct = (over: object = {}, browser = finance) =>
  post('/EUR-USD-2026-03-01/correct', { ...correction, ...over }, browser)
const list = async (search = '') =>
  (await finance.get(`${PATH}?${new URLSearchParams({ search })}`)).json() as FxRateList

test('finance and admins correct a rate; others read what became of it', async () => {
  const manager = await as('channel_manager')
  for (const browser of [manager, await as('rep')]) {
    expect((await correct({}, browser)).status).toBe(403)
    const back = { expectedRevision: 1, reason: 'It is of another day' }
    expect((await post('/EUR-USD-2026-03-01/take-back', back, browser)).status).toBe(403)
  }
  const reply = (await correct()).json() as FxRateDetail
  expect(reply).toMatchObject({ rate: '1.09', revision: 2, takenBack: false, use: { deals: 0 } })
  const read = (await manager.get(`${PATH}/EUR-USD-2026-03-01`)).json() as FxRateDetail
  expect(read).toEqual(reply)
  expect(read.revisions).toMatchObject([
    { revision: 2, rate: '1.09', by: expect.any(String), reason: 'The point was in the wrong place' },
    { revision: 1, rate: '0.109', source: 'Treasury', reason: null },
  ])
  expect((await (await as('rep')).get(`${PATH}/EUR-USD-2026-03-01`)).status).toBe(403)
  expect((await correct({ expectedRevision: 2, rate: '1.08' }, await as('admin'))).status).toBe(200)
})

test.each([
  ['rate', { rate: '' }, 422],
  ['rate', { rate: '1e2' }, 422],
  ['rate', { rate: '-1' }, 422],
  ['rate', { rate: '1,09' }, 422],
  ['rate', { rate: '0.00' }, 422],
  ['rate', { rate: '0.1090' }, 422],
  ['rate', { rate: 1.09 }, 400],
  ['rate', { rate: '1'.repeat(41) }, 400],
  ['reason', { reason: '  ' }, 400],
  ['reason', { reason: undefined }, 400],
  ['expectedRevision', { expectedRevision: 0 }, 400],
  ['expectedRevision', { expectedRevision: undefined }, 400],
])('a correction with a bad %s names it: %j', async (field, over, status) => {
  const reply = await correct(over)
  expect(reply.status, reply.text).toBe(status)
  expect(reply.json()).toMatchObject({ errors: [{ path: field }] })
  expect((await list('EUR USD')).rows.map(({ rate }) => rate)).toEqual(['1.1', '0.109'])
})

test('a correction that nobody asked for is no correction: unknown fields are refused', async () => {
  expect((await correct({ from: 'GBP' })).status).toBe(400)
})

test('the second of two is refused with what it is now, and the same request again is answered the same', async () => {
  const body = { ...correction, idempotencyKey: randomUUID() }
  const first = await correct(body)
  expect((await correct(body)).json()).toEqual(first.json())
  const second = await correct({ rate: '1.08' })
  expect(second.status).toBe(409)
  expect(second.json()).toMatchObject({
    code: 'conflict',
    detail: expect.stringMatching(/^EUR to USD of Mar 1, 2026 is not as you saw it: .+ made it 1\.09\./),
    errors: [{ path: 'rate', message: 'is 1.09 now' }],
  })
  expect((await correct({ expectedRevision: 7 })).status).toBe(409)
})

test.each([
  ['EUR-USD-2026-03-09', 404],
  ['EUR-USD-2026-02-30', 404],
  ['eur-usd-2026-03-01', 404],
  ['EURxUSD', 404],
  // A day that no database has.
  ['EUR-USD-0000-01-01', 400],
])('there is no rate %s to read or to correct', async (key, status) => {
  expect((await finance.get(`${PATH}/${key}`)).status).toBe(status)
  expect((await post(`/${key}/correct`, correction)).status).toBe(status)
})

test('a rate that was taken back stays listed as such, and can be added again', async () => {
  const back = { expectedRevision: 1, reason: 'It is of another day' }
  expect((await post('/EUR-USD-2026-03-01/take-back', back)).status).toBe(200)
  expect((await list('EUR USD')).rows).toMatchObject([
    { rate: '1.1', takenBack: false },
    { rate: '0.109', takenBack: true, revision: 2 },
  ])
  expect((await correct({ expectedRevision: 2 })).status).toBe(422)
  const rates = [{ from: 'EUR', to: 'USD', on: '2026-03-01', rate: '1.09' }]
  expect((await post('', { rates, source: 'ECB' })).status).toBe(200)
  expect((await list('EUR USD')).rows[1]).toMatchObject({ rate: '1.09', takenBack: false, revision: 3 })
})

test('adding another value is still refused, and says where it is corrected', async () => {
  const rates = [{ from: 'EUR', to: 'USD', on: '2026-03-01', rate: '1.09' }]
  const reply = await post('', { rates, source: 'ECB' })
  expect(reply.status).toBe(409)
  expect(reply.json()).toMatchObject({
    detail: expect.stringContaining('is corrected where it is listed'),
    errors: [{ path: 'rates[0].rate', message: 'is 0.109 already for EUR to USD on 2026-03-01' }],
  })
})

test.each([
  ['', 3],
  ['eur', 3],
  ['usd', 2],
  ['EUR USD', 2],
  ['usd eur', 0],
  ['EURUSD', 2],
  ['gbp → e', 1],
  ['eur to usd', 2],
  ['euros', 0],
  ["'; drop", 0],
  ['%', 0],
])('searching "%s" finds %i', async (search, found) => {
  const { rows, total } = await list(search)
  expect([rows.length, total]).toEqual([found, found])
})

test('pages through corrected rates without showing one twice', async () => {
  await correct()
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = (
      await finance.get(`${PATH}?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    ).json() as FxRateList
    seen.push(...page.rows.map(({ from, on, rate }) => `${from} ${on} ${rate}`))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(['EUR 2026-03-02 1.1', 'EUR 2026-03-01 1.09', 'GBP 2026-03-01 1.15'])
})
