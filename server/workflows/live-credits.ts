import type { LiveCredit } from '../../shared/credit/credit.ts'
import { isProtected } from '../../shared/registration/protection.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'

type Standing = Pick<RegistrationRecord, 'id' | 'status' | 'protectedUntil'>

/**
 * Credits as the rules see them. `stands` says whether the registration behind a credit still carries it; where it
 * does not, the credit weighs no more than a manual tag.
 */
export function liveCredits(
  credits: readonly CreditRecord[],
  partners: ReadonlyMap<string, Pick<PartnerRecord, 'name'>>,
  registrations: readonly Standing[],
  stands: (registration: Standing) => boolean,
): LiveCredit[] {
  const standing = new Set(registrations.filter(stands).map((registration) => registration.id))
  return credits.map((credit) => ({
    id: credit.id,
    partnerId: credit.partnerId,
    partnerName: partners.get(credit.partnerId)?.name ?? credit.partnerId,
    role: credit.role,
    evidence:
      credit.registrationId === null || standing.has(credit.registrationId) ? credit.evidence : 'manual',
    locked: credit.lockedAt !== null,
  }))
}

/**
 * It won the deal, or its protection lasts: a claim approved after the gap takes the place of one that lapsed. On a won
 * deal the instant of the win counts, not today.
 */
export function outlasts(
  registration: Standing,
  deal: Pick<MirroredDeal, 'outcome' | 'closedAt'>,
  now: Date,
): boolean {
  const at = deal.outcome === 'won' && deal.closedAt && deal.closedAt < now ? deal.closedAt : now
  return (
    registration.status === 'won' ||
    (registration.status === 'approved' && isProtected(registration.protectedUntil, at))
  )
}
