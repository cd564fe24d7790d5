import { resumeSla } from '../../shared/registration/sla.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { lockRegistration, type RegistrationRef } from './decide-registration.ts'
import { followDealChange, type Moment } from './lock-deal.ts'
import { moveRegistration } from './move-registration.ts'

/** Answers the manager's question: the registration is in review again and its clock goes on, later by the time it stood. */
export async function answerQuestion(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: RegistrationRef & { answer: string },
): Promise<void> {
  const { deal, registration, partner } = await lockRegistration(tx, input)
  const clock = resumeSla({ dueAt: registration.slaDueAt, pausedAt: registration.slaPausedAt }, moment.now)
  await moveRegistration(tx, moment, registration, partner.name, {
    action: 'answer',
    mover: actor,
    reason: input.answer,
    changes: { answer: input.answer, slaDueAt: clock.dueAt, slaPausedAt: clock.pausedAt },
  })
  await followDealChange(tx, deal)
}
