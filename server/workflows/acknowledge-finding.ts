import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDraft } from '../db/plan-draft-store.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { livingAcknowledgements, reviewDraft } from './review-draft.ts'
import { lockedDraft, recordDraftStep } from './step-draft.ts'

/**
 * Says that a warning is meant, and why. Also who is to publish may say so: the terms do not change, so that it makes
 * nobody an author. An error cannot be acknowledged.
 */
export async function acknowledgeFinding(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: { draftId: string; findingId: string; reason: string },
): Promise<void> {
  const draft = await lockedDraft(tx, input.draftId)
  if (draft.status !== 'draft' && draft.status !== 'proposed') {
    throw new Refusal('conflict', `The draft is ${draft.status}.`)
  }
  const { findings } = await reviewDraft(tx, moment.now, draft)
  const reviewed = findings.find(({ id }) => id === input.findingId)
  if (!reviewed) {
    throw new Refusal('conflict', 'Lint does not find this in the draft any more. Load it again.')
  }
  const { acknowledged: known, ...finding } = reviewed
  if (finding.severity === 'error') {
    throw new Refusal('rule_violated', `An error has to be mended: ${finding.message}`)
  }
  if (known) throw new Refusal('conflict', `${known.by} has acknowledged this already.`)
  const own = {
    finding,
    byId: actor.userId,
    by: actor.name,
    at: moment.now.toISOString(),
    reason: input.reason,
  }
  await updateDraft(
    tx,
    draft.id,
    { acknowledged: [...livingAcknowledgements(draft.acknowledged, findings), own] },
    { userId: actor.userId, at: moment.now },
  )
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_finding_acknowledged',
    reason: input.reason,
    after: { finding: finding.id, message: finding.message, revision: draft.revision },
  })
}
