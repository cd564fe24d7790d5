import { afterEach, expect, test } from 'vitest'
import type { Context } from '../../server/context.ts'
import { OWED, writtenHash } from '../../server/db/write-back-store.ts'
import { writeBack } from '../../server/jobs/handlers/write-back.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { approveRegistration } from '../../server/workflows/approve-registration.ts'
import { lockRegistration } from '../../server/workflows/decide-registration.ts'
import { removeCredit } from '../../server/workflows/remove-credit.ts'
import { submitRegistration } from '../../server/workflows/submit-registration.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'
import { startSyncWorld } from '../support/sync-world.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const NORTHWIND = 'Northwind Consulting'
const BRIGHTPATH = 'Brightpath Systems'

interface World {
  context: Context
  workspaceId: string
  connectionId: string
  sync(options: { full: boolean }): Promise<unknown>
}

/** A mirrored deal, the demo programme, and what people do with it. */
async function desk({ context, workspaceId, connectionId, sync }: World) {
  await sync({ full: true })
  const [userId, otherId] = [context.newId(), context.newId()]
  const inWorld = <T>(work: Parameters<typeof context.db.inWorkspace<T>>[1]) =>
    context.db.inWorkspace(workspaceId, work)
  const { id: dealId, external_id: dealExternalId } = await inWorld(async (tx) => {
    await seedProgramme(tx, { now: new Date(), newId: context.newId })
    for (const id of [userId, otherId]) {
      const user = { workspace_id: workspaceId, id, name: 'Riley', email: null, created_at: new Date() }
      await tx.db.insertInto('app_user').values(user).execute()
    }
    return tx.db.selectFrom('deal').select(['id', 'external_id']).executeTakeFirstOrThrow()
  })
  const actor = { userId, name: 'Riley', roles: ['channel_manager' as const], connectionId }
  const moment = { now: new Date(), newId: context.newId }
  const ref = { connectionId, dealExternalId }
  const partnerId = (name: string) =>
    inWorld(async (tx) => {
      const row = await tx.db
        .selectFrom('partner')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      return row.id
    })
  return {
    dealId,
    dealExternalId,
    inWorld,
    async tag(partner: string, role: 'sourced' | 'influenced') {
      const id = await partnerId(partner)
      const input = { ...ref, partnerId: id, role, reason: 'met', touchpoints: [] }
      return inWorld((tx) => tagPartner(tx, moment, actor, input))
    },
    removeCredit: (creditId: string) =>
      inWorld((tx) => removeCredit(tx, moment, actor, { ...ref, creditId, reason: 'wrong' })),
    async register(partner: string) {
      const id = await partnerId(partner)
      const claim = { contactName: 'Noa', contactEmail: null, useCase: 'Renewal', evidence: 'Met' }
      return inWorld((tx) => submitRegistration(tx, moment, actor, { ...ref, partnerId: id, claim }))
    },
    approve: (registrationId: string) =>
      inWorld(async (tx) => {
        const locked = await lockRegistration(tx, { ...ref, registrationId })
        await approveRegistration(tx, moment, { ...actor, userId: otherId }, locked)
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
  }
}

async function orgDesk() {
  const world: OrgWorld = await startOrgWorld({
    salesforce: {
      org: { orgId: '00DHp00000WriteMAB' },
      seed: (org) =>
        void org.createOpportunity(
          { Name: 'One', Amount: '48000' },
          { at: new Date(Date.now() - 86_400_000) },
        ),
    },
  })
  closing.push(world.close)
  return { ...(await desk(world)), salesforce: world.salesforce, sync: world.sync }
}

type Salesforce = OrgWorld['salesforce']
const opportunity = ({ org }: Salesforce, id: string) => org.record(id).values
const records = ({ org }: Salesforce, object: string) => [...org.active(object)].map(({ values }) => values)

test('each credit and registration becomes a record beside the opportunity, and follows what becomes of it', async () => {
  const { salesforce, dealExternalId, tag, removeCredit, register, approve, write } = await orgDesk()
  await tag(NORTHWIND, 'sourced')
  const influenced = await tag(BRIGHTPATH, 'influenced')
  const registration = await register(NORTHWIND)
  await write()
  expect(opportunity(salesforce, dealExternalId)).toMatchObject({
    Partner_Desk_Partner__c: `${NORTHWIND}; ${BRIGHTPATH}`,
    Partner_Desk_Role__c: 'Sourced; Influenced',
    Partner_Desk_Registration__c: expect.any(String),
  })
  expect(records(salesforce, 'Partner_Credit__c')).toHaveLength(2)
  expect(records(salesforce, 'Partner_Credit__c')).toContainEqual(
    expect.objectContaining({
      External_Id__c: influenced,
      Opportunity__c: dealExternalId,
      Partner__c: BRIGHTPATH,
      Role__c: 'Influenced',
      Status__c: 'Active',
    }),
  )
  expect(records(salesforce, 'Deal_Registration__c')).toMatchObject([
    {
      External_Id__c: registration,
      Partner__c: NORTHWIND,
      Status__c: expect.stringMatching(/review|Submitted/),
    },
  ])

  await removeCredit(influenced)
  await approve(registration)
  await write()
  expect(records(salesforce, 'Partner_Credit__c')).toHaveLength(2)
  expect(records(salesforce, 'Partner_Credit__c')).toContainEqual(
    expect.objectContaining({ External_Id__c: influenced, Status__c: 'Removed' }),
  )
  expect(records(salesforce, 'Deal_Registration__c')).toMatchObject([
    { Status__c: 'Approved', Protected_Until__c: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
  ])
})

test('what the org says already is not written again, and a changed record alone is', async () => {
  const { salesforce, register, write } = await orgDesk()
  await register(NORTHWIND)
  await write()
  const { calls } = salesforce
  const before = calls.count()
  await write()
  expect(calls.count()).toBe(before)
  await register(BRIGHTPATH)
  await write()
  expect(calls.count()).toBeGreaterThan(before)
  expect(records(salesforce, 'Deal_Registration__c')).toHaveLength(2)
})

test('a CRM that holds no records of ours is not asked when only they have changed', async () => {
  const world = await startSyncWorld({
    hubspot: {
      seed: (portal) =>
        void portal.createDeal({
          properties: { dealname: 'One', amount: '48000', dealstage: 'appointmentscheduled' },
          modifiedAt: new Date(Date.now() - 86_400_000),
        }),
    },
  })
  closing.push(world.close)
  const { register, write } = await desk(world)
  await register(NORTHWIND)
  await write()
  const before = world.hubspot.calls.count()
  await register(BRIGHTPATH)
  await write()
  expect(world.hubspot.calls.count()).toBe(before)
})

test('a write that the day’s calls no longer allow is owed, and asked for when the sync goes on', async () => {
  const { salesforce, dealId, inWorld, tag, write, sync } = await orgDesk()
  await tag(NORTHWIND, 'sourced')
  const { dailyCalls } = salesforce
  dailyCalls.used = dailyCalls.limit
  // The org says no, and then again whatever is asked.
  await expect(sync()).rejects.toMatchObject({ code: 'rate_limited' })
  await write()
  expect(await inWorld((tx) => writtenHash(tx, dealId))).toBe(OWED)
  expect(records(salesforce, 'Partner_Credit__c')).toEqual([])
})
