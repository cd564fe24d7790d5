import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findDealByExternalId } from '../db/deal-store.ts'
import { reactToDeal } from './accrue-commission.ts'
import type { DealRef } from './lock-deal.ts'
import { momentOf } from '../moment-of.ts'

/**
 * Does now what a worker is about to do for this deal, so that whoever looks at it sees the commission that belongs to the
 * stage that they see. The worker then finds nothing left to change. Never fails: what does not work out here
 * stays with the worker, which says why.
 */
export async function followPendingChanges(
  context: Pick<Context, 'db' | 'clock' | 'newId' | 'logger'>,
  workspaceId: string,
  ref: DealRef,
): Promise<void> {
  try {
    await context.db.inWorkspace(workspaceId, async (tx) => {
      const deal = await findDealByExternalId(tx, ref.connectionId, ref.dealExternalId)
      if (!deal || !(await isPending(tx, deal.id))) return
      await reactToDeal(tx, momentOf(context), deal.id)
    })
  } catch (error) {
    context.logger.warn(
      { err: error, connectionId: ref.connectionId },
      'a deal could not be settled for the card',
    )
  }
}

async function isPending(tx: WorkspaceTx, dealId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('outbox')
    .select('id')
    .where('topic', '=', 'deal.changed')
    .where('dedupe_key', '=', dealId)
    .where('done_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
