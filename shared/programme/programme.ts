import type { PartnerType } from '../partner/partner.ts'

/** The rules that partners of one type live by. A workspace has one programme per partner type. */
export interface Programme {
  id: string
  partnerType: PartnerType
  name: string
  /** From the lowest to the highest. */
  tiers: string[]
  protectionDays: number
  slaHours: number
}

const TYPE_WORDS: Record<PartnerType, string> = {
  referral: 'referral',
  reseller: 'reseller',
  system_integrator: 'system integrator',
  agency: 'agency',
  technology: 'technology',
  distributor: 'distributor',
  strategic_alliance: 'strategic alliance',
  oem: 'OEM',
}

/** "Gold referral": how a card names where a partner stands. */
export function programmeLabel(tier: string, type: PartnerType): string {
  return `${tier.charAt(0).toUpperCase()}${tier.slice(1)} ${TYPE_WORDS[type]}`
}
