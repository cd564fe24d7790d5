import { afterEach, describe, expect, test } from 'vitest'
import { createApp } from '../../server/http/app.ts'
import { listen } from '../../server/http/listen.ts'
import { followHints } from '../../server/jobs/handlers/sync-hinted.ts'
import { signedHeaders } from '../simulators/hubspot/signature.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface WebhookWorld extends SyncWorld {
  target: string
  post(body: unknown, change?: { secret?: string; timestamp?: number }): Promise<number>
  follow(): Promise<void>
  waiting(): Promise<number>
  states(): Promise<Record<string, string>>
}

async function startWorld(): Promise<WebhookWorld> {
  const web = await listen(0, '127.0.0.1')
  const publicUrl = `http://127.0.0.1:${web.port}`
  const past = new Date(Date.now() - 86_400_000)
  const world = await startSyncWorld({
    config: { publicUrl },
    hubspot: {
      seed(portal) {
        const company = portal.createCompany({ properties: { name: 'Acme' }, modifiedAt: past })
        for (const dealname of ['A', 'B', 'C', 'D']) {
          portal.createDeal({
            properties: { dealname, amount: '10.00', dealstage: 'appointmentscheduled' },
            companyIds: [company.id],
            modifiedAt: past,
          })
        }
      },
    },
  })
  web.serve(createApp(world.context))
  closers.push(
    () => web.close(),
    () => world.close(),
  )
  const { context, workspaceId, connectionId, hubspot } = world
  const target = `${publicUrl}/v1/webhooks/hubspot`
  hubspot.webhooks.configure({ targetUrl: target, automatic: false })
  await world.sync({ full: true })
  return {
    ...world,
    target,
    async post(body, { secret = hubspot.installations.app.clientSecret, timestamp = Date.now() } = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const signed = signedHeaders(secret, {
        method: 'POST',
        url: target,
        body: text,
        timestamp: String(timestamp),
      })
      return (await fetch(target, { method: 'POST', headers: signed, body: text })).status
    },
    follow: () =>
      followHints({
        context,
        workspaceId,
        outboxId: context.newId(),
        payload: { connectionId },
        signal: new AbortController().signal,
        stillWorking: async () => undefined,
      }),
    waiting: () =>
      context.db.inWorkspace(workspaceId, async (tx) => {
        const rows = await tx.db
          .selectFrom('webhook_inbox')
          .select('id')
          .where('processed_at', 'is', null)
          .execute()
        return rows.length
      }),
    states: () =>
      context.db.inWorkspace(workspaceId, async (tx) => {
        const rows = await tx.db.selectFrom('deal').select(['name', 'state']).orderBy('name').execute()
        return Object.fromEntries(rows.map((row) => [row.name, row.state]))
      }),
  }
}

const hintedWork = (world: SyncWorld) =>
  world.context.db.inWorkspace(world.workspaceId, async (tx) => {
    const rows = await tx.db.selectFrom('outbox').select('topic').where('topic', '=', 'sync.hinted').execute()
    return rows.length
  })

test('what webhooks name is fetched, whatever their order and number', async () => {
  const world = await startWorld()
  const { portal, webhooks } = world.hubspot
  const ids = [...portal.stores['0-3'].active()].map((deal) => deal.id)
  const [a = '', b = '', c = '', d = ''] = ids
  portal.update('0-3', a, { dealname: 'A2', amount: '11.00' })
  portal.update('0-3', a, { dealname: 'A3', amount: '12.00' })
  portal.archive('0-3', b)
  const survivor = portal.merge('0-3', c, d)
  const created = portal.createDeal({ properties: { dealname: 'New', dealstage: 'closedwon' } })
  const company = portal.createCompany({ properties: { name: 'Globex' } })
  portal.associate(a, company.id, { primary: true })

  webhooks.duplicate()
  webhooks.shuffle(7)
  const deliveries = await webhooks.deliverNow()
  expect(deliveries.map((delivery) => delivery.status)).toEqual(deliveries.map(() => 200))
  expect(await hintedWork(world)).toBe(1)
  await world.follow()
  expect(await world.waiting()).toBe(0)
  const rows = await world.context.db.inWorkspace(world.workspaceId, (tx) =>
    tx.db
      .selectFrom('deal')
      .select(['external_id', 'name', 'state', 'merged_into', 'account_external_id'])
      .execute(),
  )
  const deal = (id: string) => rows.find((row) => row.external_id === id)
  expect(deal(a)).toMatchObject({ name: 'A3', state: 'active', account_external_id: company.id })
  expect(deal(b)).toMatchObject({ state: 'archived' })
  expect(deal(c)).toMatchObject({ state: 'merged', merged_into: survivor.id })
  expect(deal(d)).toMatchObject({ state: 'merged', merged_into: survivor.id })
  expect(deal(survivor.id)).toMatchObject({ state: 'active' })
  expect(deal(created.id)).toMatchObject({ name: 'New', state: 'active' })
})

