import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDraft } from '../db/plan-draft-store.ts'
import { unfinishedSimulationsOf, updateUnfinishedSimulation } from '../db/plan-simulation-store.ts'
import type { Moment } from './lock-deal.ts'
import { recordDraftStep, type SeenDraft, stepDraft } from './step-draft.ts'

/** Gives a draft up for good; its simulations that still run are cancelled. It stays to be read. */
export async function discardPlan(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: SeenDraft & { reason: string | null },
): Promise<void> {
  const { draft } = await stepDraft(tx, moment, actor, input, 'discard')
  await updateDraft(tx, draft.id, { status: 'discarded' }, { userId: actor.userId, at: moment.now })
  for (const id of await unfinishedSimulationsOf(tx, draft.id)) {
    await updateUnfinishedSimulation(tx, id, { status: 'cancelled', finishedAt: moment.now })
  }
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_discarded',
    reason: input.reason || null,
    before: { status: draft.status },
    after: { status: 'discarded', revision: draft.revision },
  })
}
