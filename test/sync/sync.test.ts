import { sql } from 'kysely'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { dealsByIds } from '../../server/db/deal-store.ts'
import type { Portal } from '../simulators/hubspot/portal.ts'
import { hurryPace } from '../support/hurried-pace.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'
import type { DatabaseKind } from '../support/test-database.ts'

const PAST = Date.now() - 30 * 86_400_000
const worlds: SyncWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function worldOf(
  seed: (portal: Portal) => void,
  database: DatabaseKind = 'pglite',
  now?: () => Date,
): Promise<SyncWorld> {
  const world = await startSyncWorld({ hubspot: { seed, ...(now ? { now } : {}) }, database })
  worlds.push(world)
  return world
}

/** Companies and deals of long ago, each changed at an instant of its own. */
function fill(portal: Portal, counts: { companies: number; deals: number }): void {
  const companies = Array.from({ length: counts.companies }, (_, i) =>
    portal.createCompany({ properties: { name: `Company ${i}` }, modifiedAt: new Date(PAST + i) }),
  )
  for (let i = 0; i < counts.deals; i++) {
    const company = companies[i % (companies.length + 1)]
    portal.createDeal({
      properties: { dealname: `Deal ${i}`, amount: `${i}.50`, dealstage: 'appointmentscheduled' },
      ...(company ? { companyIds: [company.id] } : {}),
      modifiedAt: new Date(PAST + i),
    })
  }
}

/** No two readings are equal: how many changes share a millisecond would depend on the machine, and with it the calls. */
function distinctInstants(): () => Date {
  let last = 0
  return () => new Date((last = Math.max(Date.now(), last + 1)))
}

const callsOf = (calls: Readonly<Record<string, number>>) =>
  Object.values(calls).reduce((sum, n) => sum + n, 0)

interface MirrorRow {
  id: string
  external_id: string
  name: string
  amount_minor: bigint | null
  state: string
  merged_into: string | null
  account_external_id: string | null
}

function mirrorOf(world: SyncWorld, table: 'deal' | 'account' = 'deal'): Promise<Map<string, MirrorRow>> {
  return world.context.db.inWorkspace(world.workspaceId, async (tx) => {
    const { rows } = await sql<MirrorRow>`select * from ${sql.table(table)}`.execute(tx.db)
    return new Map(rows.map((row) => [row.external_id, row]))
  })
}

/** Every active deal of the portal is in the mirror as it is, and no other one is active there. */
async function expectSameDeals(world: SyncWorld): Promise<void> {
  const { portal } = world.hubspot
  const mirror = await mirrorOf(world)
  const theirs = [...portal.stores['0-3'].active()].map((deal) => [
    deal.id,
    deal.properties.dealname,
    deal.properties.amount ?? null,
    portal.associations.primaryCompanyOf(deal.id),
  ])
  const ours = [...mirror.values()]
    .filter((row) => row.state === 'active')
    .map((row) => [
      row.external_id,
      row.name,
      row.amount_minor === null
        ? null
        : `${row.amount_minor / 100n}.${String(row.amount_minor % 100n).padStart(2, '0')}`,
      row.account_external_id,
    ])
  const byId = (a: unknown[], b: unknown[]) => String(a[0]).localeCompare(String(b[0]))
  expect(ours.sort(byId)).toEqual(theirs.sort(byId))
}

