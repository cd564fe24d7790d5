import { isProtected } from '../../shared/registration/protection.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { partnersByIds } from '../db/partner-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { Moment } from './lock-deal.ts'
import { moveRegistration } from './move-registration.ts'

/**
 * Marks approved registrations whose protection has ended as expired, so that they no longer stand in anybody's way,
 * and returns all of them as they are now. Their credit stays until a claim that was approved takes its place. On a
 * closed deal nothing lapses: what counts there is the protection at its close, which the reaction to the close judges.
 */
export async function expireLapsed(
  tx: WorkspaceTx,
  moment: Moment,
  deal: Pick<MirroredDeal, 'outcome'>,
  registrations: readonly RegistrationRecord[],
): Promise<RegistrationRecord[]> {
  const lapsed = registrations.filter(
    ({ status, protectedUntil }) => status === 'approved' && !isProtected(protectedUntil, moment.now),
  )
  if (deal.outcome !== 'open' || lapsed.length === 0) return [...registrations]
  const partners = await partnersByIds(
    tx,
    lapsed.map(({ partnerId }) => partnerId),
  )
  const now = new Map(registrations.map((registration) => [registration.id, registration]))
  for (const registration of lapsed) {
    const name = partners.get(registration.partnerId)?.name ?? registration.partnerId
    const expired = await moveRegistration(tx, moment, registration, name, {
      action: 'expire',
      mover: 'system',
      reason: 'Its protection has ended.',
    })
    now.set(expired.id, expired)
  }
  return [...now.values()]
}
