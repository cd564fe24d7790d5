import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { crmWords } from '../../server/crm-words.ts'
import { markReconnect } from '../../server/db/connection-store.ts'
import { handlers } from '../../server/jobs/handlers.ts'
import { startListening } from '../../server/jobs/listening.ts'
import { memoryQueue } from '../../server/jobs/memory-queue.ts'
import { readConnections } from '../../server/read/connections.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { newId } from '../../server/ids.ts'
import { eventually } from '../support/eventually.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'

/** A connected org that tells of changes while somebody listens; who listens, and what becomes of what is heard. */

const LEASE_MS = 600
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Listened extends OrgWorld {
  /** The only deal. */
  dealId: string
  /** Begins to listen, as another process would. */
  listen(): Process
}

interface Process {
  /** Resolves when it has looked for connections that nobody listens to, once more than when this was called. */
  looked(): Promise<void>
  stop(): Promise<void>
}

/** Mirrored once, with a worker that does what is asked for and nobody who polls. */
async function start({ changeDataCapture = true, leaseMs = LEASE_MS } = {}): Promise<Listened> {
  let dealId = ''
  const world = await startOrgWorld({
    config: { jobLeaseMs: leaseMs },
    salesforce: {
      org: { changeDataCapture },
      seed(org) {
        dealId = org.createOpportunity(
          { Name: 'Old', Amount: '100' },
          { at: new Date(Date.now() - 86_400_000) },
        ).id
      },
    },
  })
  closing.push(world.close)
  await world.sync({ full: true })
  const queue = memoryQueue()
  world.context.db.onWork((ids) => ids.forEach((id) => void queue.wake(id)))
  const context = { ...world.context, queue }
  const worker = startWorker(context, handlers, 2)
  closing.push(() => worker.stop())
  return {
    ...world,
    dealId,
    listen() {
      let asked = 0
      const inSystem: typeof context.db.inSystem = async (work) => {
        const result = await context.db.inSystem(work)
        asked += 1
        return result
      }
      const listening = startListening({ ...context, db: { ...context.db, inSystem } })
      closing.push(() => listening.stop())
      return {
        stop: () => listening.stop(),
        // A look asks the database at least for the connections and for those that it may have.
        looked() {
          const before = asked
          return eventually(() => expect(asked).toBeGreaterThanOrEqual(before + 4))
        },
      }
    },
  }
}

const inWorld = <T>(world: OrgWorld, work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)

interface Row {
  holder: string | null
  listening_since: Date | null
  resume: string | null
  problem: string | null
}
/** As the connections page says it. */
const shown = (world: OrgWorld) =>
  inWorld(world, async (tx) => {
    const { crmKinds } = world.context
    const { connections } = await readConnections(tx, crmWords(world.context), crmKinds)
    return connections[0]?.listening
  })
const row = (world: OrgWorld): Promise<Row | undefined> =>
  inWorld(world, (tx) => tx.db.selectFrom('connection_listener').selectAll().executeTakeFirst())
const alter = (world: OrgWorld, change: { holder?: string; resume?: string | null; leaseMs?: number }) =>
  inWorld(world, async ({ db }) => {
    const { leaseMs, ...set } = change
    const leased_until = sql<Date>`now() + ${leaseMs ?? 0} * interval '1 millisecond'`
    await db
      .updateTable('connection_listener')
      .set({ ...set, leased_until })
      .execute()
  })
/** Everything that a hint could change, and what is left to do. */
const state = (world: OrgWorld) =>
  inWorld(world, async ({ db }) => ({
    deals: await db.selectFrom('deal').selectAll().orderBy('external_id').execute(),
    hints: await db.selectFrom('webhook_inbox').selectAll().orderBy('id').execute(),
    work: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
  }))
const names = async (world: OrgWorld) => (await state(world)).deals.map(({ name }) => name).toSorted()
const runs = (world: OrgWorld) =>
  inWorld(world, async ({ db }) => (await db.selectFrom('sync_run').select('id').execute()).length)

const listening = (world: OrgWorld) =>
  eventually(async () => {
    expect((await row(world))?.listening_since).toBeInstanceOf(Date)
    expect(world.salesforce.changeEvents.waiting).toBe(1)
  })
const nobodyWaits = (world: OrgWorld) =>
  eventually(() => expect(world.salesforce.changeEvents.waiting).toBe(0))
const allFollowed = (world: OrgWorld) =>
  eventually(async () => {
    const { hints, work } = await state(world)
    expect(hints.filter((hint) => hint.processed_at === null)).toEqual([])
    expect(work.filter((each) => each.done_at === null && each.topic === 'sync.hinted')).toEqual([])
  })

