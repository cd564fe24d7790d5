import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { PAYMENT_SCOPES, REQUIRED_SCOPES } from '../../connectors/hubspot/scopes.ts'
import { readTokens } from '../../server/db/connection-store.ts'
import { type RunningSimulator, startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { seedTenant } from '../support/seed-tenant.ts'
import { type Reply, type TestApp, startTestApp } from '../support/test-app.ts'

let hubspot: RunningSimulator
let app: TestApp
let portalId: string

beforeAll(async () => {
  hubspot = await startHubspotSimulator()
  portalId = String(hubspot.portal.portalId)
  const { clientId, clientSecret, appId } = hubspot.installations.app
  app = await startTestApp({
    hubspot: { clientId, clientSecret, appId: String(appId), apiUrl: hubspot.url, appUrl: hubspot.url },
  })
})
afterAll(async () => {
  await app.close()
  await hubspot.close()
})
afterEach(() => vi.useRealTimers())

/** The browser's cookies of one round trip. */
interface Trip {
  cookie: string
  /** HubSpot's consent page. */
  consentUrl: URL
}

async function start(): Promise<Trip> {
  const reply = await app.send('GET', '/oauth/hubspot/start')
  expect(reply.status).toBe(302)
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { cookie, consentUrl: new URL(reply.headers.get('location') ?? '') }
}

/** HubSpot's answer to somebody who agrees: the path and query of our callback. */
async function agree(trip: Trip, userId = 1004): Promise<string> {
  const url = new URL(trip.consentUrl)
  url.searchParams.set('auto', '1')
  url.searchParams.set('user_id', String(userId))
  const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
  expect(location).toMatch(/^https:\/\/desk\.test\/oauth\/hubspot\/callback\?/)
  return location.slice('https://desk.test'.length)
}

const come = (path: string, cookie: string): Promise<Reply> => app.send('GET', path, { headers: { cookie } })

const connections = () =>
  app.context.db.inSystem((tx) =>
    tx.db.selectFrom('connection').selectAll().where('external_account_id', '=', portalId).execute(),
  )

async function install(userId?: number, cookies = ''): Promise<Reply> {
  const trip = await start()
  return come(await agree(trip, userId), `${trip.cookie}; ${cookies}`)
}

test('asks HubSpot for exactly the scopes of the app project', () => {
  const metafile = join(import.meta.dirname, '../../extension-ui/hubspot/src/app/app-hsmeta.json')
  const { config } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    config: { auth: { requiredScopes: string[]; optionalScopes: string[] } }
  }
  expect([...REQUIRED_SCOPES].sort()).toEqual([...config.auth.requiredScopes].sort())
  expect([...PAYMENT_SCOPES].sort()).toEqual([...config.auth.optionalScopes].sort())
})

test.each([
  ['without the cookie of the browser that began', (path: string) => come(path, '')],
  ['with the cookie of another round trip', async (path: string) => come(path, (await start()).cookie)],
  [
    'with another state',
    (path: string, trip: Trip) => come(path.replace(/state=[^&]+/, 'state=made-up'), trip.cookie),
  ],
  ['with two states', (path: string, trip: Trip) => come(`${path}&state=made-up`, trip.cookie)],
  ['without a state', (path: string, trip: Trip) => come(path.replace(/state=[^&]+&?/, ''), trip.cookie)],
  [
    'after ten minutes',
    (path: string, trip: Trip) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
      return come(path, trip.cookie)
    },
  ],
])('a callback %s connects nothing', async (_what, arrive) => {
  const trip = await start()
  const reply = await arrive(await agree(trip), trip)
  expect(reply.status).toBe(400)
  expect(reply.text).toContain('Please begin again')
  expect(await connections()).toEqual([])
})

test('consent that was not given connects nothing and says who can give it', async () => {
  const trip = await start()
  const state = trip.consentUrl.searchParams.get('state')
  const reply = await come(`/oauth/hubspot/callback?error=access_denied&state=${state}`, trip.cookie)
  expect(reply.status).toBe(400)
  expect(reply.text).toContain('super admin')
  expect(await connections()).toEqual([])
})

test('a code that HubSpot does not accept connects nothing', async () => {
  const trip = await start()
  const path = (await agree(trip)).replace(/code=[^&]+/, 'code=made-up')
  expect((await come(path, trip.cookie)).status).toBe(400)
  expect(await connections()).toEqual([])
})

