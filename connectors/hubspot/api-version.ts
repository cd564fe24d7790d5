/** The dated HubSpot API that everything here speaks. v1 to v4 paths end in 2027; 2026-09 enforces customers' validation rules on writes. */
export const HUBSPOT_API_VERSION = '2026-03'

const DEALS = '0-3'
const COMPANIES = '0-2'
const INVOICES = '0-53'
const PAYMENTS = '0-101'

export const paths = {
  account: `/account-info/${HUBSPOT_API_VERSION}/details`,
  deals: `/crm/objects/${HUBSPOT_API_VERSION}/${DEALS}`,
  companies: `/crm/objects/${HUBSPOT_API_VERSION}/${COMPANIES}`,
  payments: `/crm/objects/${HUBSPOT_API_VERSION}/commerce_payments`,
  invoices: `/crm/objects/${HUBSPOT_API_VERSION}/invoices`,
  dealsOfPayments: `/crm/associations/${HUBSPOT_API_VERSION}/${PAYMENTS}/${DEALS}/batch/read`,
  invoicesOfPayments: `/crm/associations/${HUBSPOT_API_VERSION}/${PAYMENTS}/${INVOICES}/batch/read`,
  dealsOfInvoices: `/crm/associations/${HUBSPOT_API_VERSION}/${INVOICES}/${DEALS}/batch/read`,
  paymentsOfInvoices: `/crm/associations/${HUBSPOT_API_VERSION}/${INVOICES}/${PAYMENTS}/batch/read`,
  companiesOfDeals: `/crm/associations/${HUBSPOT_API_VERSION}/${DEALS}/${COMPANIES}/batch/read`,
  pipelines: `/crm/pipelines/${HUBSPOT_API_VERSION}/deals`,
  owners: `/crm/owners/${HUBSPOT_API_VERSION}`,
  dealProperties: `/crm/properties/${HUBSPOT_API_VERSION}/${DEALS}`,
  dealPropertyGroups: `/crm/properties/${HUBSPOT_API_VERSION}/${DEALS}/groups`,
  token: `/oauth/${HUBSPOT_API_VERSION}/token`,
  introspect: `/oauth/${HUBSPOT_API_VERSION}/token/introspect`,
  revoke: `/oauth/${HUBSPOT_API_VERSION}/token/revoke`,
} as const
