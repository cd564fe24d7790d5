import type { CrmKind, CrmName } from './crm-kind.port.ts'
import { type HubspotKindConfig, hubspotKind } from './hubspot/hubspot-kind.ts'
import { type SalesforceKindConfig, salesforceKind } from './salesforce/salesforce-kind.ts'

/** Every kind of CRM that the product knows: the one place that names them all. */
export function crmKinds(config: {
  hubspot: HubspotKindConfig | null
  salesforce: SalesforceKindConfig | null
}): Readonly<Record<CrmName, CrmKind>> {
  return { hubspot: hubspotKind(config.hubspot), salesforce: salesforceKind(config.salesforce) }
}
