import { afterEach, describe, expect, test } from 'vitest'
import { crmWords } from '../../server/crm-words.ts'
import { storeHints } from '../../server/db/inbox-store.ts'
import { mirrorConnection } from '../../server/jobs/handlers/sync-connection.ts'
import { pollOnce } from '../../server/jobs/polling.ts'
import { readConnections } from '../../server/read/connections.ts'
import { syncHinted } from '../../server/workflows/sync-hinted.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'

/** What another kind of CRM adds to test/sync/sync.test.ts: deletion told apart from lost sharing, and a daily budget. */

let world: OrgWorld
afterEach(() => {
  clock.aheadMs = 0
  return world.close()
})

let nextOrg = 1
/** The org's own clock. */
const clock = { aheadMs: 0 }
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const past = () => new Date(Date.now() - 86_400_000)

/** Three opportunities of one account. Each org is another one: a process remembers what an org's budget was. */
async function start(): Promise<OrgWorld & { ids: string[] }> {
  const ids: string[] = []
  world = await startOrgWorld({
    salesforce: {
      now: () => new Date(Date.now() + clock.aheadMs),
      org: { orgId: orgId(`00DHp00000${String(nextOrg++).padStart(5, '0')}`) },
      seed(org) {
        const account = org.createAccount({ Name: 'Acme' }, { at: past() })
        for (const name of ['Kept', 'Deleted', 'Hidden'])
          ids.push(
            org.createOpportunity({ Name: name, Amount: '1000', AccountId: account.id }, { at: past() }).id,
          )
      },
    },
  })
  return { ...world, ids }
}

/** With the three characters that make an id of 15 safe where case is lost. */
function orgId(short: string): string {
  const check = [0, 5, 10].map((start) => {
    const bits = [...short.slice(start, start + 5)].map((sign, at) => (/[A-Z]/.test(sign) ? 2 ** at : 0))
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits.reduce((sum, bit) => sum + bit, 0)]
  })
  return short + check.join('')
}

const inWorld = <T>(work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)
const states = () =>
  inWorld(async (tx) => {
    const rows = await tx.db.selectFrom('deal').select(['name', 'state']).orderBy('name').execute()
    return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
  })
const connection = () =>
  inWorld(
    async (tx) => (await readConnections(tx, crmWords(world.context), world.context.crmKinds)).connections[0],
  )

describe('records that are no longer shown', () => {
  test('are archived when the org says that they were deleted, and missing when nobody knows', async () => {
    const { salesforce, ids, sync } = await start()
    await sync({ full: true })
    expect(await states()).toEqual({ Kept: 'active', Deleted: 'active', Hidden: 'active' })
    salesforce.org.purge(ids[1] ?? '', { at: minutesAgo(2) })
    salesforce.org.visibility.unshare(ids[2] ?? '')
    await sync({ full: true })
    expect(await states()).toEqual({ Kept: 'active', Deleted: 'archived', Hidden: 'missing' })
  })

  test('are told apart when a hint names them, too', async () => {
    const { salesforce, ids, sync, context, workspaceId, connectionId } = await start()
    await sync({ full: true })
    salesforce.org.purge(ids[1] ?? '', { at: minutesAgo(2) })
    salesforce.org.visibility.unshare(ids[2] ?? '')
    const hint = { dedupeKey: 'one', occurredAt: new Date(), kind: 'changed', dealIds: ids, accountIds: [] }
    await inWorld((tx) => storeHints(tx, connectionId, [hint], context.newId))
    const signal = new AbortController().signal
    expect(await syncHinted(context, { workspaceId, connectionId, signal })).toBe(1)
    expect(await states()).toEqual({ Kept: 'active', Deleted: 'archived', Hidden: 'missing' })
  })

  test('are archived by the next listing when the org’s log of deletions was behind', async () => {
    const { salesforce, ids, sync } = await start()
    await sync({ full: true })
    // Into a minute that the log does not cover yet.
    salesforce.org.purge(ids[1] ?? '', { at: minutesAgo(-1) })
    await sync({ full: true })
    expect(await states()).toMatchObject({ Deleted: 'missing' })
    clock.aheadMs = 3 * 60_000
    await sync({ full: true })
    expect(await states()).toMatchObject({ Deleted: 'archived', Hidden: 'active' })
  })

  test('are stored as archived when a change says so, and live again when they are restored', async () => {
    const { salesforce, ids, sync } = await start()
    await sync({ full: true })
    salesforce.org.delete(ids[1] ?? '')
    await sync()
    expect(await states()).toMatchObject({ Deleted: 'archived' })
    salesforce.org.undelete(ids[1] ?? '')
    await sync()
    expect(await states()).toMatchObject({ Deleted: 'active' })
  })

  test('are seen again when they are shared again', async () => {
    const { salesforce, ids, sync } = await start()
    await sync({ full: true })
    salesforce.org.visibility.unshare(ids[2] ?? '')
    await sync({ full: true })
    expect(await states()).toMatchObject({ Hidden: 'missing' })
    salesforce.org.visibility.share(ids[2] ?? '')
    await sync({ full: true })
    expect(await states()).toMatchObject({ Hidden: 'active' })
  })
})

describe('the calls of the day', () => {
  test('are shown with the run, as the org last said', async () => {
    const { salesforce, sync } = await start()
    salesforce.dailyCalls.used = 17
    await sync({ full: true })
    const { used, limit } = salesforce.dailyCalls
    expect(await connection()).toMatchObject({ dailyCalls: { used, limit }, problem: null })
  })

  test('pause the sync at four fifths, which says so and comes back by itself', async () => {
    const { salesforce, sync, context, workspaceId, connectionId } = await start()
    await sync({ full: true })
    const { dailyCalls } = salesforce
    dailyCalls.limit = 100_000
    dailyCalls.used = 80_000
    const run = () =>
      mirrorConnection({
        context,
        workspaceId,
        outboxId: context.newId(),
        payload: { connectionId, full: false },
        signal: new AbortController().signal,
        stillWorking: async () => undefined,
      })
    await run()
    const shown = await connection()
    expect(shown?.runs[0]).toMatchObject({ status: 'paused', problem: expect.stringContaining('80 %') })
    expect(shown?.problem).toMatch(/^Syncing pauses and goes on by itself: /)
    const [again, ...more] = await inWorld((tx) =>
      tx.db
        .selectFrom('outbox')
        .select(['payload', 'available_at'])
        .where('topic', '=', 'sync.connection')
        .execute(),
    )
    expect(more).toEqual([])
    expect(again?.payload).toEqual({ connectionId, full: false })
    const waitMs = (again?.available_at.getTime() ?? 0) - Date.now()
    expect(waitMs).toBeGreaterThan(50 * 60_000)
    expect(waitMs).toBeLessThanOrEqual(60 * 60_000)

    const calls = salesforce.calls.count()
    await run()
    expect(salesforce.calls.count(), 'a pause asks nobody').toBe(calls)
    await pollOnce(context)
    expect(
      await inWorld((tx) =>
        tx.db.selectFrom('outbox').select('id').where('topic', '=', 'sync.connection').execute(),
      ),
    ).toHaveLength(1)
  })

  test('are not yet used up one call before', async () => {
    const { salesforce, sync } = await start()
    salesforce.dailyCalls.limit = 1_000_000
    salesforce.dailyCalls.used = 799_900
    await sync({ full: true })
    expect(await connection()).toMatchObject({ problem: null, dealCount: 3 })
  })
})
