import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { signLikeHubSpot } from '../support/sign-hubspot.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type SignedParts, type TestApp, startTestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant
let person: { portalId: string; userId: string }

beforeAll(async () => {
  app = await startTestApp()
  tenant = await seedTenant(app.context, '4242')
  person = await tenant.person(['rep'])
})
afterAll(() => app.close())

let ticketsBefore: number
beforeEach(async () => {
  ticketsBefore = await tickets()
})
afterEach(() => vi.useRealTimers())

/** The effect of the one mutation that these tests use. */
function tickets(): Promise<number> {
  return app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
    const rows = await tx.db.selectFrom('console_ticket').select('ticket_hash').execute()
    return rows.length
  })
}

const TICKET = '/v1/card/console-ticket'
const body = () => ({ idempotencyKey: randomUUID(), path: '/payouts' })
const send = (parts: SignedParts) => app.send(parts.method, parts.path, parts)

/** Signed by HubSpot's secret over exactly this address: what a user with developer tools could have HubSpot sign. */
function signedFor(path: string, payload: object = body()): SignedParts {
  const text = JSON.stringify(payload)
  const secret = app.context.config.hubspot?.clientSecret ?? ''
  const url = app.context.config.publicUrl + path
  const headers = signLikeHubSpot({ secret, method: 'POST', url, body: text, timestampMs: Date.now() })
  return { method: 'POST', path, headers, body: text }
}

async function expectRefusedWithoutEffect(parts: SignedParts): Promise<void> {
  const reply = await send(parts)
  expect(reply.status, reply.text).toBe(401)
  expect(reply.headers.get('content-type')).toContain('application/problem+json')
  expect(reply.json()).toMatchObject({ code: 'unauthenticated', status: 401 })
  expect(await tickets()).toBe(ticketsBefore)
}

test('a signed request is accepted, has its effect and names no secret in its address', async () => {
  const reply = await app.card(person, 'POST', TICKET, body())
  expect(reply.status, reply.text).toBe(200)
  expect(reply.json()).toEqual({
    url: expect.stringMatching(/^https:\/\/desk\.test\/console\/enter\?ticket=[\w-]{43}$/),
  })
  expect(await tickets()).toBe(ticketsBefore + 1)
})

const FORGERIES: Record<string, (parts: SignedParts) => SignedParts> = {
  'without a signature': ({ headers: { 'X-HubSpot-Signature-v3': _none, ...headers }, ...parts }) => ({
    ...parts,
    headers,
  }),
  'without a timestamp': ({ headers: { 'X-HubSpot-Request-Timestamp': _none, ...headers }, ...parts }) => ({
    ...parts,
    headers,
  }),
  'with the old v1 header only': ({
    headers: { 'X-HubSpot-Signature-v3': v3 = '', ...headers },
    ...parts
  }) => ({
    ...parts,
    headers: { ...headers, 'X-HubSpot-Signature': v3 },
  }),
  'with a signature of another length': (parts) => ({
    ...parts,
    headers: { ...parts.headers, 'X-HubSpot-Signature-v3': 'AAAA' },
  }),
  'with another user': (parts) => ({ ...parts, path: parts.path.replace(/userId=\d+/, 'userId=1') }),
  'with the query in another order': ({ path, ...parts }) => {
    const [before, query] = path.split('?') as [string, string]
    return { ...parts, path: `${before}?${query.split('&').reverse().join('&')}` }
  },
  'with one byte more in the body': (parts) => ({ ...parts, body: `${parts.body} ` }),
  'with another body': (parts) => ({ ...parts, body: JSON.stringify(body()) }),
  'with a later timestamp': (parts) => ({
    ...parts,
    headers: {
      ...parts.headers,
      'X-HubSpot-Request-Timestamp': String(Number(parts.headers['X-HubSpot-Request-Timestamp']) + 1),
    },
  }),
}
for (const [what, bend] of Object.entries(FORGERIES)) {
  test(`a request ${what} is refused and has no effect`, async () => {
    await expectRefusedWithoutEffect(bend(app.signed(person, 'POST', TICKET, body())))
  })
}

test('a signature for one deal, method or path opens no other', async () => {
  const parts = app.signed(person, 'GET', '/v1/card/deals/1001')
  const elsewhere = [
    '/v1/card/deals/1002',
    '/v1/card/deals/1001/partners',
    '/v1/card/deals/%31001',
    '/v1/card/deals/1001%3Fa',
  ]
  for (const path of elsewhere) {
    const query = parts.path.slice(parts.path.indexOf('?'))
    expect((await send({ ...parts, path: path + query })).status, path).toBe(401)
  }
  await expectRefusedWithoutEffect({ ...app.signed(person, 'GET', TICKET), method: 'POST' })
})

test.each([-5 * 60_000 - 1000, 5 * 60_000 + 1000])(
  'a signature that is %d ms off is refused',
  async (offMs) => {
    await expectRefusedWithoutEffect(app.signed(person, 'POST', TICKET, body(), Date.now() + offMs))
  },
)