test('hints and the work to follow them are stored before the answer, and keep no values', async () => {
  const world = await startWorld()
  const { portal, webhooks } = world.hubspot
  const [deal] = [...portal.stores['0-3'].active()]
  portal.update('0-3', deal?.id ?? '', { dealname: 'Secret name' })
  await webhooks.deliverNow()
  expect(await world.waiting()).toBe(1)
  expect(await hintedWork(world)).toBe(1)
  const stored = await world.context.db.inWorkspace(world.workspaceId, (tx) =>
    tx.db.selectFrom('webhook_inbox').selectAll().execute(),
  )
  expect(JSON.stringify(stored)).not.toContain('Secret name')
})

test('the same delivery twice is stored once', async () => {
  const world = await startWorld()
  const event = {
    eventId: 1,
    portalId: world.hubspot.portal.portalId,
    occurredAt: Date.now(),
    subscriptionType: 'object.creation',
    objectTypeId: '0-3',
    objectId: 9_000_000_001,
  }
  expect(await world.post([event])).toBe(200)
  expect(await world.post([{ ...event, attemptNumber: 1 }])).toBe(200)
  expect(await world.waiting()).toBe(1)
  expect(await world.post([{ ...event, occurredAt: event.occurredAt + 1 }])).toBe(200)
  expect(await world.waiting()).toBe(2)
})

describe('refuses and stores nothing:', () => {
  test('a wrong secret, a stale signature, more than 100 events, other bodies', async () => {
    const world = await startWorld()
    const event = {
      eventId: 1,
      portalId: world.hubspot.portal.portalId,
      occurredAt: 1,
      subscriptionType: 'deal.creation',
      objectId: 1,
    }
    expect(await world.post([event], { secret: 'another secret' })).toBe(401)
    expect(await world.post([event], { timestamp: Date.now() - 301_000 })).toBe(401)
    expect((await fetch(world.target, { method: 'POST', body: JSON.stringify([event]) })).status).toBe(401)
    expect(await world.post(Array.from({ length: 101 }, (_, i) => ({ ...event, eventId: i })))).toBe(400)
    expect(await world.post({ not: 'a list' })).toBe(400)
    expect(await world.post('{')).toBe(400)
    expect(await world.waiting()).toBe(0)
  })
})

test('events of an account that nobody connected are accepted and dropped', async () => {
  const world = await startWorld()
  const event = { eventId: 1, portalId: 999, occurredAt: 1, subscriptionType: 'deal.creation', objectId: 1 }
  expect(await world.post([event])).toBe(200)
  expect(await world.waiting()).toBe(0)
  expect(await world.context.metrics.registry.metrics()).toContain('outcome="unknown_account"} 1')
})

test('a connection that must be reconnected keeps its hints', async () => {
  const world = await startWorld()
  const { portal, webhooks, installations } = world.hubspot
  const [deal] = [...portal.stores['0-3'].active()]
  portal.update('0-3', deal?.id ?? '', { dealname: 'Z' })
  await webhooks.deliverNow()
  installations.uninstall()
  await world.follow()
  const calls = world.hubspot.calls.count()
  await world.follow()
  expect(world.hubspot.calls.count()).toBe(calls)
  expect(await world.waiting()).toBe(1)
})
