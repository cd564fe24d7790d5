import { sql } from 'kysely'
import { z } from 'zod'
import type { PaymentObject } from '../../shared/crm/crm-payment.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { MirroredObject } from './mirror-store.ts'

export type SyncedKind = MirroredObject | DetailKind | PaymentObject

/** How far the mirror of one kind of record is. Instants are the CRM's own. */
export interface SyncState {
  /** Everything that was changed before is mirrored. null: nothing was ever listed to its end. */
  changedSince: Date | null
  /** When the last listing began, finished or not. */
  listingStartedAt: Date | null
  /** Set while a listing is unfinished. */
  resumeRun: string | null
  resumeAfter: string | null
  /** Why this kind alone could not be read; null when it could. */
  problem: string | null
}

/**
 * Holds the mirror of one kind of record until the transaction ends: writers of the same connection take turns,
 * so that each compares with what the one before it wrote and they never wait for each other in a circle.
 */
export async function lockMirror(
  tx: WorkspaceTx,
  connectionId: string,
  object: SyncedKind,
): Promise<SyncState> {
  const key = { workspace_id: tx.workspaceId, connection_id: connectionId, object }
  await tx.db
    .insertInto('sync_state')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx.db
    .selectFrom('sync_state')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('object', '=', object)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return {
    changedSince: row.changed_since,
    listingStartedAt: row.listing_started_at,
    resumeRun: row.resume_run,
    resumeAfter: row.resume_after,
    problem: row.problem,
  }
}

export async function saveSyncState(
  tx: WorkspaceTx,
  connectionId: string,
  object: SyncedKind,
  changes: Partial<SyncState>,
): Promise<void> {
  await tx.db
    .updateTable('sync_state')
    .set({
      ...(changes.changedSince === undefined ? {} : { changed_since: changes.changedSince }),
      ...(changes.listingStartedAt === undefined ? {} : { listing_started_at: changes.listingStartedAt }),
      ...(changes.resumeRun === undefined ? {} : { resume_run: changes.resumeRun }),
      ...(changes.resumeAfter === undefined ? {} : { resume_after: changes.resumeAfter }),
      ...(changes.problem === undefined ? {} : { problem: changes.problem }),
    })
    .where('connection_id', '=', connectionId)
    .where('object', '=', object)
    .execute()
}

/** Of these kinds, those that could not be read, each with why. */
export async function problemsOf(
  tx: WorkspaceTx,
  connectionId: string,
  kinds: readonly SyncedKind[],
): Promise<Map<SyncedKind, string>> {
  if (kinds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('sync_state')
    .select(['object', 'problem'])
    .where('connection_id', '=', connectionId)
    .where('object', 'in', kinds)
    .execute()
  return new Map(
    rows.flatMap(({ object, problem }) => (problem === null ? [] : [[object, problem] as const])),
  )
}

/** Remembers which records a listing has shown. */
export async function rememberListed(
  tx: WorkspaceTx,
  connectionId: string,
  object: SyncedKind,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return
  await sql`
    insert into sync_page (workspace_id, connection_id, object, number, external_ids)
      select ${tx.workspaceId}::uuid, ${connectionId}::uuid, ${object}, coalesce(max(number), 0) + 1, ${externalIds}::text[]
        from sync_page where connection_id = ${connectionId}::uuid and object = ${object}`.execute(tx.db)
}

export async function forgetListed(tx: WorkspaceTx, connectionId: string, object: SyncedKind): Promise<void> {
  await tx.db
    .deleteFrom('sync_page')
    .where('connection_id', '=', connectionId)
    .where('object', '=', object)
    .execute()
}

/** Records that we hold as active and that the listing, now at its end, did not show. */
export async function notListed(
  tx: WorkspaceTx,
  connectionId: string,
  object: MirroredObject,
): Promise<string[]> {
  // Not as an anti-join: on tables without statistics the planner takes a nested loop, and 8,800 rows take seconds.
  const { rows } = await sql<{ external_id: string }>`
    select held.external_id from ${sql.table(object)} as held
      where held.connection_id = ${connectionId}::uuid and held.state = 'active'
    except select unnest(external_ids) from sync_page
      where connection_id = ${connectionId}::uuid and object = ${object}`.execute(tx.db)
  return rows.map((row) => row.external_id)
}

/** Records that vanished without anybody knowing why. */
export async function unexplained(
  tx: WorkspaceTx,
  connectionId: string,
  object: MirroredObject,
): Promise<string[]> {
  const rows = await tx.db
    .selectFrom(object)
    .select('external_id')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'missing')
    .execute()
  return rows.map((row) => row.external_id)
}

export type Counts = Record<string, number>
const counts = z.record(z.string(), z.number())

export interface SyncRun {
  id: string
  connectionId: string
  kind: 'full' | 'incremental'
  status: 'running' | 'done' | 'failed' | 'paused'
  recordsRead: Counts
  recordsExpected: Counts
  rowsWritten: Counts
  apiCalls: Counts
  problem: string | null
  /** Of the calls that the CRM grants the account in a day; null where it says nothing. */
  dailyCalls: { used: number; limit: number } | null
  startedAt: Date
  finishedAt: Date | null
}

