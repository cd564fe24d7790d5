import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTokens } from '../../server/db/connection-store.ts'
import { type RunningSimulator, startSalesforceSimulator } from '../simulators/salesforce/serve.ts'
import { startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { type Reply, type TestApp, startTestApp } from '../support/test-app.ts'

/** What a round trip with another kind of CRM adds to test/http/oauth-hubspot.test.ts: a memory, a site, a neighbour. */

let salesforce: RunningSimulator
let hubspot: Awaited<ReturnType<typeof startHubspotSimulator>>
let app: TestApp

beforeAll(async () => {
  salesforce = await startSalesforceSimulator()
  hubspot = await startHubspotSimulator()
  const ofHubspot = hubspot.installations.app
  const { clientId, clientSecret } = salesforce.installations.app
  app = await startTestApp({
    salesforce: { clientId, clientSecret, loginUrl: salesforce.url, namespace: '' },
    hubspot: {
      clientId: ofHubspot.clientId,
      clientSecret: ofHubspot.clientSecret,
      appId: String(ofHubspot.appId),
      apiUrl: hubspot.url,
      appUrl: hubspot.url,
    },
  })
})
afterAll(async () => {
  await app.close()
  await hubspot.close()
  await salesforce.close()
})

interface Trip {
  cookie: string
  consentUrl: URL
}

async function start(crm: 'hubspot' | 'salesforce', query = ''): Promise<Trip> {
  const reply = await app.send('GET', `/oauth/${crm}/start${query}`)
  expect(reply.status, reply.text).toBe(302)
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { cookie, consentUrl: new URL(reply.headers.get('location') ?? '') }
}

/** The CRM's answer to somebody who agrees: the path and query of our callback. */
async function agree(trip: Trip, decision: Record<string, string> = { auto: '1' }): Promise<string> {
  const url = new URL(trip.consentUrl)
  for (const [name, value] of Object.entries(decision)) url.searchParams.set(name, value)
  const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
  expect(location).toMatch(/^https:\/\/desk\.test\/oauth\/\w+\/callback\?/)
  return location.slice('https://desk.test'.length)
}

const come = (path: string, cookie: string): Promise<Reply> => app.send('GET', path, { headers: { cookie } })
const connections = () =>
  app.context.db.inSystem((tx) =>
    tx.db.selectFrom('connection').selectAll().where('crm', '=', 'salesforce').execute(),
  )

test('a CRM that nobody knows has no installation', async () => {
  for (const path of ['/oauth/zoho/start', '/oauth/zoho/callback', '/oauth/toString/start'])
    expect((await app.send('GET', path)).status, path).toBe(404)
})

test('a CRM without an app says so', async () => {
  const other = await startTestApp({ salesforce: null })
  try {
    const reply = await other.send('GET', '/oauth/salesforce/start')
    expect(reply.status).toBe(503)
    expect(reply.text).toContain('No Salesforce app is configured')
  } finally {
    await other.close()
  }
})

test.each(['salesforce.com.evil', 'https://user@acme.my.salesforce.com', '10.0.0.1', 'http://127.0.0.1:1'])(
  'a sign-in at %s is refused with what to type instead',
  async (site) => {
    const reply = await app.send('GET', `/oauth/salesforce/start?site=${encodeURIComponent(site)}`)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('Type your My Domain')
    expect(reply.headers.getSetCookie()).toEqual([])
  },
)

test('a sign-in at an own domain leads there', async () => {
  const { consentUrl } = await start('salesforce', '?site=acme--uat.sandbox.my.salesforce.com')
  expect(consentUrl.origin).toBe('https://acme--uat.sandbox.my.salesforce.com')
  expect(consentUrl.searchParams.get('code_challenge_method')).toBe('S256')
})

test('what is remembered of a round trip is sealed, and is not in the address', async () => {
  const trip = await start('salesforce')
  const rows = await app.context.db.inSystem((tx) =>
    tx.db.selectFrom('oauth_state').selectAll().where('memory', 'is not', null).execute(),
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const { memory } of rows) {
    expect(memory).toMatch(/^v1\./)
    expect(memory).not.toContain('verifier')
  }
  expect(trip.consentUrl.href).not.toContain('code_verifier')
})

test('the code of one CRM is refused at the callback of the other, and both ways connect nothing', async () => {
  const ours = await start('salesforce')
  const theirs = await start('hubspot')
  const fromSalesforce = await agree(ours)
  const fromHubspot = await agree(theirs)
  for (const [path, cookie] of [
    [fromSalesforce.replace('/salesforce/', '/hubspot/'), ours.cookie],
    [fromHubspot.replace('/hubspot/', '/salesforce/'), theirs.cookie],
  ] as const) {
    const reply = await come(path, cookie)
    expect(reply.status, path).toBe(400)
    expect(reply.text).toContain('Please begin again')
  }
  expect(await connections()).toEqual([])
})

test('a code that was exchanged with another verifier connects nothing', async () => {
  const [one, two] = [await start('salesforce'), await start('salesforce')]
  const code = new URLSearchParams((await agree(one)).split('?')[1]).get('code') ?? ''
  const path = (await agree(two)).replace(/code=[^&]+/, `code=${encodeURIComponent(code)}`)
  expect((await come(path, two.cookie)).status).toBe(400)
  expect(await connections()).toEqual([])
})

test('an org without the package is told to install it first', async () => {
  salesforce.org.settings.packageInstalled = false
  try {
    const trip = await start('salesforce')
    const reply = await come(await agree(trip), trip.cookie)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('Install the Partner Desk package in this Salesforce org first')
    expect(await connections()).toEqual([])
  } finally {
    salesforce.org.settings.packageInstalled = true
  }
})

test('an instance at a host that is not Salesforce’s connects nothing and is never called', async () => {
  salesforce.org.settings.instanceUrl = 'https://acme.my.salesforce.com.evil.example'
  try {
    const trip = await start('salesforce')
    const reply = await come(await agree(trip), trip.cookie)
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('a server that is none of its own')
    expect(await connections()).toEqual([])
  } finally {
    salesforce.org.settings.instanceUrl = null
  }
})

test('an installation makes a workspace, its admin, a first sync and a key for the cards', async () => {
  const trip = await start('salesforce')
  const path = await agree(trip, { auto: '1', user_id: '005Hp000000Lin4IAC' })
  const reply = await come(path, trip.cookie)
  expect(reply.status, reply.text).toBe(200)
  expect(reply.text).toContain('Salesforce is connected')
  expect(reply.text).toContain('/lightning/o/Opportunity/list')
  expect((await come(path, trip.cookie)).status).toBe(400)

  const [connection, ...more] = await connections()
  expect(more).toEqual([])
  expect(connection).toMatchObject({
    status: 'connected',
    auth_kind: 'oauth',
    external_account_id: salesforce.org.settings.orgId,
    api_base_url: salesforce.url,
    home_currency: 'USD',
    time_zone: 'America/New_York',
  })
  const id = connection?.id ?? ''
  await app.context.db.inWorkspace(connection?.workspace_id ?? '', async (tx) => {
    const work = await tx.db.selectFrom('outbox').select(['topic', 'payload']).orderBy('topic').execute()
    expect(work).toEqual([
      { topic: 'card.key', payload: { connectionId: id, replaces: null } },
      { topic: 'sync.connection', payload: { connectionId: id, full: true } },
    ])
    const tokens = await readTokens(tx, app.context.vault, id)
    expect(tokens).toMatchObject({ expiresAt: null, refreshToken: expect.stringMatching(/^5Aep/) })
    const people = await tx.db
      .selectFrom('app_user as u')
      .innerJoin('user_role as r', 'r.user_id', 'u.id')
      .select(['u.name', 'u.email', 'r.role'])
      .orderBy('r.role')
      .execute()
    expect(people).toEqual([
      { name: 'Avery Lindqvist', email: 'avery.lindqvist@meridian.example', role: 'admin' },
      { name: 'Avery Lindqvist', email: 'avery.lindqvist@meridian.example', role: 'rep' },
    ])
  })
})

test('connecting again keeps the connection, with new tokens and a new key asked for', async () => {
  const [before] = await connections()
  const trip = await start('salesforce')
  const reply = await come(await agree(trip), trip.cookie)
  expect(reply.text).toContain('connected again')
  expect(await connections()).toMatchObject([{ id: before?.id, status: 'connected' }])
})

test('an admin of a HubSpot workspace adds a Salesforce org to it: one workspace, two CRMs', async () => {
  const second = await startSalesforceSimulator({ org: { orgId: '00DHp000000BothMAC', name: 'Second' } })
  const { clientId, clientSecret } = second.installations.app
  const { context, ...rest } = await startTestApp({
    ...app.context.config,
    salesforce: { clientId, clientSecret, loginUrl: second.url, namespace: '' },
  })
  try {
    const trip = async (crm: string, cookies = '') => {
      const begun = await rest.send('GET', `/oauth/${crm}/start`)
      const consent = new URL(begun.headers.get('location') ?? '')
      consent.searchParams.set('auto', '1')
      const back = (await fetch(consent, { redirect: 'manual' })).headers.get('location') ?? ''
      const own = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      const cookie = `${own}; ${cookies}`
      return rest.send('GET', back.slice('https://desk.test'.length), { headers: { cookie } })
    }
    expect((await trip('hubspot')).status).toBe(200)
    const installer = await context.db.inSystem((tx) =>
      tx.db
        .selectFrom('connection')
        .select(['workspace_id', 'external_account_id'])
        .executeTakeFirstOrThrow(),
    )
    const identity = await context.db.inWorkspace(installer.workspace_id, (tx) =>
      tx.db.selectFrom('user_identity').select('crm_user_id').executeTakeFirstOrThrow(),
    )
    const admin = await rest.signIn({ portalId: installer.external_account_id, userId: identity.crm_user_id })
    expect((await trip('salesforce', admin.cookie)).status).toBe(200)
    const listed = (await admin.get('/v1/console/connections')).json() as { connections: { crm: string }[] }
    expect(listed.connections.map(({ crm }) => crm)).toEqual(['hubspot', 'salesforce'])
  } finally {
    await rest.close()
    await second.close()
  }
})

test('no code, verifier, token or secret of the round trips is in the log', async () => {
  const trip = await start('salesforce')
  const path = await agree(trip)
  await come(path, trip.cookie)
  const query = new URLSearchParams(path.split('?')[1])
  const [connection] = await connections()
  const tokens = await app.context.db.inWorkspace(connection?.workspace_id ?? '', (tx) =>
    readTokens(tx, app.context.vault, connection?.id ?? ''),
  )
  const secrets = [
    query.get('code'),
    query.get('state'),
    trip.cookie.split('=')[1],
    salesforce.installations.app.clientSecret,
    tokens?.accessToken,
    tokens?.refreshToken,
  ]
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(10)
    expect(app.log()).not.toContain(secret)
  }
})
