import type { DealFieldName } from '../crm/deal-fields.ts'
import type { Rule } from './plan.ts'

/** Whether a rule goes by a field of the deal that an admin maps. A recurring rate is of payments, whatever base stands beside it. */
export function looksAt(
  { basis, rate, when }: Pick<Rule, 'basis' | 'rate' | 'when'>,
  field: DealFieldName,
): boolean {
  return field === 'region' ? when.regions !== undefined : basis === field && rate.kind !== 'recurring'
}
