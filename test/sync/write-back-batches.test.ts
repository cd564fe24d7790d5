import { afterEach, expect, test, vi } from 'vitest'
import type { Context } from '../../server/context.ts'
import { OWED, REFUSED, saveWrittenHash, saveWrittenHashes } from '../../server/db/write-back-store.ts'
import { handlers } from '../../server/jobs/handlers.ts'
import { memoryQueue } from '../../server/jobs/memory-queue.ts'
import { addWorks } from '../../server/jobs/outbox.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { eventually } from '../support/eventually.ts'
import { startOrgWorld } from '../support/org-world.ts'
import { startSyncWorld } from '../support/sync-world.ts'

const DEALS = 450
const WITHIN_MS = 60_000

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface World {
  context: Context
  workspaceId: string
  connectionId: string
  sync(options: { full: boolean }): Promise<unknown>
}

interface DealIds {
  id: string
  externalId: string
}

/** Each mirrored deal with one credit and one registration, so that all are to be written. */
async function creditedDeals({ context, workspaceId, sync }: World): Promise<DealIds[]> {
  await sync({ full: true })
  const now = new Date()
  const userId = context.newId()
  const scope = { workspace_id: workspaceId }
  return context.db.inWorkspace(workspaceId, async (tx) => {
    await seedProgramme(tx, { now, newId: context.newId })
    await tx.db
      .insertInto('app_user')
      .values({ ...scope, id: userId, name: 'Riley', email: null, created_at: now })
      .execute()
    const partner = await tx.db
      .selectFrom('partner')
      .select('id')
      .where('name', '=', 'Northwind Consulting')
      .executeTakeFirstOrThrow()
    const deals = await tx.db.selectFrom('deal').select(['id', 'external_id']).orderBy('id').execute()
    const on = (dealId: string) => ({
      ...scope,
      id: context.newId(),
      deal_id: dealId,
      partner_id: partner.id,
    })
    const claim = { contactName: 'Noa', contactEmail: null, useCase: 'Renewal', evidence: 'Met' }
    await tx.db
      .insertInto('credit')
      .values(
        deals.map(({ id }) => ({
          ...on(id),
          role: 'influenced' as const,
          evidence: 'manual' as const,
          registration_id: null,
          reason: 'met',
          created_by: userId,
          created_at: now,
          locked_at: null,
          removed_by: null,
          removed_at: null,
          removed_reason: null,
        })),
      )
      .execute()
    await tx.db
      .insertInto('registration')
      .values(
        deals.map(({ id }) => ({
          ...on(id),
          status: 'in_review' as const,
          claim: JSON.stringify(claim),
          submitted_by: userId,
          submitted_at: now,
          complete_at: now,
          sla_due_at: now,
          sla_paused_at: null,
          decided_by: null,
          decided_at: null,
          reject_reason: null,
          message_to_partner: null,
          question: null,
          answer: null,
          protected_until: null,
        })),
      )
      .execute()
    return deals.map((deal) => ({ id: deal.id, externalId: deal.external_id }))
  })
}

/** Asks for the write-back of the deals and lets a worker of the product's own width do the work. */
async function workOff(
  { context, workspaceId }: World,
  deals: readonly DealIds[],
  { spoilt }: { spoilt?: string } = {},
) {
  const queue = memoryQueue()
  context.db.onWork((ids) => ids.forEach((id) => void queue.wake(id)))
  /** How many deals each job wrote at once. */
  const sizes: number[] = []
  const worker = startWorker(
    {
      ...context,
      queue,
      async crmFor(...names) {
        const crm = await context.crmFor(...names)
        const write = crm.writePartnerFields.bind(crm)
        crm.writePartnerFields = (updates) => {
          sizes.push(updates.length)
          return write(
            updates.map((update) =>
              update.dealExternalId === spoilt ? { ...update, commissionAmount: 'not a number' } : update,
            ),
          )
        }
        return crm
      },
    },
    handlers,
    4,
  )
  closing.push(() => worker.stop())
  await context.db.inWorkspace(workspaceId, (tx) =>
    addWorks(
      tx,
      deals.map(({ id }) => ({
        topic: 'crm.write_back' as const,
        payload: { dealId: id },
        dedupeKey: id,
      })),
    ),
  )
  const rows = () =>
    context.db.inWorkspace(workspaceId, (tx) =>
      tx.db.selectFrom('outbox').selectAll().where('topic', '=', 'crm.write_back').execute(),
    )
  await eventually(async () => {
    const unsettled = (await rows()).filter((row) => row.done_at === null && row.last_problem === null)
    expect(unsettled).toHaveLength(0)
  }, WITHIN_MS)
  await worker.stop()
  return { rows: await rows(), sizes }
}

