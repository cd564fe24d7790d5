import { sql } from 'kysely'
import type { WorkspaceTx } from '../db/database.ts'
import { notFound } from '../errors.ts'

/** Gives a parked row its tries back. Its attempts stay above zero, so that it never collides with newer work of the same key. */
export async function redrive(tx: WorkspaceTx, outboxId: string): Promise<void> {
  const row = await tx.db
    .updateTable('outbox')
    .set({ parked_at: null, attempts: 1, available_at: sql<Date>`now()` })
    .where('id', '=', outboxId)
    .where('parked_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw notFound('parked job')
  tx.wake(row.id)
}
