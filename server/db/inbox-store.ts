import { z } from 'zod'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'

/** A stored hint: which records somebody said have changed. It carries no values. */
export interface InboxHint {
  dedupeKey: string
  occurredAt: Date
  kind: string
  dealIds: string[]
  accountIds: string[]
}

const stored = z.object({ kind: z.string(), dealIds: z.array(z.string()), accountIds: z.array(z.string()) })

/** Stores what was not stored before; returns how many that were. */
export async function storeHints(
  tx: WorkspaceTx,
  connectionId: string,
  hints: readonly InboxHint[],
  newId: () => string,
): Promise<number> {
  if (hints.length === 0) return 0
  const rows = await tx.db
    .insertInto('webhook_inbox')
    .values(
      hints.map((hint) => ({
        workspace_id: tx.workspaceId,
        id: newId(),
        connection_id: connectionId,
        dedupe_key: hint.dedupeKey,
        event: toJsonb({ kind: hint.kind, dealIds: hint.dealIds, accountIds: hint.accountIds }),
        occurred_at: hint.occurredAt,
        received_at: new Date(),
      })),
    )
    .onConflict((conflict) => conflict.columns(['connection_id', 'dedupe_key']).doNothing())
    .returning('id')
    .execute()
  return rows.length
}

/** The oldest hints that nobody has followed, at most `limit`. */
export async function waitingHints(
  tx: WorkspaceTx,
  connectionId: string,
  limit: number,
): Promise<{ id: string; dealIds: string[]; accountIds: string[] }[]> {
  const rows = await tx.db
    .selectFrom('webhook_inbox')
    .select(['id', 'event'])
    .where('connection_id', '=', connectionId)
    .where('processed_at', 'is', null)
    .orderBy('occurred_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ id: row.id, ...stored.parse(row.event) }))
}

export async function markFollowed(tx: WorkspaceTx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx.db.updateTable('webhook_inbox').set({ processed_at: now }).where('id', 'in', ids).execute()
}
