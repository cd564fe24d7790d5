import { notTakingDeals } from '../../shared/partner/standing.ts'
import { rule, type Ruling } from '../../shared/registration/ruling.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'

/** Who has priority among these claims on one deal. For the vendor's people: it names every candidate. */
export function rulingOn(
  registrations: readonly RegistrationRecord[],
  partners: ReadonlyMap<string, Pick<PartnerRecord, 'name' | 'status'>>,
  now: Date,
): Ruling {
  const candidates = registrations.map((registration) => {
    const partner = partners.get(registration.partnerId)
    return {
      registrationId: registration.id,
      partnerId: registration.partnerId,
      ineligibleBecause: partner ? notTakingDeals(partner) : 'This partner is not known.',
      protectedUntil: registration.protectedUntil,
      completeAt: registration.completeAt,
    }
  })
  return rule(candidates, now)
}
