import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { pruneOnce } from '../../server/jobs/retention.ts'
import { eventsReply } from '../../shared/contract/finance-api.ts'
import { seedRecords } from '../support/seed-records.ts'
import { seedTenant, type Tenant } from '../support/seed-tenant.ts'
import { type Browser, type Reply, startTestApp, type TestApp } from '../support/test-app.ts'
import { payment } from './payments-world.ts'

let app: TestApp
let tenant: Tenant
let admin: Browser
let secret: string
let deal: string

beforeAll(async () => {
  app = await startTestApp({ trustProxy: 1 })
  tenant = await seedTenant(app.context, '4242')
  admin = await app.signIn(await tenant.person(['admin']))
  secret = (await newKey()).secret
  deal = (await seedRecords(app.context, tenant, 'Deal')).dealId
})
afterAll(() => app.close())
afterEach(() => vi.useRealTimers())

interface Key {
  id: string
  secret: string
}

async function newKey(by = admin, idempotencyKey = randomUUID()): Promise<Key> {
  const reply = await by.change('POST', '/v1/console/api-keys', {
    idempotencyKey,
    name: 'Billing',
    scopes: ['events:write'],
  })
  expect(reply.status, reply.text).toBe(200)
  return reply.json() as Key
}

let client = 0
/** Each from an address of its own: how many come from one is not what most of these tests are about. */
function post(
  body: unknown,
  over: { key?: string | null; authorization?: string | null; from?: string } = {},
): Promise<Reply> {
  const { key = randomUUID(), authorization = `Bearer ${secret}` } = over
  const number = client++
  const from = over.from ?? `10.1.${Math.floor(number / 250)}.${number % 250}`
  return app.send('POST', '/v1/events', {
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': from,
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(authorization === null ? {} : { authorization }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

const one = (id: string = randomUUID(), over: object = {}) => ({ events: [payment(id, deal, '10.00', over)] })
const countOf = async (table: 'customer_event' | 'customer_payment', of = tenant) =>
  app.context.db.inWorkspace(of.workspaceId, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
      tx.db,
    )
    return rows[0]?.n ?? -1
  })

describe('who may send events', () => {
  test('somebody with a key, which then shows when it was last used, once a minute', async () => {
    const key = await newKey()
    const authorization = `Bearer ${key.secret}`
    const used = async () => {
      const { keys } = (await admin.get('/v1/console/api-keys')).json() as {
        keys: { id: string; lastUsedAt: string | null }[]
      }
      return keys.find(({ id }) => id === key.id)?.lastUsedAt ?? null
    }
    expect(await used()).toBeNull()
    expect((await post(one(), { authorization })).status).toBe(200)
    const first = await used()
    expect(first).not.toBeNull()
    expect((await post(one(), { authorization })).status).toBe(200)
    expect(await used()).toBe(first)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    expect((await post(one(), { authorization })).status).toBe(200)
    expect(await used()).not.toBe(first)
  })

  test.each([
    ['no key', null],
    ['a key of another form', 'Bearer something'],
    ['a key that nobody made', `Bearer pdk_${'a'.repeat(43)}`],
    ['a key in another scheme', `Basic pdk_${'a'.repeat(43)}`],
  ])('nobody with %s', async (_, authorization) => {
    const reply = await post(one(), { authorization })
    expect(reply.status).toBe(401)
    expect(reply.headers.get('www-authenticate')).toBe('Bearer')
    expect(reply.headers.get('content-type')).toContain('application/problem+json')
    expect(reply.json()).toMatchObject({ code: 'unauthenticated', status: 401 })
  })

  test('nobody with a key that was revoked, which can be revoked once', async () => {
    const key = await newKey()
    const revoke = () =>
      admin.change('POST', `/v1/console/api-keys/${key.id}/revoke`, { idempotencyKey: randomUUID() })
    expect((await revoke()).status).toBe(200)
    expect((await post(one(), { authorization: `Bearer ${key.secret}` })).status).toBe(401)
    expect((await revoke()).status).toBe(409)
  })

  test('nobody too often', async () => {
    const statuses: number[] = []
    for (let times = 0; times < 61; times++) {
      const reply = await post('{}', { authorization: null, from: '10.99.0.1' })
      statuses.push(reply.status)
      if (reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })

  test('and keys are an affair of admins', async () => {
    const finance = await app.signIn(await tenant.person(['finance']))
    expect((await finance.get('/v1/console/api-keys')).status).toBe(403)
  })
})

describe('a new key', () => {
  test('is shown once, kept as a hash, and told of in the audit without its secret', async () => {
    const idempotencyKey = randomUUID()
    const key = await newKey(admin, idempotencyKey)
    expect(key.secret).toMatch(/^pdk_[A-Za-z0-9_-]{43}$/)
    // A request that is repeated because its answer was lost gets the same secret.
    expect(await newKey(admin, idempotencyKey)).toEqual(key)
    expect((await admin.get('/v1/console/api-keys')).text).not.toContain(key.secret)
    const everything = await app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
      const keys = await tx.db.selectFrom('api_key').selectAll().execute()
      const audit = await tx.db.selectFrom('audit_event').selectAll().execute()
      const answers = await tx.db.selectFrom('idempotent_request').selectAll().execute()
      return { text: JSON.stringify([keys, audit, answers]), kinds: audit.map(({ kind }) => kind) }
    })
    expect(everything.text).not.toContain(key.secret)
    expect(everything.kinds).toContain('api_key_created')
    expect(app.log()).not.toContain(key.secret)
  })
})

describe('the idempotency key', () => {
  test('gives the first answer again, marked as such, also with another key of the workspace', async () => {
    const key = `order 4711 / ${randomUUID()}`
    const body = one()
    const first = await post(body, { key })
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(eventsReply.parse(first.json()).events).toMatchObject([{ state: 'applied', repeated: false }])
    const other = await newKey()
    const again = await post(body, { key, authorization: `Bearer ${other.secret}` })
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect(again.text).toBe(first.text)
  })

  test('with another body is a conflict, and nothing is kept', async () => {
    const key = randomUUID()
    await post(one(), { key })
    const before = await countOf('customer_event')
    const reply = await post(one(), { key })
    expect([reply.status, reply.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'idempotency_conflict' }),
    ])
    expect(await countOf('customer_event')).toBe(before)
  })

  test('is remembered for ever: pruning leaves it', async () => {
    const key = randomUUID()
    const body = one()
    await post(body, { key })
    await pruneOnce(app.context)
    expect((await post(body, { key })).headers.get('idempotency-replayed')).toBe('true')
    const deletable = await app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
      const { rows } = await sql<{ may: boolean }>`
        select has_table_privilege('idempotent_request', 'delete') or has_table_privilege('customer_event', 'delete') as may`.execute(
        tx.db,
      )
      return rows[0]?.may
    })
    expect(deletable).toBe(false)
  })

  test.each([
    ['missing', null],
    ['too long', 'x'.repeat(256)],
  ])('that is %s is refused', async (_, key) => {
    const reply = await post(one(), { key })
    expect(reply.status).toBe(400)
    expect(reply.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] })
  })

  test('of a refused request stays free', async () => {
    const key = randomUUID()
    expect((await post(one('x', { amount: 'NaN' }), { key })).status).toBe(400)
    expect((await post(one(), { key })).status).toBe(200)
  })
})