describe('call budgets', () => {
  test('8,800 deals and 85 companies: within a tenth of the pages, then 5 calls and no row, then 8 calls for 250 changes', async () => {
    onTestFinished(hurryPace())
    const world = await worldOf(
      (portal) => fill(portal, { companies: 85, deals: 8_800 }),
      'pglite',
      distinctInstants(),
    )
    const first = await world.sync({ full: true })
    expect(first.records).toMatchObject({ deal: 8_800, account: 85 })
    expect(first.rowsWritten).toEqual({ deal: 8_800, account: 85 })
    expect(callsOf(first.apiCalls)).toBeLessThanOrEqual(1.1 * (88 + 1) + 10)
    expect(world.hubspot.calls.count()).toBe(callsOf(first.apiCalls))

    const idle = await world.sync()
    expect(idle.kind).toBe('incremental')
    expect(callsOf(idle.apiCalls)).toBeLessThanOrEqual(5)
    expect(idle.rowsWritten).toEqual({ deal: 0, account: 0 })

    const deals = [...world.hubspot.portal.stores['0-3'].active()].slice(100, 350)
    for (const deal of deals) world.hubspot.portal.update('0-3', deal.id, { amount: '77.25' })
    const changed = await world.sync()
    expect(changed.rowsWritten).toEqual({ deal: 250, account: 0 })
    expect(callsOf(changed.apiCalls)).toBeLessThanOrEqual(8)

    // For some minutes a poll reads once more what changed just before: the search index lags.
    const again = await world.sync()
    expect(again.rowsWritten).toEqual({ deal: 0, account: 0 })
    expect(callsOf(again.apiCalls)).toBeLessThanOrEqual(5)

    await expectSameDeals(world)
    const unchanged = await world.sync({ full: true })
    expect(unchanged.rowsWritten).toEqual({ deal: 0, account: 0 })
  }, 180_000)

  test('250 deals changed at one and the same instant need no more calls', async () => {
    const world = await worldOf((portal) => fill(portal, { companies: 1, deals: 300 }))
    await world.sync({ full: true })
    const { portal } = world.hubspot
    portal.atOneInstant(() => {
      for (const deal of [...portal.stores['0-3'].active()].slice(0, 250)) {
        portal.update('0-3', deal.id, { dealname: `Renamed ${deal.id}` })
      }
    })
    const changed = await world.sync()
    expect(changed.rowsWritten).toEqual({ deal: 250, account: 0 })
    expect(callsOf(changed.apiCalls)).toBeLessThanOrEqual(8)
  })
})

test('finds all of 12,000 deals that were changed at one instant', async () => {
  onTestFinished(hurryPace())
  const world = await worldOf((portal) => fill(portal, { companies: 0, deals: 12_000 }))
  await world.sync({ full: true })
  const { portal } = world.hubspot
  portal.atOneInstant(() => {
    for (const deal of [...portal.stores['0-3'].active()]) portal.update('0-3', deal.id, { amount: '5.00' })
  })
  const changed = await world.sync()
  expect(changed.rowsWritten).toEqual({ deal: 12_000, account: 0 })
  expect(callsOf(changed.apiCalls)).toBeLessThanOrEqual(1.25 * (60 + 12) + 3)
}, 180_000)

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

for (const database of kinds)
  describe.skipIf(missing(database))(`on ${database}`, () => {
    test('a full sync settles what was archived, merged, deleted for good, re-associated and restored', async () => {
      const world = await worldOf((portal) => fill(portal, { companies: 3, deals: 20 }), database)
      const { portal } = world.hubspot
      await world.sync({ full: true })
      const [archived, purged, kept, merged, moved, restored] = [...portal.stores['0-3'].active()].map(
        (deal) => deal.id,
      )
      const company = [...portal.stores['0-2'].active()].at(-1)
      if (!archived || !purged || !kept || !merged || !moved || !restored || !company)
        throw new Error('the seed is too small')
      portal.archive('0-3', restored)
      await world.sync({ full: true })
      portal.restore('0-3', restored)
      portal.archive('0-3', archived)
      portal.purge('0-3', purged)
      const survivor = portal.merge('0-3', kept, merged)
      portal.associate(moved, company.id, { primary: true })

      await world.sync({ full: true })
      const mirror = await mirrorOf(world)
      expect(mirror.get(archived)).toMatchObject({ state: 'archived' })
      expect(mirror.get(purged)).toMatchObject({ state: 'missing' })
      expect(mirror.get(kept)).toMatchObject({ state: 'merged', merged_into: survivor.id })
      expect(mirror.get(merged)).toMatchObject({ state: 'merged', merged_into: survivor.id })
      expect(mirror.get(moved)).toMatchObject({ account_external_id: company.id })
      expect(mirror.get(restored)).toMatchObject({ state: 'active' })
      await expectSameDeals(world)
      expect((await world.sync({ full: true })).rowsWritten).toEqual({ deal: 0, account: 0 })
    })

    test('after many deals came at once, looking some up reads those and not the others', async () => {
      const world = await worldOf((portal) => fill(portal, { companies: 0, deals: 1_200 }), database)
      await world.sync({ full: true })
      const ids = [...(await mirrorOf(world)).values()].map(({ id }) => id).slice(0, 50)
      const read = await world.context.db.inWorkspace(world.workspaceId, async (tx) => {
        const before = await dealsRead(tx)
        expect((await dealsByIds(tx, ids)).size).toBe(50)
        return (await dealsRead(tx)) - before
      })
      expect(read).toBe(50n)
    })
  })

