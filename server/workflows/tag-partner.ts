import type { CreditRole } from '../../shared/credit/credit.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { insertCredit, liveCreditsOf, markCreditRemoved } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findPartner, partnersByIds } from '../db/partner-store.ts'
import { registrationsOf } from '../db/registration-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { foreseeTag } from './foresee-tag.ts'
import { liveCredits, outlasts } from './live-credits.ts'
import { type DealRef, followDealChange, lockDeal, type Moment } from './lock-deal.ts'

export interface TagPartnerInput extends DealRef {
  partnerId: string
  role: CreditRole
  reason: string
  touchpoints: string[]
}

/**
 * Gives a partner manual credit on a deal and returns the credit's id. Refused with `rule_violated` and what to do
 * instead; of two people at once the second one sees the first one's tag.
 */
export async function tagPartner(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: TagPartnerInput,
): Promise<string> {
  const deal = await lockDeal(tx, input)
  const partner = await findPartner(tx, input.partnerId)
  if (!partner) throw notFound('partner')

  const credits = await liveCreditsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    credits.map((credit) => credit.partnerId),
  )
  const registrations = await registrationsOf(tx, deal.id)
  const live = liveCredits(credits, partners, registrations, (registration) =>
    outlasts(registration, deal, moment.now),
  )
  const foresight = foreseeTag({ deal, partner, role: input.role, live, roles: actor.roles })
  if (foresight.kind === 'refused') throw new Refusal('rule_violated', foresight.because)

  const replaced = credits.filter((credit) =>
    foresight.replaces.some(({ creditId }) => creditId === credit.id),
  )
  for (const { creditId, because } of foresight.replaces) {
    await markCreditRemoved(tx, creditId, { by: actor.userId, at: moment.now, reason: because })
  }
  const id = moment.newId()
  await insertCredit(tx, {
    id,
    dealId: deal.id,
    partnerId: partner.id,
    role: input.role,
    shareBps: 10_000,
    evidence: 'manual',
    registrationId: null,
    reason: input.reason,
    touchpoints: input.touchpoints,
    createdBy: actor.userId,
    createdAt: moment.now,
    lockedAt: null,
  })
  const before = replaced.find((credit) => credit.partnerId === partner.id)
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'credit',
    subjectId: id,
    kind: 'partner_tagged',
    actor,
    at: moment.now,
    reason: input.reason,
    before: before ? { partner: partner.name, role: before.role } : null,
    after: {
      partner: partner.name,
      role: input.role,
      touchpoints: input.touchpoints,
      postClose: deal.outcome === 'won',
    },
  })
  await followDealChange(tx, deal)
  return id
}
