import type { RegistrationOnDeal } from '../../shared/contract/card-api.ts'
import { pauseSla } from '../../shared/registration/sla.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { findPartner, type PartnerRecord } from '../db/partner-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { loginsOfPerson } from '../db/user-store.ts'
import { notFound } from '../errors.ts'
import { approveRegistration } from './approve-registration.ts'
import { type DealRef, followDealChange, lockDeal, type Moment } from './lock-deal.ts'
import { moveRegistration, requireMove } from './move-registration.ts'

export interface RegistrationRef extends DealRef {
  registrationId: string
}

export type Decision =
  | { decision: 'approve' }
  | {
      decision: 'reject'
      reason: NonNullable<RegistrationOnDeal['rejectReason']>
      /** What the partner will read. */
      messageToPartner: string
    }
  | { decision: 'ask'; question: string }

/** Approves, rejects or sends back a waiting registration. Nobody decides on what they submitted. */
export async function decideRegistration(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: RegistrationRef & { decision: Decision },
): Promise<void> {
  const { deal, registration, partner } = await lockRegistration(tx, input)
  const { decision } = input
  if ((await loginsOfPerson(tx, actor.userId)).has(registration.submittedBy)) {
    // Under another login it is still their own: refused by the same rule, in the same words.
    requireMove({ ...registration, submittedBy: actor.userId }, decision.decision, actor)
  }
  switch (decision.decision) {
    case 'approve':
      await approveRegistration(tx, moment, actor, { deal, registration, partner })
      break
    case 'reject':
      await moveRegistration(tx, moment, registration, partner.name, {
        action: 'reject',
        mover: actor,
        reason: decision.messageToPartner,
        changes: {
          decidedBy: actor.userId,
          decidedAt: moment.now,
          rejectReason: decision.reason,
          messageToPartner: decision.messageToPartner,
          slaPausedAt: null,
        },
        facts: { rejectReason: decision.reason },
      })
      break
    case 'ask': {
      const clock = pauseSla({ dueAt: registration.slaDueAt, pausedAt: registration.slaPausedAt }, moment.now)
      await moveRegistration(tx, moment, registration, partner.name, {
        action: 'ask',
        mover: actor,
        reason: decision.question,
        changes: { question: decision.question, answer: null, slaPausedAt: clock.pausedAt },
      })
    }
  }
  await followDealChange(tx, deal)
}

/** The registration with its deal held. One of another deal, or of another workspace, does not exist. */
export async function lockRegistration(
  tx: WorkspaceTx,
  ref: RegistrationRef,
): Promise<{ deal: MirroredDeal; registration: RegistrationRecord; partner: PartnerRecord }> {
  const deal = await lockDeal(tx, ref)
  const registrations = await registrationsOf(tx, deal.id)
  const registration = registrations.find(({ id }) => id === ref.registrationId)
  if (!registration) throw notFound('registration')
  const partner = await findPartner(tx, registration.partnerId)
  if (!partner) throw new Error(`registration ${registration.id} has no partner`)
  return { deal, registration, partner }
}