describe('what cannot be read refuses the whole request and names every place', () => {
  const fault = async (body: unknown) => {
    const before = await countOf('customer_event')
    const reply = await post(body)
    expect(reply.status, reply.text).toBe(400)
    expect(await countOf('customer_event')).toBe(before)
    return (reply.json() as { errors?: { path: string; message: string }[] }).errors ?? []
  }

  test.each([
    ['a float', 12.5, 'not a number'],
    ['an exponent', '1e3', 'not a plain decimal'],
    ['a sign', '-1.00', 'below zero'],
    ['a plus', '+1.00', 'not a plain decimal'],
    ['a thousands separator', '1,000.00', 'not a plain decimal'],
    ['surplus decimals', '1.005', 'more decimals than USD allows'],
    ['NaN', 'NaN', 'not a plain decimal'],
    ['40 digits', '9'.repeat(40), 'larger than any amount that can be kept'],
    ['nothing', '', 'empty'],
    ['zero', '0.00', 'above zero'],
  ])('%s as an amount', async (_, amount, message) => {
    expect(await fault(one('p', { amount }))).toEqual([
      { path: 'events[0].data.amount', message: expect.stringContaining(message) },
    ])
  })

  test('all faults of all events at once', async () => {
    const good = payment('good', deal, '1.00')
    const errors = await fault({
      events: [
        good,
        { ...payment('a', deal, '1.00', { amount: 1, tax: '1e1', colour: 'red' }), surplus: 1 },
        { ...good, type: 'payment.lost' },
        payment('b', deal, '1.00', { paidOn: '2026-02-30', currency: 'US' }),
        payment('c', deal, '1.00', { deal: { crm: 'hubspot' } }),
        payment('d', deal, '1.00', { tax: '2.00', currency: 'XXX' }),
        payment('e', deal, '1.00', { tax: '0.60', shipping: '0.60' }),
        { ...payment('f\u0000', deal, '1.00'), id: '\ud800' },
        null,
      ],
    })
    expect(errors.map(({ path }) => path).sort()).toEqual([
      'events[1].data.amount',
      'events[1].data.colour',
      'events[1].surplus',
      'events[2].type',
      'events[3].data.paidOn',
      'events[4].data.deal.externalId',
      'events[5].data.currency',
      'events[6].data.amount',
      'events[7].data.payment',
      'events[7].id',
      'events[8]',
    ])
  })

  test.each([
    ['no JSON', '{"events": [', []],
    ['no events', { events: [] }, ['events']],
    [
      'more than 500 events',
      { events: Array.from({ length: 501 }, (_, n) => payment(`n${n}`, '1', '1.00')) },
      ['events'],
    ],
    ['an unknown key', '{"events": [{}], "__proto__": {"polluted": true}}', ['__proto__']],
  ])('%s', async (_, body, paths) => {
    expect((await fault(body)).map(({ path }) => path)).toEqual(paths)
    expect({}).not.toHaveProperty('polluted')
  })

  test('a body that is larger than any 500 events says how large one may be', async () => {
    const reply = await post(JSON.stringify({ events: ['x'.repeat(5_000_000)] }))
    expect([reply.status, reply.json()]).toEqual([
      413,
      expect.objectContaining({ detail: 'The body is larger than 4 MB.' }),
    ])
  })

  test('while 500 events of more than 1 MB are taken', async () => {
    const long = 'ж'.repeat(200 - 36)
    const events = Array.from({ length: 500 }, () =>
      payment(randomUUID() + long, deal, '1.00', { invoice: long, subscription: long }),
    ).map((event) => ({ ...event, id: randomUUID() + long }))
    const body = JSON.stringify({ events }).replaceAll('ж', '\\u0436')
    expect(body.length).toBeGreaterThan(2 ** 20)
    const reply = await post(body)
    expect(reply.status, reply.text.slice(0, 300)).toBe(200)
  })
})

