import { type DisputeState, type DisputeStep, nextDisputeState } from '../../shared/dispute/dispute.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type DisputeRecord, lockDispute } from '../db/dispute-store.ts'
import { lockLedger } from '../db/ledger-store.ts'
import { loginsOfPerson } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'

export interface DisputeMove {
  dispute: DisputeRecord
  to: DisputeState
}

/**
 * Takes the ledger and then the dispute, in the order in which opening one does, and refuses what cannot be done in its state or
 * not by this person: who opened it, under any login, does not judge it, and nobody else withdraws it.
 */
export async function stepDispute(
  tx: WorkspaceTx,
  actor: Actor,
  disputeId: string,
  step: DisputeStep,
): Promise<DisputeMove> {
  await lockLedger(tx)
  const dispute = await lockDispute(tx, disputeId)
  if (!dispute) throw notFound('dispute')
  const to = nextDisputeState(dispute.status, step)
  if (!to) throw new Refusal('conflict', whyNot(dispute.status))
  const own = (await loginsOfPerson(tx, actor.userId)).has(dispute.openedBy)
  if (step === 'withdraw' && !own) {
    throw new Refusal('rule_violated', 'Only who opened a dispute withdraws it.')
  }
  if (step !== 'withdraw' && own) {
    throw new Refusal('rule_violated', 'You opened this dispute, so somebody else decides it.')
  }
  return { dispute, to }
}

function whyNot(status: DisputeState): string {
  switch (status) {
    case 'open':
      return 'This dispute is not under review yet: take it up first.'
    case 'under_review':
      return 'This dispute is under review already.'
    default:
      return `This dispute was ${status} already.`
  }
}
