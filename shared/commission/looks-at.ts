import type { DealFieldName } from '../crm/deal-fields.ts'
import type { Rule } from './plan.ts'

/** Whether a rule goes by a field of the deal that an admin maps. */
export function looksAt({ basis, when }: Pick<Rule, 'basis' | 'when'>, field: DealFieldName): boolean {
  return field === 'region' ? when.regions !== undefined : basis === field
}
