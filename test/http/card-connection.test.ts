import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectionCard, RegistrationList } from '../../shared/contract/card-api.ts'
import type { UserRole } from '../../shared/partner/roles.ts'
import { type SeededOrg, seedOrg } from '../support/seed-org.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type Reply, type TestApp, startTestApp } from '../support/test-app.ts'

const HOUR_MS = 3_600_000

type AskAs = (method: string, path: string, body?: object) => Promise<Reply>

/** The same pages, asked for by the cards of either CRM. */
interface Desk {
  workspaceId: string
  connectionId: string
  /** Somebody who asks again and again, and their ids here and in the CRM. */
  person(roles: readonly UserRole[]): Promise<{ id: string; crmUserId: string; ask: AskAs }>
  ask(roles: readonly UserRole[], method: string, path: string, body?: object): Promise<Reply>
}

let app: TestApp
let tenant: Tenant
let org: SeededOrg
const desks: Record<string, Desk> = {}

beforeAll(async () => {
  app = await startTestApp({}, { crmFor: () => Promise.reject(new Error('not reachable in this test')) })
})
afterAll(() => app.close())

let nextAccount = 1000
beforeEach(async () => {
  tenant = await seedTenant(app.context, String(nextAccount++))
  org = await seedOrg(app.context, `00DHp00000${String(nextAccount++)}aMAG`)
  desks['HubSpot'] = {
    ...tenant,
    async person(roles) {
      const person = await tenant.person(roles)
      const ask: AskAs = (method, path, body) => app.card(person, method, path, body)
      return { id: person.id, crmUserId: person.userId, ask }
    },
    ask: async (roles, method, path, body) => app.card(await tenant.person(roles), method, path, body),
  }
  desks['Salesforce'] = {
    ...org,
    async person(roles) {
      const person = await org.person(roles)
      const ask: AskAs = (method, path, body) => {
        const { headers, body: text } = org.signed(person, method, path, body)
        return app.send(method, path, { headers, ...(text === undefined ? {} : { body: text }) })
      }
      return { id: person.id, crmUserId: person.userId, ask }
    },
    async ask(roles, method, path, body) {
      const { headers, body: text } = org.signed(await org.person(roles), method, path, body)
      return app.send(method, path, { headers, ...(text === undefined ? {} : { body: text }) })
    },
  }
})

function deskOf(crm: string): Desk {
  const desk = desks[crm]
  if (!desk) throw new Error(`there is no desk of ${crm}`)
  return desk
}

const outbox = ({ workspaceId }: Desk) =>
  app.context.db.inWorkspace(workspaceId, (tx) =>
    tx.db.selectFrom('outbox').select(['topic', 'payload']).orderBy('topic').execute(),
  )
const change = () => ({ idempotencyKey: randomUUID() })

interface NewRegistration {
  name: string
  status: 'submitted' | 'info_requested' | 'approved' | 'rejected' | 'draft'
  dueInHours: number
  paused?: boolean
  decidedHoursAgo?: number
  accountId?: string
  partner?: string
  ownerId?: string
  submittedBy?: string
}

const partners = new Map<string, string>()

