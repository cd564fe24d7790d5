import { nextBatchState } from '../../shared/payout/transitions.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { itemsOf, lockBatch, updateBatch, updateItems } from '../db/payout-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

/** Gives up a draft; its balances can go into another batch. An approved batch is on its way and can no longer be cancelled. */
export async function cancelPayoutBatch(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { batchId: string; reason: string },
): Promise<void> {
  const batch = await lockBatch(tx, input.batchId)
  if (!batch) throw notFound('payout batch')
  const status = nextBatchState(batch.status, 'cancel')
  if (!status) {
    throw new Refusal(
      'conflict',
      'Only a draft can be cancelled. Record what became of the payments instead.',
    )
  }
  await updateBatch(tx, batch.id, { status, closedAt: moment.now })
  const items = await itemsOf(tx, batch.id)
  await updateItems(
    tx,
    items.map(({ id }) => id),
    { status: 'cancelled', updatedAt: moment.now },
  )
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'payout_batch',
    subjectId: batch.id,
    kind: 'payout_batch_cancelled',
    actor,
    at: moment.now,
    reason: input.reason,
    before: { status: batch.status },
    after: { status },
  })
}
