import type { DealOutcome } from '../crm/deal.ts'
import type { PartnerStatus } from '../partner/partner.ts'
import { notTakingDeals } from '../partner/standing.ts'
import { OPEN_STATES, type RegistrationState } from './transitions.ts'
import { STATE_WORDS } from './words.ts'

/**
 * Why this partner cannot register this deal now, or null. `own`: states of its registrations on the deal. A rival's
 * claim is no reason: the submission takes its place in the queue, and the ruling decides at approval.
 */
export function submissionRefusal(facts: {
  partner: { name: string; status: PartnerStatus }
  dealOutcome: DealOutcome
  own: readonly RegistrationState[]
}): string | null {
  const { partner, dealOutcome, own } = facts
  const standing = notTakingDeals(partner)
  if (standing) return standing
  if (dealOutcome !== 'open')
    return `This deal is ${dealOutcome}; a registration is for a deal that is still open.`
  const live = own.find((state) => state === 'approved' || state === 'draft' || OPEN_STATES.includes(state))
  return live ? `${partner.name} has a registration on this deal that ${STATE_WORDS[live]}.` : null
}
