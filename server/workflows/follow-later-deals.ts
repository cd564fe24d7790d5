import type { Period } from '../../shared/commission/plan.ts'
import { PERIODS } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { laterDealsOfPeriod, type PlaceInPeriod } from '../db/period-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import type { Revision } from './commission-targets.ts'
import { planNeeds } from './plan-needs.ts'

/**
 * A plan that measures periods counts a deal in what the partner's later deals of the period started from: those are
 * looked at again. Only later ones are, so that this comes to an end.
 */
export async function followLaterDeals(
  tx: WorkspaceTx,
  dealId: string,
  plans: readonly PublishedPlan[],
  revisions: readonly Revision[],
): Promise<void> {
  const places = revisions
    .filter(countsOtherwise)
    .flatMap(({ before, target }) => [
      ...(before ? [{ ...before.latest, partnerId: before.partnerId }] : []),
      target,
    ])
  const after = places.flatMap(({ partnerId, planVersionId, closedOn }) => {
    const partnerType = plans.find(({ versionId }) => versionId === planVersionId)?.partnerType
    const period = partnerType === undefined ? undefined : widestPeriod(plans, partnerType)
    return partnerType === undefined || !period || closedOn === null
      ? []
      : [{ partnerId, partnerType, closedOn, period } satisfies PlaceInPeriod & { period: Period }]
  })
  const later = await laterDealsOfPeriod(tx, dealId, after)
  await addWorks(
    tx,
    later.map((id) => ({ topic: 'deal.changed' as const, payload: { dealId: id }, dedupeKey: id })),
  )
}

/** The same explanation in other words does not change what a period sums up to. */
function countsOtherwise({ before, target }: Revision): boolean {
  const latest = before?.latest
  return (
    !latest ||
    latest.amountMinor !== target.amountMinor ||
    latest.revenueMinor !== target.revenueMinor ||
    latest.closedOn !== target.closedOn ||
    latest.planVersionId !== target.planVersionId
  )
}

/** By any version of the programme's plans: a later deal may be under another one. */
function widestPeriod(plans: readonly PublishedPlan[], programme: PartnerType): Period | undefined {
  const measured = new Set(
    plans
      .filter(({ partnerType }) => partnerType === programme)
      .flatMap(({ plan }) => planNeeds(plan).periods),
  )
  return PERIODS.findLast((period) => measured.has(period))
}
