import type { Org } from '../../../test/simulators/salesforce/org.ts'
import type { StoredRecord } from '../../../test/simulators/salesforce/record.ts'

/** The opportunity that the story begins with: open, with an account, and if possible with an amount that is neither tiny nor huge. */
export function featuredOpportunity(org: Org): StoredRecord | undefined {
  const open = [...org.active('Opportunity')].filter(
    ({ values }) => values['IsClosed'] === false && values['AccountId'] != null,
  )
  // Five digits before the point: 10,000.00 to 99,999.99.
  const believable = open.filter(({ values }) => /^[1-9]\d{4}(\.\d+)?$/.test(String(values['Amount'] ?? '')))
  return believable[0] ?? open[0]
}
