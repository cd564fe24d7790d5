import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDispute } from '../db/dispute-store.ts'
import type { Moment } from './lock-deal.ts'
import { recordDisputeStep } from './record-dispute-step.ts'
import { stepDispute } from './step-dispute.ts'

/** Somebody other than the opener takes a dispute up. The money stays held. */
export async function reviewDispute(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  disputeId: string,
): Promise<void> {
  const { dispute, to } = await stepDispute(tx, actor, disputeId, 'review')
  await updateDispute(tx, disputeId, { status: to })
  const step = { kind: 'dispute_taken_up', from: dispute.status, to, reason: null }
  await recordDisputeStep(tx, moment, actor, dispute, step)
}