/** A deal of the desk's connection with one registration. */
async function register({ workspaceId, connectionId }: Desk, of: NewRegistration): Promise<string> {
  const { newId } = app.context
  const now = Date.now()
  const scope = { workspace_id: workspaceId }
  const id = newId()
  await app.context.db.inWorkspace(workspaceId, async ({ db }) => {
    const partnerName = of.partner ?? 'Northwind'
    const partnerKey = `${workspaceId}/${partnerName}`
    const partnerId = partners.get(partnerKey) ?? newId()
    if (!partners.has(partnerKey)) {
      partners.set(partnerKey, partnerId)
      const type = { partner_type: 'referral' as const }
      await db
        .insertInto('programme')
        .values({ ...scope, ...type, id: newId(), name: 'Referral', tiers: ['gold'], created_at: new Date() })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await db
        .insertInto('partner')
        .values({
          ...scope,
          ...type,
          id: partnerId,
          name: partnerName,
          tier: 'gold',
          status: 'active',
          payout_currency: 'USD',
          contact_name: null,
          contact_email: null,
          created_at: new Date(),
        })
        .execute()
    }
    const userId = newId()
    await db
      .insertInto('app_user')
      .values({ ...scope, id: userId, name: 'Sub', email: null, created_at: new Date() })
      .execute()
    const dealId = newId()
    await db
      .insertInto('deal')
      .values({
        ...scope,
        id: dealId,
        connection_id: connectionId,
        external_id: `deal of ${of.name}`,
        name: of.name,
        amount_minor: 4_800_000n,
        currency: 'USD',
        amount_text: '48000',
        amount_problem: null,
        pipeline_id: null,
        stage_id: null,
        stage_label: 'Open',
        outcome: 'open',
        deal_type: null,
        closed_at: null,
        owner_id: of.ownerId ?? null,
        account_external_id: of.accountId ?? null,
        state: 'active',
        merged_into: null,
        crm_created_at: new Date(),
        crm_modified_at: new Date(),
        content_hash: of.name,
        synced_at: new Date(),
      })
      .execute()
    const decided = of.status === 'approved' || of.status === 'rejected'
    await db
      .insertInto('registration')
      .values({
        ...scope,
        id,
        deal_id: dealId,
        partner_id: partnerId,
        status: of.status,
        claim: JSON.stringify({ contactName: 'Noa', contactEmail: null, useCase: 'Use', evidence: 'Met' }),
        submitted_by: of.submittedBy ?? userId,
        submitted_at: new Date(now - 48 * HOUR_MS),
        complete_at: new Date(now - 48 * HOUR_MS),
        sla_due_at: new Date(now + of.dueInHours * HOUR_MS + 60_000),
        sla_paused_at: of.paused ? new Date(now) : null,
        decided_by: null,
        decided_at: decided ? new Date(now - (of.decidedHoursAgo ?? 1) * HOUR_MS) : null,
        reject_reason: of.status === 'rejected' ? 'incomplete' : null,
        message_to_partner: null,
        question: null,
        answer: null,
        protected_until: of.status === 'approved' ? new Date(now + 100 * HOUR_MS) : null,
      })
      .execute()
  })
  return id
}

async function addAccount({ workspaceId, connectionId }: Desk, externalId: string, name: string) {
  await app.context.db.inWorkspace(workspaceId, (tx) =>
    tx.db
      .insertInto('account')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        external_id: externalId,
        name,
        domain: null,
        parent_external_id: null,
        state: 'active',
        content_hash: '',
        synced_at: new Date(),
      })
      .execute(),
  )
}

const list = async (desk: Desk, query = ''): Promise<RegistrationList> => {
  return listed((method, path) => desk.ask(['channel_manager'], method, path), query)
}
async function listed(ask: AskAs, query = ''): Promise<RegistrationList> {
  const reply = await ask('GET', `/v1/card/registrations${query}`)
  expect(reply.status, reply.text).toBe(200)
  return reply.json() as RegistrationList
}
async function addOwner({ workspaceId, connectionId }: Desk, ownerId: string, crmUserId: string | null) {
  await app.context.db.inWorkspace(workspaceId, (tx) =>
    tx.db
      .insertInto('crm_owner')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        owner_id: ownerId,
        crm_user_id: crmUserId,
        name: ownerId,
        email: null,
        archived: false,
      })
      .execute(),
  )
}
const names = (page: RegistrationList) => page.registrations.map(({ dealName }) => dealName)

