import { submissionRefusal } from '../../shared/registration/may-submit.ts'
import { missingFields } from '../../shared/registration/registration.ts'
import { startSla } from '../../shared/registration/sla.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findPartner } from '../db/partner-store.ts'
import { findProgramme } from '../db/programme-store.ts'
import {
  insertRegistration,
  type RegistrationClaim,
  type RegistrationRecord,
  registrationsOf,
} from '../db/registration-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { expireLapsed } from './expire-lapsed.ts'
import { type DealRef, followDealChange, lockDeal, type Moment } from './lock-deal.ts'
import { moveRegistration, recordMove, requireMove } from './move-registration.ts'

export interface SubmitRegistrationInput extends DealRef {
  partnerId: string
  claim: RegistrationClaim
}

/**
 * Files a partner's claim on a deal and takes it into review. It is complete at once - every required field must be
 * there - so its place in the queue is now. Returns the registration's id.
 */
export async function submitRegistration(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: SubmitRegistrationInput,
): Promise<string> {
  const deal = await lockDeal(tx, input)
  const partner = await findPartner(tx, input.partnerId)
  if (!partner) throw notFound('partner')
  const missing = missingFields(input.claim)
  if (missing.length > 0) {
    const fields = missing.map((path) => ({ path, message: 'must not be empty' }))
    throw new Refusal('invalid_request', 'The registration is not complete.', { fields })
  }
  const registrations = await expireLapsed(tx, moment, deal, await registrationsOf(tx, deal.id))
  const own = registrations.filter(({ partnerId }) => partnerId === partner.id).map(({ status }) => status)
  const refusal = submissionRefusal({ partner, dealOutcome: deal.outcome, own })
  if (refusal) throw new Refusal('rule_violated', refusal)

  const programme = await findProgramme(tx, partner.type)
  if (!programme) throw new Error(`partner ${partner.id} has no programme`)
  const sla = startSla(moment.now, { kind: 'calendarHours', hours: programme.slaHours })
  const draft: RegistrationRecord = {
    id: moment.newId(),
    dealId: deal.id,
    partnerId: partner.id,
    status: 'draft',
    claim: input.claim,
    submittedBy: actor.userId,
    submittedAt: moment.now,
    completeAt: moment.now,
    slaDueAt: sla.dueAt,
    slaPausedAt: sla.pausedAt,
    decidedBy: null,
    decidedAt: null,
    rejectReason: null,
    messageToPartner: null,
    question: null,
    answer: null,
    protectedUntil: null,
    version: 1,
  }
  const submitted = { ...draft, status: requireMove(draft, 'submit', actor) }
  await insertRegistration(tx, submitted)
  await recordMove(tx, moment, draft, submitted, partner.name, {
    action: 'submit',
    mover: actor,
    reason: null,
  })
  await moveRegistration(tx, moment, submitted, partner.name, {
    action: 'review',
    mover: 'system',
    reason: 'All required fields are there.',
  })
  await followDealChange(tx, deal)
  return submitted.id
}