describe('what is heard', () => {
  test('reaches the mirror without a poll', async () => {
    const world = await start()
    world.listen()
    await listening(world)
    world.salesforce.org.update(world.dealId, { Name: 'New', Amount: '250' })
    const account = world.salesforce.org.createAccount({ Name: 'Acme' })
    await eventually(async () => expect(await names(world)).toEqual(['New']))
    await eventually(async () => {
      const found = await inWorld(world, ({ db }) => db.selectFrom('account').select('external_id').execute())
      expect(found).toEqual([{ external_id: account.id }])
    })
    expect(await runs(world)).toBe(1)
  })

  test('changes nothing when it is told ten times more', async () => {
    const world = await start()
    let process = world.listen()
    await listening(world)
    world.salesforce.org.update(world.dealId, { Name: 'New' })
    await eventually(async () => expect(await names(world)).toEqual(['New']))
    world.salesforce.org.update(world.dealId, { Name: 'Newer' })
    await eventually(async () => expect(await names(world)).toEqual(['Newer']))
    await allFollowed(world)
    const before = await state(world)
    expect(before.hints).toHaveLength(2)
    const { webhookEvents } = world.context.metrics
    for (let times = 1; times <= 10; times++) {
      await process.stop()
      // The first event is of how the deal was made.
      await alter(world, { resume: JSON.stringify({ '/data/OpportunityChangeEvent': '1' }) })
      process = world.listen()
      await eventually(async () => {
        const { values } = await webhookEvents.get()
        expect(values.find(({ labels }) => labels.outcome === 'repeated')?.value).toBe(2 * times)
      })
    }
    expect(await state(world)).toEqual(before)
  })

  test('late, after the poll has found it, changes nothing; nothing is lost while nobody is told', async () => {
    const world = await start()
    const { changeEvents, org } = world.salesforce
    world.listen()
    await listening(world)
    changeEvents.stall(true)
    org.update(world.dealId, { Name: 'New' })
    await world.sync()
    const before = await state(world)
    expect(before.deals.map(({ name }) => name)).toEqual(['New'])
    expect(before.hints).toEqual([])
    changeEvents.stall(false)
    await eventually(async () => expect((await state(world)).hints).toHaveLength(1))
    await allFollowed(world)
    expect((await state(world)).deals).toEqual(before.deals)
  })

  test('while nobody listened is told to whoever listens next', async () => {
    const world = await start()
    const process = world.listen()
    await listening(world)
    world.salesforce.org.update(world.dealId, { Name: 'New' })
    await eventually(async () => expect(await names(world)).toEqual(['New']))
    await process.stop()
    world.salesforce.org.update(world.dealId, { Name: 'Newer' })
    world.listen()
    await eventually(async () => expect(await names(world)).toEqual(['Newer']))
    expect(await runs(world)).toBe(1)
  })
})

describe('of several processes', () => {
  test('one listens, and the other when that one stops', async () => {
    const world = await start()
    const first = world.listen()
    await listening(world)
    const holder = (await row(world))?.holder
    await world.listen().looked()
    expect((await row(world))?.holder).toBe(holder)
    expect(world.salesforce.changeEvents.waiting).toBe(1)
    await first.stop()
    await eventually(async () => expect((await row(world))?.listening_since).toBeInstanceOf(Date))
    expect((await row(world))?.holder).not.toBe(holder)
    world.salesforce.org.update(world.dealId, { Name: 'New' })
    await eventually(async () => expect(await names(world)).toEqual(['New']))
  })

  test('one that was silent past its lease keeps nothing, and leaves the listening to who took over', async () => {
    // So long that it does not find out by looking.
    const world = await start({ leaseMs: 600_000 })
    const { calls, org } = world.salesforce
    const process = world.listen()
    await listening(world)
    const other = newId()
    await alter(world, { holder: other, leaseMs: 60_000 })
    const answers = calls.count('cometd')
    org.update(world.dealId, { Name: 'New' })
    await eventually(() => expect(calls.count('cometd')).toBeGreaterThan(answers))
    await nobodyWaits(world)
    await process.stop()
    expect((await state(world)).hints).toEqual([])
    expect(await row(world)).toMatchObject({ holder: other })
  })
})

describe('listening ends', () => {
  test('at once when the process stops, and is given to the others', async () => {
    const world = await start()
    expect(await shown(world)).toBeNull()
    const process = world.listen()
    await listening(world)
    expect(await shown(world)).toEqual({ since: expect.any(String), because: null })
    await process.stop()
    await nobodyWaits(world)
    expect(await shown(world)).toEqual({ since: null, because: null })
    expect(await row(world)).toMatchObject({ holder: null, listening_since: null, problem: null })
  })

  test('when the connection must be made again, and begins again when it is', async () => {
    const world = await start()
    world.listen()
    await listening(world)
    await inWorld(world, (tx) => markReconnect(tx, world.connectionId, 'gone', new Date()))
    await nobodyWaits(world)
    await inWorld(world, ({ db }) =>
      db.updateTable('connection').set({ status: 'connected', updated_at: new Date() }).execute(),
    )
    await listening(world)
  })
})

test('an org that does not tell is asked once, and again when it is connected anew; its syncs go on', async () => {
  const world = await start({ changeDataCapture: false })
  const { calls, org } = world.salesforce
  const process = world.listen()
  await eventually(async () => expect((await row(world))?.problem).toMatch(/Change Data Capture/))
  const asked = calls.count('cometd')
  await process.looked()
  await world.listen().looked()
  expect(calls.count('cometd')).toBe(asked)
  expect(await row(world)).toMatchObject({ holder: null, listening_since: null })
  const because = expect.stringContaining('Change Data Capture')
  expect(await shown(world)).toEqual({ since: null, because })
  org.update(world.dealId, { Name: 'New' })
  await world.sync()
  expect(await names(world)).toEqual(['New'])

  org.settings.changeDataCapture = true
  await inWorld(world, ({ db }) => db.updateTable('connection').set({ updated_at: new Date() }).execute())
  await listening(world)
  expect((await row(world))?.problem).toBeNull()
})
