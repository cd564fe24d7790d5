import type { CrmName } from './crm-kind.port.ts'
import { fullId } from './salesforce/record-id.ts'

/** The kinds of CRM as their vendors write them. */
export const CRM_LABELS: Readonly<Record<CrmName, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** The CRM that tells what customers paid; its name is the source of those payments. */
export const CRM_OF_PAYMENTS = 'hubspot' satisfies CrmName

/**
 * The form of a record's or account's id that we store, of an id that somebody wrote: Salesforce gives ids in a short and a
 * long form, and the mirror has the long one. What is no id of the CRM comes back as it is.
 */
export function storedId(crm: CrmName, id: string): string {
  return crm === 'salesforce' ? (fullId(id) ?? id) : id
}
