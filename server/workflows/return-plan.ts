import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDraft } from '../db/plan-draft-store.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { recordDraftStep, type SeenDraft, stepDraft } from './step-draft.ts'

/** Gives a proposed draft back to its authors, who read the reason. */
export async function returnPlan(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: SeenDraft & { reason: string | null },
): Promise<void> {
  const reason = input.reason || null
  const { draft } = await stepDraft(tx, moment, actor, input, 'return')
  if (!reason) {
    throw new Refusal('invalid_request', 'Say why, so that the authors know what to change.', {
      fields: [{ path: 'reason', message: 'must not be empty' }],
    })
  }
  await updateDraft(
    tx,
    draft.id,
    {
      status: 'draft',
      proposedBy: null,
      proposedAt: null,
      returned: { by: actor.name, at: moment.now.toISOString(), reason },
    },
    { userId: actor.userId, at: moment.now },
  )
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_returned',
    reason,
    before: { status: draft.status },
    after: { status: 'draft', revision: draft.revision },
  })
}
