import { sql } from 'kysely'
import type { SystemTx, WorkspaceTx } from './database.ts'

/** A connection that somebody may listen to. */
export interface Listened {
  workspaceId: string
  connectionId: string
}

export interface HeldListener extends Listened {
  /** Where to go on, in the CRM's terms; null for a new beginning. */
  resume: string | null
  /** What ended the last listening, where nobody has listened since. */
  problem: string | null
}

/**
 * Renews what `holder` listens to and takes what nobody listens to and is due; returns all that it holds then. Leases go by
 * the database's clock. A connection that was changed, as by connecting it again, is due at once.
 */
export async function takeListeners(
  tx: SystemTx,
  wanted: readonly Listened[],
  holder: string,
  leaseMs: number,
): Promise<HeldListener[]> {
  if (wanted.length === 0) return []
  await tx.db
    .insertInto('connection_listener')
    .values(wanted.map((each) => ({ connection_id: each.connectionId, workspace_id: each.workspaceId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { rows } = await sql<{
    workspace_id: string
    connection_id: string
    resume: string | null
    problem: string | null
  }>`
    update connection_listener as l set
        holder = ${holder}::uuid,
        leased_until = now() + ${leaseMs} * interval '1 millisecond',
        listening_since = case when l.holder = ${holder}::uuid then l.listening_since end
      from connection as c
      where c.id = l.connection_id and l.connection_id = any(${wanted.map((each) => each.connectionId)}::uuid[])
        and (l.holder = ${holder}::uuid
          or ((l.holder is null or l.leased_until < now())
            and (l.look_again_at <= now() or c.updated_at > l.changed_at)))
      returning l.workspace_id, l.connection_id, l.resume, l.problem`.execute(tx.db)
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    resume: row.resume,
    problem: row.problem,
  }))
}

/** The CRM tells now. */
export async function noteListening(tx: SystemTx, connectionId: string, holder: string): Promise<void> {
  await tx.db
    .updateTable('connection_listener')
    .set({ listening_since: sql<Date>`now()`, problem: null })
    .where('connection_id', '=', connectionId)
    .where('holder', '=', holder)
    .execute()
}

/** For others, or for the same, to take from `lookAgainMs` on. A `problem` of undefined leaves the one that is known. */
export async function giveUpListener(
  tx: SystemTx,
  connectionId: string,
  holder: string,
  { lookAgainMs, problem }: { lookAgainMs: number; problem?: string | undefined },
): Promise<void> {
  await tx.db
    .updateTable('connection_listener')
    .set({
      holder: null,
      leased_until: null,
      listening_since: null,
      look_again_at: sql<Date>`now() + ${lookAgainMs} * interval '1 millisecond'`,
      changed_at: sql<Date>`now()`,
      ...(problem === undefined ? {} : { problem }),
    })
    .where('connection_id', '=', connectionId)
    .where('holder', '=', holder)
    .execute()
}

/** Since when somebody listens, or why nobody does; undefined where nobody ever tried. */
export async function listeningTo(
  tx: WorkspaceTx,
  connectionId: string,
): Promise<{ since: Date | null; problem: string | null } | undefined> {
  const row = await tx.db
    .selectFrom('connection_listener')
    .select([
      'problem',
      sql<Date | null>`case when leased_until > now() then listening_since end`.as('since'),
    ])
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  return row
}

/** In the transaction that keeps the hints. False when somebody else listens by now: then keep nothing. */
export async function moveListener(
  tx: WorkspaceTx,
  connectionId: string,
  holder: string,
  resume: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('connection_listener')
    .set({ resume })
    .where('workspace_id', '=', tx.workspaceId)
    .where('connection_id', '=', connectionId)
    .where('holder', '=', holder)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
