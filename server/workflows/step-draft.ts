import type { Actor } from '../auth/actor.ts'
import { type AuditFacts, recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type DraftRecord, findDraft, lockDraft } from '../db/plan-draft-store.ts'
import { lockProgrammePlans } from '../db/plan-version-store.ts'
import { loginsOfPerson } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { type DraftAction, draftActions, refuseUnlessAllowed } from './draft-actions.ts'
import type { Moment } from './lock-deal.ts'
import { type DraftReview, reviewDraft } from './review-draft.ts'

/** A draft as the person who acts has seen it. */
export interface SeenDraft {
  draftId: string
  revision: number
}

/**
 * Holds the draft for the rest of the transaction and refuses what may not be done with it: somebody changed it since it was
 * seen (409), or `draftActions` says no. To publish, it holds all plans of the programme.
 */
export async function stepDraft(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  seen: SeenDraft,
  action: DraftAction,
): Promise<{ draft: DraftRecord; review: DraftReview }> {
  const draft = await lockedDraft(tx, seen.draftId)
  if (action === 'publish') await lockProgrammePlans(tx, draft.programmeId)
  const review = await reviewDraft(tx, moment.now, draft)
  const actions = draftActions(actor, {
    draft,
    findings: review.findings,
    takeOver: review.takeOver,
    logins: await loginsOfPerson(tx, actor.userId),
  })
  const step = actions[action]
  // How it stands comes before what was seen of it: whoever lost a race is told what won.
  if (!step.allowed && step.code === 'conflict') refuseUnlessAllowed(step)
  if (draft.revision !== seen.revision) {
    const because = `The draft is at revision ${draft.revision} and you saw ${seen.revision}: somebody changed it meanwhile. Load it again.`
    throw new Refusal('conflict', because)
  }
  refuseUnlessAllowed(step)
  return { draft, review }
}

export async function lockedDraft(tx: WorkspaceTx, draftId: string): Promise<DraftRecord> {
  const draft = await lockDraft(tx, draftId)
  if (!draft) throw notFound('draft')
  return draft
}

export async function draftOrRefusal(tx: WorkspaceTx, draftId: string): Promise<DraftRecord> {
  const draft = await findDraft(tx, draftId)
  if (!draft) throw notFound('draft')
  return draft
}

/** Adds to the record what somebody did with a draft. */
export async function recordDraftStep(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  entry: { draftId: string; kind: string; reason?: string | null; before?: AuditFacts; after: AuditFacts },
): Promise<void> {
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'plan_draft',
    subjectId: entry.draftId,
    kind: entry.kind,
    actor,
    at: moment.now,
    reason: entry.reason ?? null,
    before: entry.before ?? null,
    after: entry.after,
  })
}
