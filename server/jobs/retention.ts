import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Database } from '../db/database.ts'

/**
 * Prunes what nothing reads any more. Only traces of delivery and access: ledger, audit, commission and payouts are kept
 * for ever, and the database grants nobody to delete from them. Everything goes by the database's clock.
 */

/** Done work, and the notes that it was done once. Far beyond any lease, repeated wake-up and look at the jobs page. */
export const DONE_WORK_DAYS = 30
/** Followed hints. Both CRMs repeat an event for at most 72 hours: until then the row is what makes it heard once. */
export const FOLLOWED_HINT_DAYS = 7
/** Runs of the sync. The latest of a connection says how it is, its last finished ones of each kind when the next is due. */
export const SYNC_RUN_DAYS = 90

const FIRST_AFTER_MS = 5 * 60_000
const EVERY_MS = 24 * 3_600_000
/** Rows in one transaction: short enough that no request waits long for one, on PGlite too. */
const BATCH = 500

const ago = (days: number) => sql`now() - ${days} * interval '1 day'`

/** What is pruned of a workspace; each statement deletes at most `batch` rows of the table that it is named after. */
const OF_WORKSPACE: Readonly<Record<string, (workspaceId: string, batch: number) => RawBuilder<unknown>>> = {
  outbox: (workspaceId, batch) => sql`
    with old as (
      select id from outbox
        where workspace_id = ${workspaceId}::uuid and done_at < ${ago(DONE_WORK_DAYS)}
        order by done_at limit ${batch}),
    notes as (
      delete from processed where workspace_id = ${workspaceId}::uuid and outbox_id in (select id from old))
    delete from outbox where id in (select id from old)`,
  // By when it was received: when it was followed is told in business time, which may stand still.
  webhook_inbox: (workspaceId, batch) => sql`
    delete from webhook_inbox where id in (
      select id from webhook_inbox
        where workspace_id = ${workspaceId}::uuid and processed_at is not null
          and received_at < ${ago(FOLLOWED_HINT_DAYS)}
        order by received_at limit ${batch})`,
  sync_run: (workspaceId, batch) => sql`
    delete from sync_run where id in (
      select run.id from sync_run as run
        where run.workspace_id = ${workspaceId}::uuid and run.updated_at < ${ago(SYNC_RUN_DAYS)}
          and exists (select from sync_run as later
            where later.connection_id = run.connection_id
              and (later.updated_at, later.id) > (run.updated_at, run.id))
          and (run.status <> 'done' or exists (select from sync_run as later
            where later.connection_id = run.connection_id and later.kind = run.kind and later.status = 'done'
              and (later.updated_at, later.id) > (run.updated_at, run.id)))
          and not exists (select from sync_state as state
            where state.connection_id = run.connection_id and state.resume_run = run.id)
        order by run.updated_at limit ${batch})`,
  used_signature: (workspaceId, batch) => sql`
    delete from used_signature where workspace_id = ${workspaceId}::uuid and signature in (
      select signature from used_signature
        where workspace_id = ${workspaceId}::uuid and expires_at < now() limit ${batch})`,
  console_ticket: (workspaceId, batch) => sql`
    delete from console_ticket where ticket_hash in (
      select ticket_hash from console_ticket
        where workspace_id = ${workspaceId}::uuid and expires_at < now() limit ${batch})`,
  console_session: (workspaceId, batch) => sql`
    delete from console_session where session_hash in (
      select session_hash from console_session
        where workspace_id = ${workspaceId}::uuid and expires_at < now() limit ${batch})`,
}

/** A round trip of OAuth belongs to no workspace yet. */
const oauthState = (batch: number) => sql`
  delete from oauth_state where state_hash in (
    select state_hash from oauth_state where expires_at < now() limit ${batch})`

/** Prunes soon after the start and once a day. Any number of processes may do so. */
export function startRetention(context: Pick<Context, 'db' | 'logger'>): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let pruning: Promise<void> = Promise.resolve()
  const prune = (): void => {
    pruning = pruning
      .then(async () => {
        const pruned = await pruneOnce(context, { signal: stopping.signal })
        context.logger.info({ pruned }, 'what nothing reads any more was pruned')
        if (!stopping.signal.aborted) await context.db.analyze()
      })
      .catch((error: unknown) => {
        context.logger.warn({ err: error }, 'pruning failed, the next one goes on from there')
      })
  }
  const first = setTimeout(prune, FIRST_AFTER_MS)
  const daily = setInterval(prune, EVERY_MS)
  return {
    async stop() {
      stopping.abort()
      clearTimeout(first)
      clearInterval(daily)
      await pruning
    },
  }
}

/** Prunes all workspaces, in batches of a transaction each; returns how many rows of which table that were. */
export async function pruneOnce(
  { db }: { db: Pick<Database, 'inSystem' | 'inWorkspace'> },
  { batch = BATCH, signal }: { batch?: number; signal?: AbortSignal } = {},
): Promise<Record<string, number>> {
  const pruned: Record<string, number> = {}
  /** Until a batch finds nothing. One that is not full is no end: another process may have taken the rest of it. */
  const all = async (table: string, deleteBatch: () => Promise<number>): Promise<void> => {
    let deleted = batch
    while (deleted > 0 && !signal?.aborted) {
      deleted = await deleteBatch()
      pruned[table] = (pruned[table] ?? 0) + deleted
    }
  }
  const rowsOf = async (run: Promise<{ numAffectedRows?: bigint }>): Promise<number> =>
    Number((await run).numAffectedRows ?? 0n)

  await all('oauth_state', () => db.inSystem((tx) => rowsOf(oauthState(batch).execute(tx.db))))
  const workspaces = await db.inSystem((tx) => tx.db.selectFrom('workspace').select('workspace_id').execute())
  for (const { workspace_id: workspaceId } of workspaces) {
    for (const [table, statement] of Object.entries(OF_WORKSPACE)) {
      await all(table, () =>
        db.inWorkspace(workspaceId, (tx) => rowsOf(statement(workspaceId, batch).execute(tx.db))),
      )
    }
  }
  return pruned
}