const hashes = async ({ context, workspaceId }: World): Promise<Map<string, string>> => {
  const rows = await context.db.inWorkspace(workspaceId, (tx) =>
    tx.db.selectFrom('write_back').select(['deal_id', 'written_hash']).execute(),
  )
  return new Map(rows.map((row) => [row.deal_id, row.written_hash]))
}

const at = (deals: readonly DealIds[], index: number): DealIds => {
  const deal = deals[index]
  if (!deal) throw new Error(`there is no deal ${index}`)
  return deal
}

async function orgWith(deals: number) {
  const world = await startOrgWorld({
    salesforce: {
      seed(org) {
        const accounts = ['A', 'B', 'C'].map((Name) => org.createAccount({ Name }).id)
        for (let i = 0; i < deals; i++) {
          const AccountId = accounts[i % accounts.length] ?? null
          org.createOpportunity(
            { Name: `Deal ${i}`, Amount: '100', AccountId },
            { at: new Date(Date.now() - 86_400_000) },
          )
        }
      },
    },
  })
  closing.push(world.close)
  return world
}

async function portalWith(deals: number) {
  const world = await startSyncWorld({
    hubspot: {
      seed(portal) {
        for (let i = 0; i < deals; i++) {
          portal.createDeal({
            properties: { dealname: `Deal ${i}`, amount: '100', dealstage: 'appointmentscheduled' },
            modifiedAt: new Date(Date.now() - 86_400_000),
          })
        }
      },
    },
  })
  closing.push(world.close)
  return world
}

test(
  'on Salesforce, 450 deals that changed at once take three calls for the deals, three for their credits and three for their registrations',
  async () => {
    const world = await orgWith(DEALS)
    const deals = await creditedDeals(world)
    const [refused, gone] = [at(deals, 70), at(deals, 300)]
    const { org, calls } = world.salesforce
    org.purge(gone.externalId)
    const before = calls.byKind()
    const { rows, sizes } = await workOff(world, deals, { spoilt: refused.externalId })

    const after = calls.byKind()
    const made = (kind: string): number => (after[kind] ?? 0) - (before[kind] ?? 0)
    expect(made('collections.update')).toBe(3)
    expect(made('collections.upsert')).toBe(6)
    // Three batches; those that are smaller are the refused deal alone.
    expect(sizes.filter((size) => size > 1)).toEqual([200, 200, 50])

    for (const { externalId } of deals.filter((deal) => deal !== refused && deal !== gone)) {
      expect(org.record(externalId).values).toMatchObject({
        Partner_Desk_Partner__c: 'Northwind Consulting',
        Partner_Desk_Role__c: 'Influenced',
        Partner_Desk_Registration__c: 'In review',
      })
    }
    const written = new Set(
      deals.filter((deal) => deal !== refused && deal !== gone).map((d) => d.externalId),
    )
    for (const object of ['Partner_Credit__c', 'Deal_Registration__c']) {
      const under = [...org.active(object)].map(({ values }) => values['Opportunity__c'])
      expect(new Set(under)).toEqual(written)
      expect(under).toHaveLength(written.size)
    }
    expectOutcome(rows, await hashes(world), { deals, refused, gone })
  },
  WITHIN_MS * 2,
)

test(
  'on HubSpot, 450 deals that changed at once take five calls, and a few more to find the one that is refused',
  async () => {
    const world = await portalWith(DEALS)
    const deals = await creditedDeals(world)
    const [refused, gone] = [at(deals, 70), at(deals, 300)]
    const { portal, calls } = world.hubspot
    portal.purge('0-3', gone.externalId)
    const before = calls.count()
    const { rows, sizes } = await workOff(world, deals, { spoilt: refused.externalId })

    const batches = calls.all().slice(before)
    // A batch of 100 is halved at most seven times, with two calls each time; the deal's own tries are one call each.
    const findings = 2 * Math.ceil(Math.log2(100))
    const tries = sizes.filter((size) => size === 1).length
    const updates = batches.filter((call) => call.path.includes('/batch/update')).length
    expect(updates).toBeLessThanOrEqual(5 + findings + tries + 1)
    expect(sizes.filter((size) => size > 1)).toEqual([200, 200, 50])

    for (const { externalId } of deals.filter((deal) => deal !== refused && deal !== gone)) {
      expect(portal.existing('0-3', externalId).properties).toMatchObject({
        partner_desk_partner: 'Northwind Consulting',
        partner_desk_role: 'Influenced',
        partner_desk_registration_status: 'In review',
      })
    }
    expectOutcome(rows, await hashes(world), { deals, refused, gone })
  },
  WITHIN_MS * 2,
)