describe('two workspaces', () => {
  test('keep their events, payments and idempotency keys apart', async () => {
    const stranger = await seedTenant(app.context, '5151')
    const theirAdmin = await app.signIn(await stranger.person(['admin']))
    const theirs = `Bearer ${(await newKey(theirAdmin)).secret}`
    const key = randomUUID()
    const body = one()
    await post(body, { key })
    const before = await countOf('customer_event')
    const reply = await post(body, { key, authorization: theirs })
    expect(reply.headers.get('idempotency-replayed')).toBeNull()
    // The deal is of the other workspace: for this one it is not there.
    expect(eventsReply.parse(reply.json()).events).toMatchObject([{ state: 'waiting', repeated: false }])
    expect(await countOf('customer_event')).toBe(before)
    expect(await countOf('customer_event', stranger)).toBe(1)
    const list = await theirAdmin.get('/v1/console/customer-events')
    expect((list.json() as { rows: unknown[] }).rows).toHaveLength(1)
    expect((await theirAdmin.get('/v1/console/api-keys')).text).not.toContain(secret.slice(0, 10))
  })
})

describe('the list of events', () => {
  test('can be searched, filtered and paged, and says what somebody may do', async () => {
    const tag = randomUUID()
    await post({
      events: [
        payment(`${tag}-a`, deal, '1.00'),
        payment(`${tag}-b`, 'nowhere', '2.00'),
        payment(`${tag}-c`, 'nowhere', '3.00', { deal: { id: randomUUID() } }),
      ],
    })
    const list = async (query: string, by = admin) =>
      (await by.get(`/v1/console/customer-events?${query}`)).json() as {
        rows: {
          externalId: string
          names: string
          actions: { match: { allowed: boolean; because: string } }
        }[]
        nextCursor: string | null
        total: number
      }
    expect((await list(`search=${tag}`)).total).toBe(3)
    const waiting = await list(`search=${tag}&state=waiting`)
    expect(waiting.rows).toMatchObject([
      { names: expect.stringMatching(/^deal /), actions: { match: { allowed: true } } },
      { names: 'HubSpot deal nowhere', amount: { amount: '2.00', currency: 'USD' }, dealName: null },
    ])
    const first = await list(`search=${tag}&limit=2`)
    const rest = await list(`search=${tag}&limit=2&cursor=${first.nextCursor}`)
    expect([...first.rows, ...rest.rows].map(({ externalId }) => externalId).sort()).toEqual(
      ['a', 'b', 'c'].map((end) => `evt-${tag}-${end}`),
    )
    const manager = await app.signIn(await tenant.person(['channel_manager']))
    const theirs = await list(`search=${tag}&state=waiting`, manager)
    expect(theirs.rows[0]?.actions.match).toEqual({
      allowed: false,
      because: 'Somebody in finance or an admin does this.',
    })
    const rep = await app.signIn(await tenant.person(['rep']))
    expect((await rep.get('/v1/console/customer-events')).status).toBe(403)
  })
})
