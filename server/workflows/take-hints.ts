import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type InboxHint, storeHints } from '../db/inbox-store.ts'
import { addWork } from '../jobs/outbox.ts'

/** Stores the hints that are new, and asks that they be followed. Returns how many those were. */
export async function takeHints(
  tx: WorkspaceTx,
  connectionId: string,
  hints: readonly InboxHint[],
  newId: Context['newId'],
): Promise<number> {
  const added = await storeHints(tx, connectionId, hints, newId)
  if (added > 0)
    await addWork(tx, { topic: 'sync.hinted', payload: { connectionId }, dedupeKey: connectionId })
  return added
}
