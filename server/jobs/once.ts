import type { WorkspaceTx } from '../db/database.ts'

/**
 * True the first time that this consumer sees this outbox row, false ever after. Call it in the transaction
 * that has the effect: a worker that died before the commit leaves no trace, one that died after it left both.
 */
export async function onlyOnce(tx: WorkspaceTx, consumer: string, outboxId: string): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('processed')
    .values({ workspace_id: tx.workspaceId, consumer, outbox_id: outboxId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('outbox_id')
    .executeTakeFirst()
  return inserted !== undefined
}
