import { decideRemoval } from '../../shared/credit/credit.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { liveCreditsOf, markCreditRemoved } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { partnersByIds } from '../db/partner-store.ts'
import { registrationsOf } from '../db/registration-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { liveCredits } from './live-credits.ts'
import { type DealRef, followDealChange, lockDeal, type Moment } from './lock-deal.ts'

export interface RemoveCreditInput extends DealRef {
  creditId: string
  reason: string
}

/** Takes a credit away; who, when and why stay on record. After the win only a channel manager can, and it is counted as post-close. */
export async function removeCredit(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: RemoveCreditInput,
): Promise<void> {
  const deal = await lockDeal(tx, input)
  const credits = await liveCreditsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    credits.map((credit) => credit.partnerId),
  )
  const registrations = await registrationsOf(tx, deal.id)
  // Only what can still be withdrawn sends people there; credit of a registration that is over is removed here.
  const live = liveCredits(credits, partners, registrations, ({ status }) => status === 'approved')
  const credit = live.find(({ id }) => id === input.creditId)
  if (!credit) throw notFound('credit')
  const decision = decideRemoval(credit, {
    dealOutcome: deal.outcome,
    mayChangeLocked: may(actor.roles, 'changeLockedCredit'),
  })
  if (decision.kind === 'refused') throw new Refusal('rule_violated', decision.because)
  await markCreditRemoved(tx, credit.id, { by: actor.userId, at: moment.now, reason: input.reason })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: deal.id,
    subjectKind: 'credit',
    subjectId: credit.id,
    kind: 'credit_removed',
    actor,
    at: moment.now,
    reason: input.reason,
    before: { partner: credit.partnerName, role: credit.role },
    after: { partner: credit.partnerName, role: null, postClose: deal.outcome === 'won' },
  })
  await followDealChange(tx, deal)
}
