import type { DisputeState } from '../../shared/dispute/dispute.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { DisputeRecord } from '../db/dispute-store.ts'
import { findPartner } from '../db/partner-store.ts'
import type { Moment } from './lock-deal.ts'

/** What somebody did with a dispute, in the record of its deal. */
export async function recordDisputeStep(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  dispute: Pick<DisputeRecord, 'id' | 'dealId' | 'partnerId'>,
  step: { kind: string; from: DisputeState | null; to: DisputeState; reason: string | null },
): Promise<void> {
  const partner = (await findPartner(tx, dispute.partnerId))?.name ?? dispute.partnerId
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: dispute.dealId,
    subjectKind: 'dispute',
    subjectId: dispute.id,
    kind: step.kind,
    actor,
    at: moment.now,
    reason: step.reason,
    before: step.from && { partner, state: step.from },
    after: { partner, state: step.to },
  })
}