test('an installation makes a workspace, its admin and a first sync, once', async () => {
  const trip = await start()
  const path = await agree(trip)
  const reply = await come(path, trip.cookie)
  expect(reply.status, reply.text).toBe(200)
  expect(reply.text).toContain(`/contacts/${portalId}/objects/0-3`)
  expect((await come(path, trip.cookie)).status).toBe(400)

  const [connection, ...more] = await connections()
  expect(more).toEqual([])
  expect(connection).toMatchObject({ status: 'connected', auth_kind: 'oauth', home_currency: 'USD' })
  const workspaceId = connection?.workspace_id ?? ''
  await app.context.db.inWorkspace(workspaceId, async (tx) => {
    const work = await tx.db.selectFrom('outbox').select(['topic', 'payload']).execute()
    expect(work).toEqual([
      { topic: 'sync.connection', payload: { connectionId: connection?.id, full: true } },
    ])
    const sealed = await tx.db.selectFrom('connection_token').selectAll().executeTakeFirstOrThrow()
    const tokens = await readTokens(tx, app.context.vault, connection?.id ?? '')
    expect(sealed.access_token).toMatch(/^v1\./)
    expect(JSON.stringify(sealed)).not.toContain(tokens?.accessToken)
    expect(JSON.stringify(sealed)).not.toContain(tokens?.refreshToken)
  })
  const browser = await app.signIn({ portalId, userId: '1004' })
  expect((await browser.get('/v1/console/session')).json()).toMatchObject({
    user: { roles: ['rep', 'admin'] },
  })
})

test('installing again reconnects the same connection, and makes nobody an admin', async () => {
  const [before] = await connections()
  await app.context.db.inWorkspace(before?.workspace_id ?? '', (tx) =>
    tx.db.updateTable('connection').set({ status: 'reconnect', status_reason: 'gone' }).execute(),
  )
  const reply = await install(1001)
  expect(reply.status).toBe(200)
  expect(reply.text).toContain('connected again')
  expect(await connections()).toMatchObject([{ id: before?.id, status: 'connected', status_reason: null }])
  const browser = await app.signIn({ portalId, userId: '1001' })
  expect((await browser.get('/v1/console/session')).json()).toMatchObject({ user: { roles: ['rep'] } })
})

test("another workspace's admin cannot take a connected portal over", async () => {
  const [before] = await connections()
  const other = await seedTenant(app.context, '777')
  const { cookie } = await app.signIn({ ...(await other.person(['admin'])) })
  const reply = await install(1004, cookie)
  expect(reply.status).toBe(200)
  expect(await connections()).toMatchObject([{ id: before?.id, workspace_id: before?.workspace_id }])
})

test('an admin who is signed in adds a new portal to their own workspace; a rep does not', async () => {
  const second = await startHubspotSimulator({ portal: { portalId: 88_001 } })
  try {
    const { clientId, clientSecret, appId } = second.installations.app
    const settings = { clientId, clientSecret, appId: String(appId), apiUrl: second.url, appUrl: second.url }
    const other = await startTestApp({ hubspot: settings })
    try {
      const tenant = await seedTenant(other.context, '999')
      const installAs = async (role: 'admin' | 'rep'): Promise<string | undefined> => {
        const { cookie } = await other.signIn(await tenant.person([role]))
        const begun = await other.send('GET', '/oauth/hubspot/start')
        const consent = new URL(begun.headers.get('location') ?? '')
        consent.searchParams.set('auto', '1')
        const back = (await fetch(consent, { redirect: 'manual' })).headers.get('location') ?? ''
        const own = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
        await other.send('GET', back.slice('https://desk.test'.length), {
          headers: { cookie: `${own}; ${cookie}` },
        })
        const row = await other.context.db.inSystem((tx) =>
          tx.db
            .selectFrom('connection')
            .select('workspace_id')
            .where('external_account_id', '=', '88001')
            .executeTakeFirst(),
        )
        return row?.workspace_id
      }
      expect(await installAs('admin')).toBe(tenant.workspaceId)
      await other.context.db.inWorkspace(tenant.workspaceId, (tx) =>
        tx.db
          .updateTable('connection')
          .set({ external_account_id: '88002' })
          .where('external_account_id', '=', '88001')
          .execute(),
      )
      expect(await installAs('rep')).not.toBe(tenant.workspaceId)
    } finally {
      await other.close()
    }
  } finally {
    await second.close()
  }
})

test('no code, state, token or secret of the round trips is in the log', async () => {
  const trip = await start()
  const path = await agree(trip)
  await come(path, trip.cookie)
  const query = new URLSearchParams(path.split('?')[1])
  const secrets = [
    query.get('code'),
    query.get('state'),
    trip.cookie.split('=')[1],
    hubspot.installations.app.clientSecret,
  ]
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(10)
    expect(app.log()).not.toContain(secret)
  }
})
