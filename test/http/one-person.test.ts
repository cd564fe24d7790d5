import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserRole } from '../../shared/partner/roles.ts'
import { type SeededOrg, seedOrg } from '../support/seed-org.ts'
import { type RecordIds, seedRecords } from '../support/seed-records.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type TestApp, startTestApp } from '../support/test-app.ts'

/** One workspace with a HubSpot portal and a Salesforce org: some of its people work in both. */
let app: TestApp
let tenant: Tenant
let org: SeededOrg
let ids: RecordIds

beforeAll(async () => {
  app = await startTestApp({}, { crmFor: () => Promise.reject(new Error('not reachable in this test')) })
  tenant = await seedTenant(app.context, '4242')
  org = await seedOrg(app.context, '00DHp000000PDskMAG', { workspaceId: tenant.workspaceId })
  ids = await seedRecords(app.context, tenant, 'Made')
})
afterAll(() => app.close())

const setEmail = (userId: string, email: string | null) =>
  app.context.db.inWorkspace(tenant.workspaceId, (tx) =>
    tx.db.updateTable('app_user').set({ email }).where('id', '=', userId).execute(),
  )

/** In Salesforce, signed in to the console. */
async function orgPerson(roles: readonly UserRole[], email: string) {
  const person = await org.person(roles, email)
  const body = { idempotencyKey: randomUUID(), path: '/' }
  const parts = org.signed(person, 'POST', '/v1/card/console-ticket', body)
  const { url } = (await app.send(parts.method, parts.path, parts)).json() as { url: string }
  const entered = await app.send('GET', url.slice('https://desk.test'.length))
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return {
    get: (path: string) => app.send('GET', path, { headers: { cookie } }),
    approve: () =>
      app.send('POST', `/v1/console/payouts/batches/${ids.batchId}/approve`, {
        headers: { cookie, origin: 'https://desk.test', 'content-type': 'application/json' },
        body: JSON.stringify({ idempotencyKey: randomUUID(), contentHash: 'what was seen' }),
      }),
  }
}

test.each([
  ['the same', 'riley.reyes@customer.example'],
  ['the same in another case', 'Riley.Reyes@Customer.Example'],
])('who made a batch in one CRM does not approve it in the other, with %s e-mail', async (_what, email) => {
  await setEmail(ids.userId, ' riley.reyes@customer.example')
  const other = await orgPerson(['finance'], email)
  const reply = await other.approve()
  expect(reply.status, reply.text).toBe(422)
  expect(reply.text).toContain('You made this batch, so somebody else approves it.')
  const shown = (await other.get(`/v1/console/payouts/batches/${ids.batchId}`)).json()
  expect(shown).toMatchObject({
    status: 'draft',
    actions: { approve: { allowed: false, because: 'You made this batch, so somebody else approves it.' } },
  })
})

test('somebody with another e-mail may approve it, and nobody is one person with who has none', async () => {
  for (const maker of ['somebody.else@customer.example', null, '']) {
    await setEmail(ids.userId, maker)
    const other = await orgPerson(['finance'], maker === '' ? '' : 'riley.reyes@customer.example')
    // The content is not what was seen, which is looked at once the person may approve.
    expect((await other.approve()).json()).toMatchObject({ code: 'conflict' })
  }
})

test('who submitted a registration does not decide on it under another login', async () => {
  await setEmail(ids.userId, 'casey@customer.example')
  const manager = await tenant.person(['channel_manager'])
  const decide = () =>
    app.card(manager, 'POST', `/v1/card/deals/${ids.dealId}/registrations/${ids.registrationId}/decision`, {
      idempotencyKey: randomUUID(),
      decision: 'reject',
      reason: 'incomplete',
      messageToPartner: 'Please say more.',
    })
  const card = async () =>
    (await app.card(manager, 'GET', `/v1/card/deals/${ids.dealId}`)).json() as {
      registrations: { actions: { reject: { allowed: boolean; because: string | null } } }[]
    }
  await setEmail(manager.id, 'CASEY@customer.example')
  const own = 'You submitted this registration, so somebody else decides on it.'
  expect((await card()).registrations[0]?.actions.reject).toEqual({ allowed: false, because: own })
  const refused = await decide()
  expect(refused.status, refused.text).toBe(422)
  expect(refused.text).toContain(own)

  await setEmail(manager.id, 'drew@customer.example')
  expect((await card()).registrations[0]?.actions.reject.allowed).toBe(true)
  expect((await decide()).status).toBe(200)
})
