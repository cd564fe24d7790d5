import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDraft } from '../db/plan-draft-store.ts'
import type { Moment } from './lock-deal.ts'
import { recordDraftStep, type SeenDraft, stepDraft } from './step-draft.ts'

/** Hands the draft to somebody else to publish. From then on its terms stay as they are, until it is returned. */
export async function proposePlan(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  seen: SeenDraft,
): Promise<void> {
  const { draft } = await stepDraft(tx, moment, actor, seen, 'propose')
  await updateDraft(
    tx,
    draft.id,
    { status: 'proposed', proposedBy: actor.userId, proposedAt: moment.now, returned: null },
    { userId: actor.userId, at: moment.now },
  )
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_proposed',
    before: { status: draft.status },
    after: { status: 'proposed', revision: draft.revision },
  })
}
