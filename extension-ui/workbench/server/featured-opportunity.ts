import type { Org } from '../../../test/simulators/salesforce/org.ts'
import type { StoredRecord } from '../../../test/simulators/salesforce/record.ts'

/** The opportunity that the story begins with: of the same name as the featured deal if there is one, else as believable. */
export function featuredOpportunity(org: Org, dealName: string | undefined): StoredRecord | undefined {
  const open = [...org.active('Opportunity')].filter(
    ({ values }) => values['IsClosed'] === false && values['AccountId'] != null,
  )
  // Five digits before the point: 10,000.00 to 99,999.99.
  const believable = open.filter(({ values }) => /^[1-9]\d{4}(\.\d+)?$/.test(String(values['Amount'] ?? '')))
  return open.find(({ values }) => values['Name'] === dealName) ?? believable[0] ?? open[0]
}
