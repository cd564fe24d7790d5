import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type PlanTerms, updateDraft } from '../db/plan-draft-store.ts'
import { termsHash } from '../db/plan-version-store.ts'
import type { Moment } from './lock-deal.ts'
import { livingAcknowledgements, reviewDraft } from './review-draft.ts'
import { recordDraftStep, type SeenDraft, stepDraft } from './step-draft.ts'

/**
 * Replaces the terms. Whoever saves becomes an author, who may not publish them. Acknowledgements of what lint no longer
 * finds are gone; a finding that comes back needs a new one. Saving what is there already changes nothing.
 */
export async function savePlanDraft(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: SeenDraft & { terms: PlanTerms },
): Promise<void> {
  const { draft } = await stepDraft(tx, moment, actor, input, 'edit')
  const changed = changedFields(draft.terms, input.terms)
  if (changed.length === 0) return
  const { findings } = await reviewDraft(tx, moment.now, { ...draft, terms: input.terms })
  const revision = draft.revision + 1
  await updateDraft(
    tx,
    draft.id,
    {
      terms: input.terms,
      revision,
      acknowledged: livingAcknowledgements(draft.acknowledged, findings),
      editedBy: [...new Set([...draft.editedBy, actor.userId])],
    },
    { userId: actor.userId, at: moment.now },
  )
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_draft_saved',
    before: { revision: draft.revision, termsHash: termsHash(draft.terms) },
    after: { revision, termsHash: termsHash(input.terms), changed },
  })
}

function changedFields(before: PlanTerms, after: PlanTerms): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter(
    (key) =>
      Object.hasOwn(before, key) !== Object.hasOwn(after, key) ||
      termsHash(before[key] ?? null) !== termsHash(after[key] ?? null),
  )
}
