import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDispute } from '../db/dispute-store.ts'
import { holdDisputed } from './hold-disputed.ts'
import type { Moment } from './lock-deal.ts'
import { recordDisputeStep } from './record-dispute-step.ts'
import { stepDispute } from './step-dispute.ts'

/**
 * Upholds or rejects a dispute that is under review, with the reason. What was held is payable again; what an upheld dispute is
 * to change - a credit, an amount - is changed where that is kept, and the commission follows.
 */
export async function decideDispute(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { disputeId: string; outcome: 'upheld' | 'rejected'; decision: string },
): Promise<void> {
  const { disputeId, outcome, decision } = input
  const move = await stepDispute(tx, actor, disputeId, outcome === 'upheld' ? 'uphold' : 'reject')
  await end(tx, moment, actor, move, { kind: `dispute_${outcome}`, decision })
}

/** Who opened a dispute gives it up. What was held is payable again. */
export async function withdrawDispute(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  disputeId: string,
): Promise<void> {
  const move = await stepDispute(tx, actor, disputeId, 'withdraw')
  await end(tx, moment, actor, move, { kind: 'dispute_withdrawn', decision: null })
}

async function end(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { dispute, to }: Awaited<ReturnType<typeof stepDispute>>,
  { kind, decision }: { kind: string; decision: string | null },
): Promise<void> {
  const decided = { decidedBy: actor.userId, decidedAt: moment.now, decision }
  await updateDispute(tx, dispute.id, { status: to, ...decided })
  await holdDisputed(tx, moment, dispute.dealId)
  await recordDisputeStep(tx, moment, actor, dispute, { kind, from: dispute.status, to, reason: decision })
}
