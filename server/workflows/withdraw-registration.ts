import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { liveCreditsOf, markCreditRemoved } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import { lockRegistration, type RegistrationRef } from './decide-registration.ts'
import { followDealChange, type Moment } from './lock-deal.ts'
import { moveRegistration } from './move-registration.ts'

/** Takes a registration back; the credit that rests on it goes with it. On a won deal only a channel manager can. */
export async function withdrawRegistration(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: RegistrationRef & { reason: string },
): Promise<void> {
  const { deal, registration, partner } = await lockRegistration(tx, input)
  await moveRegistration(tx, moment, registration, partner.name, {
    action: 'withdraw',
    mover: actor,
    reason: input.reason,
    changes: { slaPausedAt: null },
  })
  const credit = (await liveCreditsOf(tx, deal.id)).find(
    ({ registrationId }) => registrationId === registration.id,
  )
  if (credit) {
    if ((deal.outcome === 'won' || credit.lockedAt) && !may(actor.roles, 'changeLockedCredit')) {
      throw new Refusal(
        'rule_violated',
        'The deal is won, so its credit is locked. A channel manager can withdraw this registration, with a reason.',
      )
    }
    await markCreditRemoved(tx, credit.id, { by: actor.userId, at: moment.now, reason: input.reason })
    await recordAudit(tx, {
      id: moment.newId(),
      dealId: deal.id,
      subjectKind: 'credit',
      subjectId: credit.id,
      kind: 'credit_removed',
      actor,
      at: moment.now,
      reason: 'Its registration was withdrawn.',
      before: { partner: partner.name, role: credit.role },
      after: { partner: partner.name, role: null, postClose: deal.outcome === 'won' },
    })
  }
  await followDealChange(tx, deal)
}