describe.each(['HubSpot', 'Salesforce'])('pages in %s', (crm) => {
  test('list what waits, the most urgent first, then what waits for the partner', async () => {
    const desk = deskOf(crm)
    await register(desk, { name: 'Later', status: 'submitted', dueInHours: 30 })
    await register(desk, { name: 'Asked', status: 'info_requested', dueInHours: -90, paused: true })
    await register(desk, { name: 'Overdue', status: 'submitted', dueInHours: -4 })
    await register(desk, { name: 'Decided', status: 'approved', dueInHours: 1 })
    await register(desk, { name: 'Begun', status: 'draft', dueInHours: -100 })
    const page = await list(desk)
    expect(names(page)).toEqual(['Overdue', 'Later', 'Asked'])
    expect(page).toMatchObject({ total: 3, nextCursor: null })
    expect(page.registrations[0]).toMatchObject({
      dealExternalId: 'deal of Overdue',
      partnerName: 'Northwind',
      programme: 'Gold referral',
      amount: { amount: '48000.00', currency: 'USD' },
      status: { tone: 'info', text: 'In review' },
      slaText: 'overdue by 3 h',
    })
    expect(page.registrations[1]?.slaText).toBe('30 h left')
    expect(page.registrations[2]?.slaText).toBe('paused')
  })

  test('list all on request, the latest decision first after what waits', async () => {
    const desk = deskOf(crm)
    await register(desk, { name: 'Old', status: 'rejected', dueInHours: 0, decidedHoursAgo: 50 })
    await register(desk, { name: 'New', status: 'approved', dueInHours: 0, decidedHoursAgo: 2 })
    await register(desk, { name: 'Waits', status: 'submitted', dueInHours: 70 })
    const page = await list(desk, '?show=all')
    expect(names(page)).toEqual(['Waits', 'New', 'Old'])
    expect(page.registrations[2]).toMatchObject({ slaText: null, conflictCount: 0 })
  })

  test('find by deal, account or partner, and take % and _ for letters', async () => {
    const desk = deskOf(crm)
    await addAccount(desk, 'a1', 'Contoso Werke')
    await register(desk, { name: '100% solar', status: 'submitted', dueInHours: 1 })
    await register(desk, { name: 'Wind', status: 'submitted', dueInHours: 2, accountId: 'a1' })
    await register(desk, { name: 'Water', status: 'submitted', dueInHours: 3, partner: 'Brightpath' })
    const found = async (text: string) => names(await list(desk, `?search=${encodeURIComponent(text)}`))
    expect(await found('SOLAR')).toEqual(['100% solar'])
    expect(await found('contoso')).toEqual(['Wind'])
    expect(await found('brightp')).toEqual(['Water'])
    expect(await found('%')).toEqual(['100% solar'])
    expect(await found('_')).toEqual([])
  })

  test('go through every registration once, in pages that begin after the one before', async () => {
    const desk = deskOf(crm)
    const all = Array.from({ length: 60 }, (_, index) => `R${String(index).padStart(2, '0')}`)
    for (const [index, name] of all.entries())
      await register(desk, { name, status: 'submitted', dueInHours: Math.floor(index / 7) })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: RegistrationList = await list(desk, cursor === '' ? '' : `?cursor=${cursor}`)
      expect(page.total).toBe(60)
      seen.push(...names(page))
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(60)
    expect([...seen].sort()).toEqual(all)
    expect((await desk.ask(['rep'], 'GET', '/v1/card/registrations?cursor=made-up')).status).toBe(400)
  })

  test('count what stands against a claim as the deal’s own card does', async () => {
    const desk = deskOf(crm)
    await addAccount(desk, 'same', 'Contoso')
    await addAccount(desk, 'other', 'Contoso Ltd')
    await register(desk, { name: 'First', status: 'submitted', dueInHours: 1, accountId: 'same' })
    await register(desk, {
      name: 'Rival',
      status: 'submitted',
      dueInHours: 2,
      accountId: 'same',
      partner: 'B',
    })
    await register(desk, { name: 'Alone', status: 'submitted', dueInHours: 3 })
    const page = await list(desk)
    const counted = Object.fromEntries(page.registrations.map((row) => [row.dealName, row.conflictCount]))
    const onCard = async (name: string) => {
      const reply = await desk.ask(['rep'], 'GET', `/v1/card/deals/${encodeURIComponent(`deal of ${name}`)}`)
      const card = reply.json() as { registrations: { conflicts: object[] }[] }
      return card.registrations[0]?.conflicts.length
    }
    expect(counted['First']).toBeGreaterThan(0)
    expect(counted['Alone']).toBe(0)
    for (const name of ['First', 'Rival', 'Alone']) expect(await onCard(name), name).toBe(counted[name])
  })

  test('show a rep the registrations of deals that they own and those that they submitted, and no other', async () => {
    const desk = deskOf(crm)
    const [rep, other] = [await desk.person(['rep']), await desk.person(['rep'])]
    await addOwner(desk, 'owner-rep', rep.crmUserId)
    await addOwner(desk, 'owner-other', other.crmUserId)
    // Numbers of owners and of logins are not the same numbers.
    await addOwner(desk, rep.crmUserId, 'a third one')
    await addOwner(desk, 'nobody', null)
    const waits = { status: 'submitted', dueInHours: 1 } as const
    await register(desk, { ...waits, name: 'Owned', ownerId: 'owner-rep', submittedBy: other.id })
    await register(desk, {
      ...waits,
      name: 'Sent',
      ownerId: 'owner-other',
      submittedBy: rep.id,
      dueInHours: 2,
    })
    await register(desk, { ...waits, name: 'Of another', ownerId: 'owner-other', submittedBy: other.id })
    await register(desk, { ...waits, name: 'Numbered alike', ownerId: rep.crmUserId })
    await register(desk, { ...waits, name: 'Of nobody', ownerId: 'nobody' })
    await register(desk, { ...waits, name: 'Without owner' })
    const decided = { status: 'approved', dueInHours: 0 } as const
    await register(desk, { ...decided, name: 'Decided', ownerId: 'owner-rep' })
    await register(desk, { ...decided, name: 'Hidden', ownerId: 'owner-other' })

    const page = await listed(rep.ask)
    expect(names(page)).toEqual(['Owned', 'Sent'])
    expect(page.total).toBe(2)
    expect(names(await listed(rep.ask, '?show=all'))).toEqual(['Owned', 'Sent', 'Decided'])
    expect(await listed(rep.ask, '?search=another')).toEqual({
      registrations: [],
      total: 0,
      nextCursor: null,
    })
    for (const role of ['channel_manager', 'finance', 'admin'] as const) {
      const every = await desk.person([role])
      expect((await listed(every.ask, '?show=all')).total, role).toBe(8)
    }
    const both = await desk.person(['rep', 'finance'])
    expect((await listed(both.ask, '?show=all')).total).toBe(8)
  })

  test('go for a rep through what is theirs alone, page by page', async () => {
    const desk = deskOf(crm)
    const rep = await desk.person(['rep'])
    await addOwner(desk, 'owner-rep', rep.crmUserId)
    const own: string[] = []
    for (let index = 0; index < 60; index++) {
      const name = `R${String(index).padStart(2, '0')}`
      const mine = index % 2 === 0
      if (mine) own.push(name)
      await register(desk, {
        name,
        status: 'submitted',
        dueInHours: Math.floor(index / 7),
        ...(mine ? { ownerId: 'owner-rep' } : {}),
      })
    }
    const first = await listed(rep.ask)
    expect(first).toMatchObject({ total: 30, nextCursor: expect.any(String) })
    const second = await listed(rep.ask, `?cursor=${first.nextCursor ?? ''}`)
    expect(second).toMatchObject({ total: 30, nextCursor: null })
    expect([...names(first), ...names(second)].sort()).toEqual(own)
  })

  test('show the connection and who may change it', async () => {
    const desk = deskOf(crm)
    const reply = await desk.ask(['rep'], 'GET', '/v1/card/connection')
    expect(reply.status, reply.text).toBe(200)
    expect(reply.json()).toMatchObject({
      crm,
      viewer: { roles: ['rep'], canManage: false, cannotManageBecause: expect.stringContaining('admin') },
      status: { tone: 'success', text: 'Connected' },
      problem: null,
      reconnectUrl: null,
      dealCount: 0,
      sync: null,
      dailyCalls: null,
      serverUrl: 'https://desk.test',
    } satisfies Partial<Record<keyof ConnectionCard, unknown>>)
    const admin = (await desk.ask(['admin'], 'GET', '/v1/card/connection')).json()
    expect(admin).toMatchObject({ viewer: { canManage: true, cannotManageBecause: null } })
  })

  test('show a run that pauses, with the calls that are left', async () => {
    const desk = deskOf(crm)
    await app.context.db.inWorkspace(desk.workspaceId, (tx) =>
      tx.db
        .insertInto('sync_run')
        .values({
          workspace_id: desk.workspaceId,
          id: app.context.newId(),
          connection_id: desk.connectionId,
          kind: 'full',
          status: 'paused',
          problem: 'The budget is used up.',
          records_read: '{"deal":40,"account":2,"stage":9}',
          records_expected: '{"deal":100,"account":5}',
          daily_calls_used: 81_000,
          daily_calls_limit: 100_000,
          started_at: new Date(),
          updated_at: new Date(),
          finished_at: new Date(),
        })
        .execute(),
    )
    expect((await desk.ask(['rep'], 'GET', '/v1/card/connection')).json()).toMatchObject({
      status: { tone: 'warning', text: 'Connected, syncing pauses' },
      problem: 'Syncing pauses and goes on by itself: The budget is used up.',
      sync: { running: false, kind: 'full', read: 42, expected: 105 },
      dailyCalls: { used: 81_000, limit: 100_000, pausedAt: 80_000 },
    })
  })

  test('begin a sync for an admin, once however often it is asked for, and for nobody else', async () => {
    const desk = deskOf(crm)
    for (const roles of [['rep'], ['channel_manager'], ['finance']] as const) {
      const refused = await desk.ask(roles, 'POST', '/v1/card/connection/sync', change())
      expect(refused.status, refused.text).toBe(403)
    }
    expect(await outbox(desk)).toEqual([])
    for (let times = 0; times < 2; times++) {
      const reply = await desk.ask(['admin'], 'POST', '/v1/card/connection/sync', change())
      expect(reply.status, reply.text).toBe(200)
      expect(reply.json()).toMatchObject({ crm })
    }
    expect(await outbox(desk)).toEqual([
      { topic: 'sync.connection', payload: { connectionId: desk.connectionId, full: false } },
    ])
  })

  test('begin no sync of a connection that must be made again, and say where', async () => {
    const desk = deskOf(crm)
    await app.context.db.inWorkspace(desk.workspaceId, (tx) =>
      sql`update connection set status = 'reconnect', status_reason = 'Gone.'`.execute(tx.db),
    )
    const reply = await desk.ask(['admin'], 'POST', '/v1/card/connection/sync', change())
    expect(reply.status).toBe(409)
    const card = (await desk.ask(['admin'], 'GET', '/v1/card/connection')).json() as ConnectionCard
    expect(card.status.text).toBe('Must be connected again')
    expect(card.problem).toContain('Gone.')
    expect(card.reconnectUrl).toContain(`https://desk.test/oauth/${crm.toLowerCase()}/start`)
  })
})

