import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seedRecords } from '../../test/support/seed-records.ts'
import { type Tenant, seedTenant } from '../../test/support/seed-tenant.ts'
import { type DatabaseKind, type TestDatabase, openTestDatabase } from '../../test/support/test-database.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'
import { newId } from '../ids.ts'
import { DONE_WORK_DAYS, FOLLOWED_HINT_DAYS, pruneOnce, SYNC_RUN_DAYS } from './retention.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** A minute inside and outside a limit. */
const younger = (days: number) => new Date(Date.now() - days * DAY_MS + MINUTE_MS)
const older = (days: number) => new Date(Date.now() - days * DAY_MS - MINUTE_MS)

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

describe.each(kinds.filter((kind) => !missing(kind)))('pruning on %s', (kind) => {
  let opened: TestDatabase
  let context: Context
  let tenant: Tenant

  beforeEach(async () => {
    opened = await openTestDatabase(kind)
    // Seeding and pruning use only these parts of a context.
    context = { db: opened.database, newId } as unknown as Context
    tenant = await seedTenant(context, '7001')
  })
  afterEach(() => opened.close())

  const within = <T>(work: Parameters<typeof opened.database.inWorkspace<T>>[1], of = tenant) =>
    opened.database.inWorkspace(of.workspaceId, work)

  async function work(doneAt: Date | null, { parkedAt = null as Date | null, of = tenant } = {}) {
    const id = newId()
    await within(async ({ db }) => {
      await db
        .insertInto('outbox')
        .values({
          workspace_id: of.workspaceId,
          id,
          topic: 'deal.changed',
          dedupe_key: null,
          payload: '{}',
          created_at: new Date(0),
          available_at: new Date(0),
          leased_until: null,
          done_at: doneAt,
          parked_at: parkedAt,
          last_problem: null,
        })
        .execute()
      const note = { workspace_id: of.workspaceId, consumer: 'c', outbox_id: id, at: new Date(0) }
      await db.insertInto('processed').values(note).execute()
    }, of)
    return id
  }

  async function hint(receivedAt: Date, followed: boolean) {
    const id = newId()
    await within(({ db }) =>
      db
        .insertInto('webhook_inbox')
        .values({
          workspace_id: tenant.workspaceId,
          id,
          connection_id: tenant.connectionId,
          dedupe_key: id,
          event: '{}',
          occurred_at: receivedAt,
          received_at: receivedAt,
          processed_at: followed ? receivedAt : null,
        })
        .execute(),
    )
    return id
  }

  async function run(
    updatedAt: Date,
    status: 'running' | 'done' | 'failed' | 'paused',
    runKind: 'full' | 'incremental' = 'incremental',
  ) {
    const id = newId()
    await within(({ db }) =>
      db
        .insertInto('sync_run')
        .values({
          workspace_id: tenant.workspaceId,
          id,
          connection_id: tenant.connectionId,
          kind: runKind,
          status,
          problem: null,
          started_at: updatedAt,
          updated_at: updatedAt,
          finished_at: status === 'running' ? null : updatedAt,
        })
        .execute(),
    )
    return id
  }

  const ids = async (table: 'outbox' | 'webhook_inbox' | 'sync_run', of = tenant) => {
    const rows = await within(({ db }) => db.selectFrom(table).select('id').orderBy('id').execute(), of)
    return rows.map(({ id }) => id)
  }
  const notes = async (of = tenant) => {
    const rows = await within(
      ({ db }) => db.selectFrom('processed').select('outbox_id').orderBy('outbox_id').execute(),
      of,
    )
    return rows.map((row) => row.outbox_id)
  }

  test('takes done work of more than 30 days with its notes, and no work that is not done', async () => {
    const other = await seedTenant(context, '7002')
    const gone = [await work(older(DONE_WORK_DAYS)), await work(older(DONE_WORK_DAYS + 300))]
    const kept = [
      await work(younger(DONE_WORK_DAYS)),
      await work(null),
      await work(null, { parkedAt: older(DONE_WORK_DAYS) }),
    ]
    await work(older(DONE_WORK_DAYS), { of: other })
    const keptThere = [await work(younger(DONE_WORK_DAYS), { of: other })]

    const pruned = await pruneOnce(context)
    expect(pruned).toMatchObject({ outbox: gone.length + 1 })
    expect(await ids('outbox')).toEqual(kept.toSorted())
    expect(await notes()).toEqual(kept.toSorted())
    expect(await ids('outbox', other)).toEqual(keptThere)
    expect(await notes(other)).toEqual(keptThere)
  })

  test('takes followed hints of more than seven days, and none that waits', async () => {
    await hint(older(FOLLOWED_HINT_DAYS), true)
    const kept = [
      await hint(younger(FOLLOWED_HINT_DAYS), true),
      await hint(older(FOLLOWED_HINT_DAYS), false),
      await hint(older(FOLLOWED_HINT_DAYS + 300), false),
    ]
    expect(await pruneOnce(context)).toMatchObject({ webhook_inbox: 1 })
    expect(await ids('webhook_inbox')).toEqual(kept.toSorted())
  })

  test('takes runs of more than 90 days, but neither the last that finished of a kind nor the latest of all', async () => {
    const old = (days: number) => older(SYNC_RUN_DAYS + days)
    await run(old(30), 'done', 'full')
    const lastFull = await run(old(20), 'done', 'full')
    await run(old(12), 'done')
    const lastIncremental = await run(old(10), 'done')
    await run(old(9), 'failed')
    await run(old(8), 'running')
    const resumed = await run(old(7), 'paused', 'full')
    await within(({ db }) =>
      db
        .insertInto('sync_state')
        .values({
          workspace_id: tenant.workspaceId,
          connection_id: tenant.connectionId,
          object: 'deal',
          resume_run: resumed,
        })
        .execute(),
    )
    const latest = await run(old(1), 'failed')
    expect(await pruneOnce(context)).toMatchObject({ sync_run: 4 })
    expect(await ids('sync_run')).toEqual([lastFull, lastIncremental, resumed, latest].toSorted())
  })

  test('keeps every run of less than 90 days, and takes an older one when a later one has finished', async () => {
    await run(older(SYNC_RUN_DAYS), 'done')
    const kept = [await run(younger(SYNC_RUN_DAYS), 'failed'), await run(younger(1), 'done')]
    expect(await pruneOnce(context)).toMatchObject({ sync_run: 1 })
    expect(await ids('sync_run')).toEqual(kept.toSorted())
  })

  test('takes signatures, round trips, tickets and sessions when they have expired, and no sooner', async () => {
    const { id: userId } = await tenant.person(['admin'])
    const own = { workspace_id: tenant.workspaceId }
    for (const [name, expires_at] of [
      ['expired', older(0)],
      ['good', younger(0)],
    ] as const) {
      await within(async ({ db }) => {
        await db
          .insertInto('used_signature')
          .values({ ...own, signature: name, expires_at })
          .execute()
        await db
          .insertInto('console_ticket')
          .values({ ...own, ticket_hash: name, user_id: userId, return_path: '/', expires_at })
          .execute()
        const seen = { created_at: new Date(0), last_seen_at: new Date(0) }
        await db
          .insertInto('console_session')
          .values({ ...own, ...seen, session_hash: name, user_id: userId, expires_at })
          .execute()
      })
      await opened.database.inSystem(({ db }) =>
        db
          .insertInto('oauth_state')
          .values({ state_hash: name, crm: 'hubspot', browser_hash: name, memory: null, expires_at })
          .execute(),
      )
    }
    const one = { used_signature: 1, console_ticket: 1, console_session: 1, oauth_state: 1 }
    expect(await pruneOnce(context)).toMatchObject(one)
    const left = await within(async ({ db }) => [
      (await db.selectFrom('used_signature').select('signature as name').execute()).map(({ name }) => name),
      (await db.selectFrom('console_ticket').select('ticket_hash as name').execute()).map(({ name }) => name),
      (await db.selectFrom('console_session').select('session_hash as name').execute()).map(
        ({ name }) => name,
      ),
    ])
    expect(left).toEqual([['good'], ['good'], ['good']])
    const states = await opened.database.inSystem(({ db }) =>
      db.selectFrom('oauth_state').select('state_hash').execute(),
    )
    expect(states).toEqual([{ state_hash: 'good' }])
  })

  test('goes on batch after batch until nothing is left, and stops between two when asked to', async () => {
    for (let i = 0; i < 7; i++) await hint(older(FOLLOWED_HINT_DAYS + i), true)
    const stopping = new AbortController()
    const db: Pick<Database, 'inSystem' | 'inWorkspace'> = {
      inSystem: (of) => opened.database.inSystem(of),
      async inWorkspace(workspaceId, of) {
        const result = await opened.database.inWorkspace(workspaceId, of)
        if (result === 3) stopping.abort()
        return result
      },
    }
    expect(await pruneOnce({ db }, { batch: 3, signal: stopping.signal })).toMatchObject({
      webhook_inbox: 3,
    })
    expect(await pruneOnce(context, { batch: 3 })).toMatchObject({ webhook_inbox: 4 })
    expect(await ids('webhook_inbox')).toEqual([])
  })

  test('may be done by two processes at once', async () => {
    for (let i = 0; i < 12; i++) await work(older(DONE_WORK_DAYS + i))
    const [one, two] = await Promise.all([pruneOnce(context, { batch: 2 }), pruneOnce(context, { batch: 2 })])
    expect((one['outbox'] ?? 0) + (two['outbox'] ?? 0)).toBe(12)
    expect(await ids('outbox')).toEqual([])
  })

  test('touches no other table, and may delete from none that money and history are in', async () => {
    const records = await seedRecords(context, tenant, 'Old')
    await within(({ db }) =>
      db
        .updateTable('outbox')
        .set({ done_at: older(DONE_WORK_DAYS) })
        .where('id', '=', records.outboxId)
        .execute(),
    )
    const before = await rowCounts()
    await pruneOnce(context)
    expect(await rowCounts()).toEqual({ ...before, outbox: 0 })
    expect(before).toMatchObject({ outbox: 1, payout_item: 1, credit: 1 })
    // What an account is called in the company's own books is a setting.
    const deletable = await within(({ db }) =>
      sql<{ name: string }>`
        select relname as name from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'delete')
            and relname <> 'ledger_account_code'
            and (relname ~ '^(ledger|audit|commission|payout|customer|period|plan|dispute|fx_rate|subscription)'
              or relname in ('credit', 'registration'))`.execute(db),
    )
    expect(deletable.rows).toEqual([])
  })

  async function rowCounts(): Promise<Record<string, number>> {
    return within(async ({ db }) => {
      const tables = await sql<{ name: string }>`
        select relname as name from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select')`.execute(
        db,
      )
      const counts: Record<string, number> = {}
      for (const { name } of tables.rows) {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(
          db,
        )
        counts[name] = rows[0]?.n ?? -1
      }
      return counts
    })
  }
})
