export const PARTNER_TYPES = [
  'referral',
  'reseller',
  'system_integrator',
  'agency',
  'technology',
  'distributor',
  'strategic_alliance',
  'oem',
] as const
export type PartnerType = (typeof PARTNER_TYPES)[number]

export const PARTNER_STATUSES = [
  'prospect',
  'qualified',
  'onboarding',
  'active',
  'suspended',
  'ended',
] as const
export type PartnerStatus = (typeof PARTNER_STATUSES)[number]

/** A company in the programme. */
export interface Partner {
  id: string
  name: string
  type: PartnerType
  tier: string
  status: PartnerStatus
  payoutCurrency: string
  domains: string[]
}