test('the registrations of one connection are not those of another in the same workspace', async () => {
  const second = await seedOrg(app.context, '00DHp0000099999MAG', { workspaceId: tenant.workspaceId })
  await register(deskOf('HubSpot'), { name: 'Portal deal', status: 'submitted', dueInHours: 1 })
  const person = await second.person(['rep'])
  const parts = second.signed(person, 'GET', '/v1/card/registrations')
  expect((await app.send('GET', parts.path, parts)).json()).toMatchObject({ registrations: [], total: 0 })
})

test('an admin in Salesforce asks for another key; HubSpot has none to replace', async () => {
  const desk = deskOf('Salesforce')
  expect((await desk.ask(['finance'], 'POST', '/v1/card/connection/key', change())).status).toBe(403)
  const reply = await desk.ask(['admin'], 'POST', '/v1/card/connection/key', change())
  expect(reply.status, reply.text).toBe(200)
  expect(reply.json()).toMatchObject({ cardKey: { keyId: org.keyId } })
  expect(await outbox(desk)).toEqual([
    { topic: 'card.key', payload: { connectionId: org.connectionId, replaces: org.keyId } },
  ])
  const { deliveredAt, replacedAfter } = (reply.json() as ConnectionCard).cardKey ?? {}
  expect(Date.parse(replacedAfter ?? '') - Date.parse(deliveredAt ?? '')).toBe(90 * 24 * HOUR_MS)

  const other = deskOf('HubSpot')
  const refused = await other.ask(['admin'], 'POST', '/v1/card/connection/key', change())
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('HubSpot signs for its cards itself')
  expect((await other.ask(['admin'], 'GET', '/v1/card/connection')).json()).toMatchObject({ cardKey: null })
})