/** The runs of a connection, the latest first. */
export async function latestRuns(tx: WorkspaceTx, connectionId: string, limit: number): Promise<SyncRun[]> {
  const rows = await tx.db
    .selectFrom('sync_run')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    kind: row.kind,
    status: row.status,
    recordsRead: counts.parse(row.records_read),
    recordsExpected: counts.parse(row.records_expected),
    rowsWritten: counts.parse(row.rows_written),
    apiCalls: counts.parse(row.api_calls),
    problem: row.problem,
    dailyCalls:
      row.daily_calls_used === null || row.daily_calls_limit === null
        ? null
        : { used: row.daily_calls_used, limit: row.daily_calls_limit },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }))
}

/** A run that says nothing for so long is dead: its process was killed, or stopped for longer than it may be. */
export const runLeaseMs = ({ jobLeaseMs }: { jobLeaseMs: number }): number => jobLeaseMs * 1.5

/** When a live run of this connection will have lapsed, if there is one. Leases go by the database's clock. */
export async function liveRunUntil(
  tx: WorkspaceTx,
  connectionId: string,
  leaseMs: number,
): Promise<Date | undefined> {
  const row = await tx.db
    .selectFrom('sync_run')
    .select(sql<Date>`updated_at + ${leaseMs} * interval '1 millisecond'`.as('until'))
    .where('connection_id', '=', connectionId)
    .where('status', '=', 'running')
    .where(sql<boolean>`updated_at > now() - ${leaseMs} * interval '1 millisecond'`)
    .orderBy('updated_at', 'desc')
    .executeTakeFirst()
  return row?.until
}

/** Ends runs that died, so that what they may still write is refused. */
export async function endDeadRuns(tx: WorkspaceTx, connectionId: string, now: Date): Promise<void> {
  await tx.db
    .updateTable('sync_run')
    .set({
      status: 'failed',
      problem: 'Stopped in the middle; the next run goes on from there.',
      finished_at: now,
    })
    .where('connection_id', '=', connectionId)
    .where('status', '=', 'running')
    .execute()
}

export async function insertRun(
  tx: WorkspaceTx,
  run: Pick<
    SyncRun,
    'id' | 'connectionId' | 'kind' | 'startedAt' | 'recordsRead' | 'recordsExpected' | 'rowsWritten'
  >,
): Promise<void> {
  await tx.db
    .insertInto('sync_run')
    .values({
      workspace_id: tx.workspaceId,
      id: run.id,
      connection_id: run.connectionId,
      kind: run.kind,
      status: 'running',
      records_read: toJsonb(run.recordsRead),
      records_expected: toJsonb(run.recordsExpected),
      rows_written: toJsonb(run.rowsWritten),
      started_at: run.startedAt,
      updated_at: sql<Date>`now()`,
    })
    .execute()
}

/**
 * Adds to a run's numbers and renews its lease. False when the run was ended meanwhile, because it seemed dead:
 * whatever this transaction did must then be undone.
 */
export async function noteProgress(
  tx: WorkspaceTx,
  runId: string,
  progress: {
    recordsRead?: Counts
    recordsExpected?: Counts
    rowsWritten?: Counts
    apiCalls?: Counts
    dailyCalls?: SyncRun['dailyCalls']
  },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('sync_run')
    .set({
      records_read: sql<string>`records_read || ${toJsonb(progress.recordsRead ?? {})}::jsonb`,
      records_expected: sql<string>`records_expected || ${toJsonb(progress.recordsExpected ?? {})}::jsonb`,
      rows_written: sql<string>`rows_written || ${toJsonb(progress.rowsWritten ?? {})}::jsonb`,
      api_calls: sql<string>`api_calls || ${toJsonb(progress.apiCalls ?? {})}::jsonb`,
      ...dailyCallColumns(progress.dailyCalls ?? null),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', runId)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** How a run ended: why not all went well, and the numbers as they were then. */
export interface RunEnd extends Pick<SyncRun, 'problem' | 'apiCalls' | 'dailyCalls'> {
  status: Exclude<SyncRun['status'], 'running'>
}

/** Ends a run that is still running. */
export async function endRun(tx: WorkspaceTx, runId: string, end: RunEnd, now: Date): Promise<void> {
  await tx.db
    .updateTable('sync_run')
    .set({
      status: end.status,
      problem: end.problem,
      api_calls: toJsonb(end.apiCalls),
      ...dailyCallColumns(end.dailyCalls),
      finished_at: now,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', runId)
    .where('status', '=', 'running')
    .execute()
}

/** What the CRM did not say leaves what it said before. */
const dailyCallColumns = (calls: SyncRun['dailyCalls']) =>
  calls === null ? {} : { daily_calls_used: calls.used, daily_calls_limit: calls.limit }

/** Whether a run has read the owners within the last hour. They change rarely, and cost two calls. */
export const ownersAreFresh = (tx: WorkspaceTx, connectionId: string): Promise<boolean> =>
  readWithin(tx, connectionId, 'owner', '1 hour')

/** Whether a run has read the exchange rates within the last day. */
export const ratesAreFresh = (tx: WorkspaceTx, connectionId: string): Promise<boolean> =>
  readWithin(tx, connectionId, 'exchange_rate', '1 day')

async function readWithin(
  tx: WorkspaceTx,
  connectionId: string,
  kind: string,
  interval: string,
): Promise<boolean> {
  const row = await tx.db
    .selectFrom('sync_run')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where(sql<boolean>`records_read ? ${kind}`)
    .where(sql<boolean>`updated_at > now() - ${interval}::interval`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
