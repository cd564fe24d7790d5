import type { PartnerOnDeal, RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'

export type Role = PartnerOnDeal['role']
export type Touchpoint = PartnerOnDeal['touchpoints'][number]
export type RejectReason = NonNullable<RegistrationOnDeal['rejectReason']>

export const ROLE_WORDS: Record<Role, { title: string; meaning: string }> = {
  sourced: { title: 'Sourced', meaning: 'brought this deal to us' },
  influenced: { title: 'Influenced', meaning: 'helped to win it' },
}

export const TOUCHPOINT_WORDS: Record<Touchpoint, string> = {
  intro: 'Introduction',
  meeting: 'Meeting',
  technical_validation: 'Technical validation',
  co_sell: 'Co-sell',
  marketing: 'Marketing',
}

export const REJECT_WORDS: Record<RejectReason, string> = {
  duplicate: 'Duplicate of another registration',
  existing_customer: 'Existing customer',
  active_direct_pipeline: 'We are already working this deal',
  incomplete: 'Incomplete',
  ineligible: 'Not eligible',
  other: 'Other',
}

/** Options for a Select or ToggleGroup, in the order of the table. */
export function optionsOf<Value extends string>(
  words: Record<Value, string>,
): { label: string; value: Value }[] {
  // Object.entries widens keys to string; these tables have exactly the keys of Value.
  return (Object.entries(words) as [Value, string][]).map(([value, label]) => ({ label, value }))
}