/** Rows of deals that this connection has read and not reported yet. */
async function dealsRead({ db }: WorkspaceTx): Promise<bigint> {
  const { rows } = await sql<{ read: bigint }>`
    select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as read
      from pg_stat_xact_user_tables where relname = 'deal'`.execute(db)
  return rows[0]?.read ?? 0n
}

test('what changes while everything is listed is mirrored when the run ends', async () => {
  const world = await worldOf((portal) => fill(portal, { companies: 2, deals: 1_000 }))
  const { portal, calls } = world.hubspot
  let changes = 0
  const change = setInterval(() => {
    const listed = calls.count('deals.list')
    const deals = [...portal.stores['0-3'].active()]
    const [early, late] = [deals[3 + changes], deals.at(-1 - changes)]
    if (listed < 2 || changes >= 3 || !early || !late) return
    changes++
    portal.update('0-3', early.id, { amount: '1234.00' })
    portal.update('0-3', late.id, { dealname: 'Changed on the way' })
    portal.createDeal({ properties: { dealname: 'New on the way', amount: '9.00', dealstage: 'closedwon' } })
  }, 5)
  await world.sync({ full: true })
  clearInterval(change)
  expect(changes).toBeGreaterThan(0)
  await world.sync()
  await expectSameDeals(world)
})

test('a listing that was cut short goes on after its last stored page and still notices what vanished', async () => {
  const world = await worldOf((portal) => fill(portal, { companies: 1, deals: 1_500 }))
  const { hubspot } = world
  await world.sync({ full: true })
  const gone = [...hubspot.portal.stores['0-3'].active()][7]
  if (!gone) throw new Error('the seed is too small')
  hubspot.portal.purge('0-3', gone.id)

  const stop = new AbortController()
  const aborted = world.sync({ full: true, signal: stop.signal })
  await expect.poll(() => storedPages(world), { interval: 5, timeout: 20_000 }).toBeGreaterThan(0)
  stop.abort()
  await expect(aborted).rejects.toThrow('asked to stop')
  const before = hubspot.calls.count('deals.list')
  const resumed = await world.sync()
  expect(resumed.kind).toBe('full')
  expect(hubspot.calls.count('deals.list') - before).toBeLessThan(16)
  expect((await mirrorOf(world)).get(gone.id)).toMatchObject({ state: 'missing' })
  await expectSameDeals(world)
})

const storedPages = (world: SyncWorld) =>
  world.context.db.inWorkspace(world.workspaceId, async (tx) => {
    const rows = await tx.db.selectFrom('sync_page').select('number').where('object', '=', 'deal').execute()
    return rows.length
  })

test('only one run of a connection is alive at a time', async () => {
  const world = await worldOf((portal) => fill(portal, { companies: 1, deals: 300 }))
  const outcomes = await Promise.allSettled([world.sync({ full: true }), world.sync({ full: true })])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(world.hubspot.calls.count('deals.list')).toBe(4)
})

test('a run that was taken for dead cannot write any more', async () => {
  const world = await worldOf((portal) => fill(portal, { companies: 1, deals: 400 }))
  const slow = world.sync({ full: true })
  await expect.poll(() => world.hubspot.calls.count('deals.list'), { interval: 2 }).toBeGreaterThan(0)
  await world.context.db.inWorkspace(world.workspaceId, (tx) =>
    tx.db.updateTable('sync_run').set({ status: 'failed', problem: 'taken for dead' }).execute(),
  )
  await expect(slow).rejects.toThrow('another run went on')
  await world.sync()
  await expectSameDeals(world)
})

test('faults of every kind leave the same mirror', async () => {
  const world = await worldOf((portal) => fill(portal, { companies: 10, deals: 700 }))
  const { faults, installations } = world.hubspot
  faults.plan('GET /crm/objects', { status: 500 })
  faults.plan('GET /crm/objects', { reset: true }, { times: 2 })
  faults.plan('GET /crm/objects', { status: 502 })
  faults.plan('GET /crm/objects', { status: 429, retryAfterSeconds: 0.05 })
  faults.plan('GET /crm/objects', { status: 477, retryAfterSeconds: 0.05 })
  faults.plan('POST /crm', { status: 500 }, { afterwards: true })
  installations.expireAccessTokens()
  const summary = await world.sync({ full: true })
  expect(faults.pending()).toBe(0)
  expect(summary.rowsWritten).toEqual({ deal: 700, account: 10 })
  expect(world.hubspot.calls.count('oauth.token')).toBe(1)
  await expectSameDeals(world)
})
