import { afterEach, expect, test } from 'vitest'
import { writeBack } from '../../server/jobs/handlers/write-back.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'

let world: SyncWorld | undefined
afterEach(() => world?.close())

interface Tagged extends SyncWorld {
  dealId: string
  externalId: string
  tag(partnerName: string, role: 'sourced' | 'influenced'): Promise<void>
  write(): Promise<void>
  shown(): Record<string, string | undefined>
  work(topic: string): Promise<number>
}

async function startTagged(): Promise<Tagged> {
  const started = await startSyncWorld({
    hubspot: {
      seed: (portal) =>
        void portal.createDeal({
          properties: { dealname: 'One', amount: '48000', dealstage: 'appointmentscheduled' },
          modifiedAt: new Date(Date.now() - 86_400_000),
        }),
    },
  })
  world = started
  const { context, workspaceId, connectionId, hubspot } = started
  await started.sync({ full: true })
  const userId = context.newId()
  const { id: dealId, external_id: externalId } = await context.db.inWorkspace(workspaceId, async (tx) => {
    await seedProgramme(tx, { now: new Date(), newId: context.newId })
    const user = { workspace_id: workspaceId, id: userId, name: 'Riley', email: null, created_at: new Date() }
    await tx.db.insertInto('app_user').values(user).execute()
    return tx.db.selectFrom('deal').select(['id', 'external_id']).executeTakeFirstOrThrow()
  })
  return {
    ...started,
    dealId,
    externalId,
    tag: (partnerName, role) =>
      context.db.inWorkspace(workspaceId, async (tx) => {
        const partner = await tx.db
          .selectFrom('partner')
          .select('id')
          .where('name', '=', partnerName)
          .executeTakeFirstOrThrow()
        await tagPartner(
          tx,
          { now: new Date(), newId: context.newId },
          { userId, name: 'Riley', roles: ['channel_manager'], connectionId },
          {
            connectionId,
            dealExternalId: externalId,
            partnerId: partner.id,
            role,
            reason: 'met',
            touchpoints: [],
          },
        )
      }),
    write: () =>
      writeBack({
        context,
        workspaceId,
        outboxId: context.newId(),
        payload: { dealId },
        signal: new AbortController().signal,
        stillWorking: async () => undefined,
      }),
    shown: () => hubspot.portal.existing('0-3', externalId).properties,
    work: (topic) =>
      context.db.inWorkspace(workspaceId, async (tx) => {
        const rows = await tx.db.selectFrom('outbox').select('id').where('topic', '=', topic).execute()
        return rows.length
      }),
  }
}

test('a tag reaches the CRM record, whose fields are created on the way', async () => {
  const tagged = await startTagged()
  await tagged.tag('Northwind Consulting', 'sourced')
  await tagged.tag('Brightpath Systems', 'influenced')
  expect(await tagged.work('crm.write_back')).toBe(1)
  await tagged.write()
  expect(tagged.shown()).toMatchObject({
    partner_desk_partner: 'Northwind Consulting; Brightpath Systems',
    partner_desk_role: 'Sourced; Influenced',
  })
})

test('what the CRM says already is not written again', async () => {
  const tagged = await startTagged()
  const { calls } = tagged.hubspot
  const before = calls.count()
  await tagged.write()
  expect(calls.count()).toBe(before)
  await tagged.tag('Northwind Consulting', 'sourced')
  await tagged.write()
  const after = calls.count()
  await tagged.write()
  expect(calls.count()).toBe(after)
})

test('our own write is not a change to mirror', async () => {
  const tagged = await startTagged()
  await tagged.tag('Northwind Consulting', 'sourced')
  await tagged.write()
  expect((await tagged.sync()).rowsWritten).toEqual({ deal: 0, account: 0 })
})

test('a deal that is gone is recorded and not tried again', async () => {
  const tagged = await startTagged()
  await tagged.tag('Northwind Consulting', 'sourced')
  tagged.hubspot.portal.purge('0-3', tagged.externalId)
  await tagged.write()
  const calls = tagged.hubspot.calls.count()
  await tagged.write()
  expect(tagged.hubspot.calls.count()).toBe(calls)
})

test('a credited deal whose amount changes asks for its commission to follow, another change does not', async () => {
  const tagged = await startTagged()
  await tagged.tag('Northwind Consulting', 'sourced')
  const { portal } = tagged.hubspot
  portal.update('0-3', tagged.externalId, { dealname: 'Renamed' })
  await tagged.sync()
  expect(await tagged.work('deal.changed')).toBe(0)
  portal.update('0-3', tagged.externalId, { amount: '50000' })
  await tagged.sync()
  expect(await tagged.work('deal.changed')).toBe(1)
})

test('nothing follows the change of a deal that no partner is on', async () => {
  const tagged = await startTagged()
  tagged.hubspot.portal.update('0-3', tagged.externalId, { amount: '50000', dealstage: 'closedwon' })
  await tagged.sync()
  expect(await tagged.work('deal.changed')).toBe(0)
})
