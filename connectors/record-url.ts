/** Where a person opens a record in the CRM itself. */
export interface CrmSite {
  crm: 'hubspot' | 'salesforce'
  /** "https://app.hubspot.com", or the org's own domain. */
  appBaseUrl: string
  externalAccountId: string
}

export function dealUrl(site: CrmSite, dealExternalId: string): string {
  const id = encodeURIComponent(dealExternalId)
  switch (site.crm) {
    case 'hubspot':
      return `${site.appBaseUrl}/contacts/${encodeURIComponent(site.externalAccountId)}/record/0-3/${id}`
    case 'salesforce':
      return `${site.appBaseUrl}/lightning/r/Opportunity/${id}/view`
  }
}

/** Where a person finds the list of deals. */
export function dealListUrl(site: CrmSite): string {
  switch (site.crm) {
    case 'hubspot':
      return `${site.appBaseUrl}/contacts/${encodeURIComponent(site.externalAccountId)}/objects/0-3`
    case 'salesforce':
      return `${site.appBaseUrl}/lightning/o/Opportunity/list`
  }
}