test.each([-4 * 60_000, 4 * 60_000])('a signature that is %d ms off is still good', async (offMs) => {
  const reply = await send(app.signed(person, 'POST', TICKET, body(), Date.now() + offMs))
  expect(reply.status).toBe(200)
})

test('a host header does not choose the address that is checked', async () => {
  const text = JSON.stringify(body())
  const path = `${TICKET}?userId=${person.userId}&portalId=4242`
  const url = `https://evil.example${path}`
  const secret = app.context.config.hubspot?.clientSecret ?? ''
  const headers = {
    ...signLikeHubSpot({ secret, method: 'POST', url, body: text, timestampMs: Date.now() }),
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
  }
  await expectRefusedWithoutEffect({ method: 'POST', path, headers, body: text })
})

test.each([
  ['a doubled portalId', `?userId=7&portalId=4242&portalId=777`],
  ['a doubled userId', `?userId=7&userId=8&portalId=4242`],
  ['an array', `?userId[]=7&portalId=4242`],
  ['an array beside the plain form', `?userId=8&userId[]=7&portalId=4242`],
  ['an indexed array beside the plain form', `?userId=8&userId[0]=7&portalId=4242`],
  ['another case', `?USERID=7&portalId=4242`],
  ['another case beside the plain form', `?userId=8&UserId=7&portalId=4242`],
  ['an escaped name beside the plain form', `?userId=8&user%49d=7&portalId=4242`],
  ['no userId', `?portalId=4242`],
  ['no portalId', `?userId=7`],
  ['an empty userId', `?userId=&portalId=4242`],
  ['a userId that is not a number', `?userId=7%20or%201&portalId=4242`],
  ['another app', `?userId=7&portalId=4242&appId=98`],
])('an identity with %s is refused though HubSpot signed it', async (_what, query) => {
  await expectRefusedWithoutEffect(signedFor(TICKET + query))
})

test('a portal that is not connected is refused', async () => {
  const stranger = { portalId: '999999', userId: '7' }
  expect((await app.card(stranger, 'POST', TICKET, body())).status).toBe(401)
})

test('a disconnected portal is refused', async () => {
  const gone = await seedTenant(app.context, '5151')
  await app.context.db.inWorkspace(gone.workspaceId, (tx) =>
    tx.db.updateTable('connection').set({ status: 'disconnected' }).execute(),
  )
  expect((await app.card({ portalId: '5151', userId: '7' }, 'POST', TICKET, body())).status).toBe(401)
})

test('a replay is refused and has no second effect', async () => {
  const parts = app.signed(person, 'POST', TICKET, body())
  expect((await send(parts)).status).toBe(200)
  ticketsBefore = await tickets()
  await expectRefusedWithoutEffect(parts)
})

test('of a request sent twice at once one is answered and one refused', async () => {
  const parts = app.signed(person, 'POST', TICKET, body())
  const replies = await Promise.all([send(parts), send(parts), send(parts)])
  expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401])
  expect(await tickets()).toBe(ticketsBefore + 1)
})

test('what was refused for its content cannot be replayed either', async () => {
  const parts = app.signed(person, 'POST', TICKET, { ...body(), path: '//evil.example' })
  expect((await send(parts)).status).toBe(400)
  await expectRefusedWithoutEffect(parts)
})

test('a request that failed on our side may come again with the same signature', async () => {
  const vault = app.context.vault
  const seal = vi.spyOn(vault, 'seal').mockImplementationOnce(() => {
    throw new Error('out of order')
  })
  const parts = app.signed(person, 'POST', TICKET, body())
  expect((await send(parts)).status).toBe(500)
  expect(await tickets()).toBe(ticketsBefore)
  seal.mockRestore()
  expect((await send(parts)).status).toBe(200)
  expect(await tickets()).toBe(ticketsBefore + 1)
})

test('a person who is new is a rep, named after the signed address, and the same person next time', async () => {
  const fresh = { portalId: '4242', userId: '31337' }
  const browser = await app.signIn(fresh)
  const session = (await browser.get('/v1/console/session')).json()
  expect(session).toMatchObject({ user: { name: 'person31337', roles: ['rep'] } })
  const again = await app.signIn(fresh)
  expect((await again.get('/v1/console/session')).json()).toMatchObject({
    user: (session as { user: object }).user,
  })
})

test('an e-mail address never makes one person of two', async () => {
  const path = (userId: string) =>
    `${TICKET}?userId=${userId}&portalId=4242&userEmail=same%40customer.example&appId=99`
  const enter = async (userId: string): Promise<unknown> => {
    const url = ((await send(signedFor(path(userId)))).json() as { url: string }).url
    const entered = await app.send('GET', url.replace('https://desk.test', ''))
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const session = (await app.send('GET', '/v1/console/session', { headers: { cookie } })).json()
    return (session as { user: { id: string } }).user.id
  }
  expect(await enter('40001')).not.toBe(await enter('40002'))
})
