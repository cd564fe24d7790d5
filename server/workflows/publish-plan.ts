import type { PartnerType } from '../../shared/partner/partner.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { wonDealsSince } from '../db/closed-deal-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { updateDraft } from '../db/plan-draft-store.ts'
import { newestSimulationOf } from '../db/plan-simulation-store.ts'
import { endWindow, isTakenNumber, isTakenWindow, publishVersion } from '../db/plan-version-store.ts'
import { Refusal } from '../errors.ts'
import { addWorks } from '../jobs/outbox.ts'
import type { Moment } from './lock-deal.ts'
import { livingAcknowledgements } from './review-draft.ts'
import { recordDraftStep, type SeenDraft, stepDraft } from './step-draft.ts'

/**
 * Makes a proposed draft the programme's next version, for good. Done by somebody who worked on none of it (the database
 * refuses an author too). The version that its window begins in ends on the day before; won deals that closed in the
 * new window already are rated by it.
 */
export async function publishPlan(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: SeenDraft & { reason: string | null },
): Promise<void> {
  const { draft, review } = await stepDraft(tx, moment, actor, input, 'publish')
  const { plan, takeOver, terms, nextVersion, programme, findings } = review
  if (!plan || !takeOver?.ok) throw new Error(`draft ${draft.id} may be published but is no plan`)
  const versionId = moment.newId()
  for (const { id, version, effectiveTo } of takeOver.ends) {
    await endWindow(tx, id, effectiveTo)
    await recordAudit(tx, {
      id: moment.newId(),
      dealId: null,
      subjectKind: 'plan_version',
      subjectId: id,
      kind: 'plan_window_ended',
      actor,
      at: moment.now,
      reason: `Version ${nextVersion} takes over.`,
      before: { version, effectiveTo: review.versions.find((one) => one.id === id)?.effectiveTo ?? null },
      after: { version, effectiveTo },
    })
  }
  const simulationId = await newestSimulationOf(tx, draft.id, 'done')
  await refusingTaken(() =>
    publishVersion(tx, {
      id: versionId,
      programmeId: programme.id,
      key: plan.id,
      version: nextVersion,
      effectiveFrom: plan.effectiveFrom,
      effectiveTo: plan.effectiveTo,
      terms,
      publishedBy: actor.name,
      publishedAt: moment.now,
      reason: input.reason || null,
      draftId: draft.id,
      simulationId,
      acknowledged: livingAcknowledgements(draft.acknowledged, findings),
    }),
  )
  await updateDraft(
    tx,
    draft.id,
    { status: 'published', publishedBy: actor.userId, publishedVersionId: versionId },
    { userId: actor.userId, at: moment.now },
  )
  await recordDraftStep(tx, moment, actor, {
    draftId: draft.id,
    kind: 'plan_published',
    reason: input.reason || null,
    before: { status: draft.status },
    after: {
      status: 'published',
      plan: plan.id,
      version: nextVersion,
      effectiveFrom: plan.effectiveFrom,
      effectiveTo: plan.effectiveTo,
      revision: draft.revision,
    },
  })
  await rateWonDeals(tx, programme.partnerType, plan.effectiveFrom)
}

/** Deals that closed on a day of the new window: it may lie where no plan was, or the CRM may say that a won deal closes later. */
async function rateWonDeals(tx: WorkspaceTx, partnerType: PartnerType, effectiveFrom: string): Promise<void> {
  // Midnight comes up to 14 hours earlier in the plan's time zone; a deal too many is rated as it was.
  const since = new Date(Date.parse(`${effectiveFrom}T00:00:00Z`) - 86_400_000)
  const dealIds = await wonDealsSince(tx, partnerType, since)
  for (let from = 0; from < dealIds.length; from += 1000) {
    await addWorks(
      tx,
      dealIds
        .slice(from, from + 1000)
        .map((dealId) => ({ topic: 'deal.changed' as const, payload: { dealId }, dedupeKey: dealId })),
    )
  }
}

/** What the tables refuse in spite of the rules above, as somebody who published at the same moment would cause it. */
async function refusingTaken(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isTakenWindow(error)) {
      const because =
        'Another version of this programme has days of this window by now. Load the draft again and look at its dates.'
      throw new Refusal('conflict', because, { cause: error })
    }
    if (isTakenNumber(error)) {
      const because = 'Another programme has a plan with this id. Give this plan an id of its own.'
      throw new Refusal('rule_violated', because, { cause: error })
    }
    throw error
  }
}
