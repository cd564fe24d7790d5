import {
  decideMove,
  type RegistrationAction,
  type RegistrationState,
} from '../../shared/registration/transitions.ts'
import type { Actor } from '../auth/actor.ts'
import { type AuditFacts, recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type RegistrationRecord, updateRegistration } from '../db/registration-store.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { PRODUCT } from './product-actor.ts'

/** Who moves it: a person, or the product itself when one thing follows from another. */
export type Mover = Actor | 'system'

export interface Movement {
  action: RegistrationAction
  mover: Mover
  reason: string | null
  /** What else of the registration changes with it. */
  changes?: Partial<Omit<RegistrationRecord, 'id' | 'status' | 'version'>>
  /** Facts for the record, beside the two states. */
  facts?: AuditFacts
}

/** The state that an action leads to. Throws the refusal to show when this mover cannot take it now. */
export function requireMove(
  registration: Pick<RegistrationRecord, 'status' | 'submittedBy'>,
  action: RegistrationAction,
  mover: Mover,
): RegistrationState {
  const move = decideMove(
    { state: registration.status, submittedBy: registration.submittedBy },
    action,
    mover,
  )
  if (move.allowed) return move.to
  throw new Refusal(REFUSALS[move.why], move.because)
}

const REFUSALS = { state: 'conflict', permission: 'forbidden', own_registration: 'rule_violated' } as const

/** Moves a registration and records who moved it, when, from where, to where and why - in the same transaction. */
export async function moveRegistration(
  tx: WorkspaceTx,
  moment: Moment,
  registration: RegistrationRecord,
  partnerName: string,
  movement: Movement,
): Promise<RegistrationRecord> {
  const status = requireMove(registration, movement.action, movement.mover)
  const next = await updateRegistration(tx, { ...registration, ...movement.changes, status })
  await recordMove(tx, moment, registration, next, partnerName, movement)
  return next
}

export async function recordMove(
  tx: WorkspaceTx,
  moment: Moment,
  from: RegistrationRecord,
  to: RegistrationRecord,
  partnerName: string,
  movement: Movement,
): Promise<void> {
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: to.dealId,
    subjectKind: 'registration',
    subjectId: to.id,
    kind: `registration_${movement.action}`,
    actor: movement.mover === 'system' ? PRODUCT : movement.mover,
    at: moment.now,
    reason: movement.reason,
    before: { partner: partnerName, state: from.status },
    after: { partner: partnerName, state: to.status, ...movement.facts },
  })
}
