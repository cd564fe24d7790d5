import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type TestApp, startTestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant

beforeAll(async () => {
  app = await startTestApp()
  tenant = await seedTenant(app.context, '4242')
})
afterAll(() => app.close())
afterEach(() => vi.useRealTimers())

const HOUR_MS = 3_600_000

/** Moves the machine's time without stopping timers. */
function later(ms: number): void {
  const at = Date.now() + ms
  vi.useFakeTimers({ toFake: ['Date'], now: at })
}

async function ticketPath(roles: ['rep'] | ['admin'] = ['rep'], path = '/payouts?batch=7'): Promise<string> {
  const person = await tenant.person(roles)
  const reply = await app.card(person, 'POST', '/v1/card/console-ticket', {
    idempotencyKey: randomUUID(),
    path,
  })
  return (reply.json() as { url: string }).url.replace('https://desk.test', '')
}

describe('a ticket', () => {
  test('opens the page that it names, once', async () => {
    const path = await ticketPath()
    const first = await app.send('GET', path)
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe('/console/payouts?batch=7')
    const second = await app.send('GET', path)
    expect(second.status).toBe(401)
    expect(second.headers.getSetCookie()).toEqual([])
    expect(second.text).toContain('Open console')
  })

  test('makes one session when two browsers race for it', async () => {
    const path = await ticketPath()
    const replies = await Promise.all([1, 2, 3].map(() => app.send('GET', path)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([303, 401, 401])
  })

  test('is worthless after a minute', async () => {
    const path = await ticketPath()
    later(61_000)
    expect((await app.send('GET', path)).status).toBe(401)
  })

  test('is not used up by a link preview', async () => {
    const path = await ticketPath()
    expect((await app.send('HEAD', path)).headers.getSetCookie()).toEqual([])
    expect((await app.send('GET', path)).status).toBe(303)
  })

  test('comes with a cookie that scripts, other hosts and plain http do not get', async () => {
    const [cookie] = (await app.send('GET', await ticketPath())).headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-partner_desk=[\w-]{43}; /)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(attribute)
    expect(cookie).not.toContain('Domain')
  })

  test.each(['', '?ticket=', '?ticket=unknown', '?ticket=a&ticket=b'])('%j opens nothing', async (query) => {
    expect((await app.send('GET', `/console/enter${query}`)).status).toBe(401)
  })
})

describe('a session', () => {
  test('tells who is signed in and what they may do', async () => {
    const browser = await app.signIn(await tenant.person(['finance', 'admin']))
    const session = (await browser.get('/v1/console/session')).json() as { permissions: string[] }
    expect(session).toMatchObject({
      user: { roles: ['finance', 'admin'] },
      workspace: { name: 'Vendor 4242' },
    })
    expect(session.permissions).toContain('managePeople')
    expect(session.permissions).not.toContain('changeLockedCredit')
  })

  test('ends with sign-out, for good', async () => {
    const browser = await app.signIn(await tenant.person(['rep']))
    expect((await browser.change('POST', '/v1/console/sign-out')).status).toBe(200)
    expect((await browser.get('/v1/console/session')).status).toBe(401)
  })

  test('ends after an hour without a request, and lives on with one', async () => {
    const browser = await app.signIn(await tenant.person(['rep']))
    later(0.9 * HOUR_MS)
    expect((await browser.get('/v1/console/session')).status).toBe(200)
    later(0.9 * HOUR_MS)
    expect((await browser.get('/v1/console/session')).status).toBe(200)
    later(1.1 * HOUR_MS)
    expect((await browser.get('/v1/console/session')).status).toBe(401)
  })

  test('ends after twelve hours however busy', async () => {
    const browser = await app.signIn(await tenant.person(['rep']))
    for (let hours = 0; hours < 11.5; hours += 0.9) {
      later(0.9 * HOUR_MS)
      if (hours + 0.9 < 11.9) expect((await browser.get('/v1/console/session')).status).toBe(200)
    }
    later(0.9 * HOUR_MS)
    expect((await browser.get('/v1/console/session')).status).toBe(401)
  })

  test('is needed', async () => {
    expect((await app.send('GET', '/v1/console/session')).status).toBe(401)
    const cookie = '__Host-partner_desk=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect((await app.send('GET', '/v1/console/session', { headers: { cookie } })).status).toBe(401)
  })

  test.each([
    ['another origin', { origin: 'https://evil.example', 'content-type': 'application/json' }, 403],
    ['no origin', { 'content-type': 'application/json' }, 403],
    ['a form', { origin: 'https://desk.test', 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['plain text', { origin: 'https://desk.test', 'content-type': 'text/plain' }, 400],
  ])('changes nothing for %s', async (_what, headers, status) => {
    const { cookie, get } = await app.signIn(await tenant.person(['rep']))
    const reply = await app.send('POST', '/v1/console/sign-out', {
      headers: { cookie, ...headers },
      body: '{}',
    })
    expect(reply.status).toBe(status)
    expect((await get('/v1/console/session')).status).toBe(200)
  })
})

describe('roles', () => {
  const setRoles = (roles: string[]) => ({ idempotencyKey: randomUUID(), roles })

  test('that are taken away are gone at the next request of a live session', async () => {
    const admin = await app.signIn(await tenant.person(['admin']))
    const other = await tenant.person(['admin'])
    const session = await app.signIn(other)
    expect((await session.get('/v1/console/people')).status).toBe(200)
    const change = await admin.change('PUT', `/v1/console/people/${other.id}/roles`, setRoles(['rep']))
    expect(change.status, change.text).toBe(200)
    const refused = await session.get('/v1/console/people')
    expect(refused.status).toBe(403)
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining('admin') })
  })

  test('are changed by admins only', async () => {
    const person = await tenant.person(['rep'])
    const finance = await app.signIn(await tenant.person(['finance', 'channel_manager']))
    const reply = await finance.change('PUT', `/v1/console/people/${person.id}/roles`, setRoles(['admin']))
    expect(reply.status).toBe(403)
  })

  test('are recorded with who changed them', async () => {
    const adminPerson = await tenant.person(['admin'])
    const admin = await app.signIn(adminPerson)
    const person = await tenant.person(['rep'])
    await admin.change('PUT', `/v1/console/people/${person.id}/roles`, setRoles(['finance']))
    const events = await app.context.db.inWorkspace(tenant.workspaceId, (tx) =>
      tx.db.selectFrom('audit_event').selectAll().where('subject_id', '=', person.id).execute(),
    )
    expect(events).toMatchObject([
      {
        kind: 'roles_changed',
        actor_id: adminPerson.id,
        before: { roles: ['rep'] },
        after: { roles: ['finance'] },
      },
    ])
  })

  test('of the last admin cannot be taken away', async () => {
    const lonely = await seedTenant(app.context, '6161')
    const person = await lonely.person(['admin', 'finance'])
    const browser = await app.signIn(person)
    const path = `/v1/console/people/${person.id}/roles`
    const refused = await browser.change('PUT', path, setRoles(['finance']))
    expect(refused.status).toBe(422)
    expect((await browser.get('/v1/console/session')).json()).toMatchObject({
      user: { roles: ['finance', 'admin'] },
    })
    const second = await lonely.person(['admin'])
    expect((await browser.change('PUT', path, setRoles(['finance']))).status).toBe(200)
    const other = await app.signIn(second)
    expect((await other.change('PUT', `/v1/console/people/${second.id}/roles`, setRoles([]))).status).toBe(
      422,
    )
  })
})
