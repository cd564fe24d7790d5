import type { PartnerStatus } from './partner.ts'

/** Why a partner takes on nothing new - no tag, no registration, no approval - or null when it does. */
export function notTakingDeals(partner: { name: string; status: PartnerStatus }): string | null {
  switch (partner.status) {
    case 'suspended':
      return `${partner.name} is suspended, so it takes on no deals. A channel manager can reinstate it.`
    case 'ended':
      return `${partner.name} has left the programme, so it takes on no deals.`
    default:
      return null
  }
}
