import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { balancesByPartner } from '../../server/db/ledger-store.ts'
import { setRoles } from '../../server/db/user-store.ts'
import { handlers } from '../../server/jobs/handlers.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { storeDeals } from '../../server/workflows/store-records.ts'
import { createApiKey } from '../../server/workflows/create-api-key.ts'
import { lockMirror } from '../../server/db/sync-store.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { eventually } from '../support/eventually.ts'
import { seedTenant, type Tenant } from '../support/seed-tenant.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { crmDeal, invoice, payment, refund } from './payments-world.ts'

let app: TestApp
let tenant: Tenant
let worker: Worker
const NOW = new Date('2026-03-02T09:00:00Z')

beforeAll(async () => {
  const crmFor = () => Promise.reject(new Error('no CRM is reachable in this test'))
  app = await startTestApp({}, { crmFor, clock: { now: () => NOW } })
  tenant = await seedTenant(app.context, '7001')
  worker = startWorker(app.context, handlers, 2)
})
afterAll(async () => {
  await worker.stop()
  await app.close()
})

test('what billing tells becomes payable through the worker, also before the deal is known, and a refund takes its share back', async () => {
  const { context } = app
  const moment = { now: NOW, newId: context.newId }
  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>) =>
    context.db.inWorkspace(tenant.workspaceId, work)
  const person = await tenant.person(['admin', 'channel_manager'])
  const actor = {
    userId: person.id,
    name: 'Casey',
    roles: ['admin' as const, 'channel_manager' as const],
    connectionId: null,
  }
  const { secret, partnerId } = await inWorkspace(async (tx) => {
    await setRoles(tx, person.id, actor.roles)
    await seedProgramme(tx, moment)
    const partner = await tx.db
      .selectFrom('partner')
      .select('id')
      .where('name', '=', 'Northwind Consulting')
      .executeTakeFirstOrThrow()
    const key = await createApiKey(tx, moment, actor, { name: 'Billing', scopes: ['events:write'] })
    return { secret: key.secret, partnerId: partner.id }
  })
  const post = async (...events: object[]) => {
    const reply = await app.send('POST', '/v1/events', {
      headers: { authorization: `Bearer ${secret}`, 'idempotency-key': context.newId() },
      body: JSON.stringify({ events }),
    })
    expect(reply.status, reply.text).toBe(200)
    return (reply.json() as { events: { state: string }[] }).events.map(({ state }) => state)
  }
  const mirror = (outcome: 'open' | 'won') =>
    inWorkspace(async (tx) => {
      await lockMirror(tx, tenant.connectionId, 'deal')
      const change = {
        externalId: '900',
        outcome,
        stageId: outcome,
        closedAt: outcome === 'won' ? NOW : null,
      }
      await storeDeals(tx, tenant.connectionId, [crmDeal(change)], NOW)
    })
  const payable = () =>
    inWorkspace(async (tx) => (await balancesByPartner(tx, [partnerId]))[0]?.balances.payable ?? 0n)

  // Billing is early: the refund before its payment, both before the deal.
  expect(await post(refund('r0', 'p0', '4800.00'))).toEqual(['waiting'])
  expect(await post(payment('p0', '900', '4800.00'))).toEqual(['waiting'])
  await mirror('open')
  await eventually(async () => expect(await post(payment('p0', '900', '4800.00'))).toEqual(['applied']))
  await inWorkspace((tx) =>
    tagPartner(tx, moment, actor, {
      connectionId: tenant.connectionId,
      dealExternalId: '900',
      partnerId,
      role: 'sourced',
      reason: 'They made the introduction',
      touchpoints: [],
    }),
  )
  await mirror('won')
  expect(await post(payment('p1', '900', '24000.00'), invoice('p1', '900', '24000.00'))).toEqual([
    'applied',
    'applied',
  ])
  // Half of the deal is paid: half of 7,200.
  await eventually(async () => expect(await payable()).toBe(360_000n))
  expect(await post(refund('r1', 'p1', '12000.00'))).toEqual(['applied'])
  await eventually(async () => expect(await payable()).toBe(180_000n))
  for (let times = 0; times < 3; times++)
    await post(refund('r1', 'p1', '12000.00'), payment('p1', '900', '24000.00'))
  expect(await payable()).toBe(180_000n)
})
