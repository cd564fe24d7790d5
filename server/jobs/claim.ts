import { type UpdateObject, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'

export interface Claimed {
  workspaceId: string
  outboxId: string
  topic: string
  payload: unknown
  /** Also the fencing number: only the holder of the latest claim may finish the row. */
  attempt: number
}

/** Leases go by the database's clock, the only one that all workers share. */
const lease = (ms: number) => sql<Date>`now() + ${ms} * interval '1 millisecond'`

/** Takes a row for work, if it is due and nobody holds it. */
export function claim(db: Database, outboxId: string, leaseMs: number): Promise<Claimed | undefined> {
  return db.inSystem(async (tx) => {
    const row = await tx.db
      .updateTable('outbox')
      .set({ leased_until: lease(leaseMs), attempts: sql<number>`attempts + 1` })
      .where('id', '=', outboxId)
      .where('done_at', 'is', null)
      .where('parked_at', 'is', null)
      .where('available_at', '<=', sql<Date>`now()`)
      .where((where) =>
        where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`now()`)]),
      )
      .returning(['workspace_id', 'id', 'topic', 'payload', 'attempts'])
      .executeTakeFirst()
    return (
      row && {
        workspaceId: row.workspace_id,
        outboxId: row.id,
        topic: row.topic,
        payload: row.payload,
        attempt: row.attempts,
      }
    )
  })
}

/** False when somebody else has taken the row meanwhile: stop working on it. */
export function renewLease(db: Database, claimed: Claimed, leaseMs: number): Promise<boolean> {
  return settle(db, claimed, { leased_until: lease(leaseMs) })
}

export function markDone(db: Database, claimed: Claimed): Promise<boolean> {
  return settle(db, claimed, { done_at: sql<Date>`now()`, leased_until: null, last_problem: null })
}

export function park(db: Database, claimed: Claimed, problem: string): Promise<boolean> {
  return settle(db, claimed, { parked_at: sql<Date>`now()`, leased_until: null, last_problem: problem })
}

export function retryLater(
  db: Database,
  claimed: Claimed,
  problem: string,
  delayMs: number,
): Promise<boolean> {
  return settle(db, claimed, {
    available_at: sql<Date>`now() + ${delayMs} * interval '1 millisecond'`,
    leased_until: null,
    last_problem: problem,
  })
}

/** Back to the others at once, without costing one of the row's tries (but never as if it had not been begun). */
export function handBack(db: Database, claimed: Claimed): Promise<boolean> {
  return settle(db, claimed, { leased_until: null, attempts: Math.max(claimed.attempt - 1, 1) })
}

function settle(db: Database, claimed: Claimed, change: UpdateObject<Tables, 'outbox'>): Promise<boolean> {
  return db.inSystem(async (tx) => {
    const result = await tx.db
      .updateTable('outbox')
      .set(change)
      .where('id', '=', claimed.outboxId)
      .where('attempts', '=', claimed.attempt)
      .where('done_at', 'is', null)
      .executeTakeFirst()
    return result.numUpdatedRows === 1n
  })
}