function expectOutcome(
  rows: readonly { dedupe_key: string | null; done_at: Date | null; last_problem: string | null }[],
  written: ReadonlyMap<string, string>,
  { deals, refused, gone }: { deals: readonly DealIds[]; refused: DealIds; gone: DealIds },
): void {
  expect(rows).toHaveLength(deals.length)
  const unfinished = rows.filter((row) => row.done_at === null)
  expect(unfinished.map((row) => row.dedupe_key)).toEqual([refused.id])
  expect(unfinished[0]?.last_problem).toMatch(/not a number|not a valid|number/i)
  expect(written.size).toBe(deals.length)
  expect([...written].filter(([, hash]) => hash === REFUSED).map(([id]) => id)).toEqual([refused.id])
  expect(written.get(gone.id)).not.toBe(OWED)
}

test('what is owed goes along with the first deal of its connection that is written', async () => {
  const world = await orgWith(6)
  const { context, workspaceId } = world
  const deals = await creditedDeals(world)
  await context.db.inWorkspace(workspaceId, (tx) =>
    saveWrittenHashes(
      tx,
      deals.slice(1).map(({ id }) => ({ dealId: id, hash: OWED })),
      new Date(),
    ),
  )
  const { sizes } = await workOff(world, deals.slice(0, 1))
  expect(sizes).toEqual([6])
  expect([...(await hashes(world)).values()]).not.toContain(OWED)
})

test('a deal that the CRM refused is taken along by no other, and takes none along', async () => {
  const world = await orgWith(4)
  const { context, workspaceId } = world
  const deals = await creditedDeals(world)
  const refused = at(deals, 1)
  await context.db.inWorkspace(workspaceId, (tx) => saveWrittenHash(tx, refused.id, REFUSED, new Date()))
  const { sizes } = await workOff(world, deals)
  expect(sizes.sort()).toEqual([1, 3])
  // The CRM took it this time.
  expect([...(await hashes(world)).values()]).not.toContain(REFUSED)
})

test('a fact that changes while its deal is being written as another’s companion is written too', async () => {
  const world = await orgWith(3)
  const { context, workspaceId, salesforce } = world
  const deals = await creditedDeals(world)
  const companion = at(deals, 2)
  let changed = false
  const changing: World = {
    ...world,
    context: {
      ...context,
      async crmFor(...names) {
        const crm = await context.crmFor(...names)
        const write = crm.writePartnerFields.bind(crm)
        crm.writePartnerFields = async (updates) => {
          const answer = await write(updates)
          if (!changed) {
            changed = true
            await context.db.inWorkspace(workspaceId, (tx) =>
              tx.db
                .updateTable('registration')
                .set({ status: 'info_requested' })
                .where('deal_id', '=', companion.id)
                .execute(),
            )
          }
          return answer
        }
        return crm
      },
    },
  }
  // Without jobs of their own, which would look again anyway.
  await context.db.inWorkspace(workspaceId, (tx) =>
    saveWrittenHashes(
      tx,
      deals.map(({ id }) => ({ dealId: id, hash: OWED })),
      new Date(),
    ),
  )
  const { sizes } = await workOff(changing, deals.slice(0, 1))
  expect(sizes).toEqual([3, 1])
  expect(salesforce.org.record(companion.externalId).values['Partner_Desk_Registration__c']).toBe(
    'Information requested',
  )
})

test('two processes that write the same deals at once do no harm', async () => {
  const world = await orgWith(40)
  const { workspaceId } = world
  const deals = await creditedDeals(world)
  await world.context.db.inWorkspace(workspaceId, (tx) =>
    saveWrittenHashes(
      tx,
      deals.map(({ id }) => ({ dealId: id, hash: OWED })),
      new Date(),
    ),
  )
  const both = Promise.withResolvers<void>()
  let arrived = 0
  const context: Context = {
    ...world.context,
    async crmFor(...names) {
      arrived += 1
      if (arrived === 2) both.resolve()
      await both.promise
      return world.context.crmFor(...names)
    },
  }
  const first = await import('../../server/jobs/handlers/write-back.ts')
  // Another process has turns of its own.
  vi.resetModules()
  const second = await import('../../server/jobs/handlers/write-back.ts')
  const run = (writeBack: typeof first.writeBack, { id }: DealIds) =>
    writeBack({
      context,
      workspaceId,
      outboxId: context.newId(),
      payload: { dealId: id },
      signal: new AbortController().signal,
      stillWorking: async () => undefined,
    })
  await Promise.all([run(first.writeBack, at(deals, 0)), run(second.writeBack, at(deals, 39))])
  expect(arrived).toBe(2)
  const { org } = world.salesforce
  for (const object of ['Partner_Credit__c', 'Deal_Registration__c'])
    expect([...org.active(object)]).toHaveLength(deals.length)
  expect([...(await hashes(world)).values()]).not.toContain(OWED)
})
