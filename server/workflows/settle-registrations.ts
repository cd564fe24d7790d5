import { isProtected } from '../../shared/registration/protection.ts'
import type { RegistrationAction } from '../../shared/registration/transitions.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { OPEN_STATES } from '../../shared/registration/transitions.ts'
import type { Moment } from './lock-deal.ts'
import { moveRegistration } from './move-registration.ts'

/**
 * Lets approved registrations follow the deal: won or lost with it, expired when their protection had ended before the
 * win, approved again when the deal is reopened. Returns all of the deal's registrations as they are then.
 */
export async function settleRegistrations(
  tx: WorkspaceTx,
  moment: Moment,
  deal: MirroredDeal,
  partners: ReadonlyMap<string, PartnerRecord>,
): Promise<RegistrationRecord[]> {
  const settled: RegistrationRecord[] = []
  const registrations = await registrationsOf(tx, deal.id)
  for (const registration of registrations) {
    let now = registration
    for (const { action, reason } of movesOf(registration, deal, registrations, moment)) {
      const name = partners.get(registration.partnerId)?.name ?? registration.partnerId
      now = await moveRegistration(tx, moment, now, name, { action, mover: 'system', reason })
    }
    settled.push(now)
  }
  return settled
}

/** The instant at which a closed deal closed; a close date that lies ahead of us has not been updated. */
export function closeInstant(deal: Pick<MirroredDeal, 'closedAt'>, now: Date): Date {
  return deal.closedAt && deal.closedAt < now ? deal.closedAt : now
}

interface Step {
  action: RegistrationAction
  reason: string
}

function movesOf(
  registration: RegistrationRecord,
  deal: MirroredDeal,
  all: readonly RegistrationRecord[],
  moment: Moment,
): Step[] {
  const { status } = registration
  if (status === 'approved') return closing(registration, deal, moment)
  if ((status !== 'won' && status !== 'lost') || status === deal.outcome) return []
  const filedAgain = all.some(
    (other) =>
      other.id !== registration.id &&
      other.partnerId === registration.partnerId &&
      (other.status === 'approved' || OPEN_STATES.includes(other.status)),
  )
  if (filedAgain) return []
  return [{ action: 'reopen', reason: 'The deal was reopened.' }, ...closing(registration, deal, moment)]
}

function closing(registration: RegistrationRecord, deal: MirroredDeal, { now }: Moment): Step[] {
  switch (deal.outcome) {
    case 'open':
      return []
    case 'lost':
      return [{ action: 'lose', reason: 'The deal was lost.' }]
    case 'won':
      return isProtected(registration.protectedUntil, closeInstant(deal, now))
        ? [{ action: 'win', reason: 'The deal was won.' }]
        : [{ action: 'expire', reason: 'Its protection had ended when the deal was won.' }]
  }
}
