/** What the app asks a portal for, and no more; the app's own metafile names the same. */
export const REQUIRED_SCOPES = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.companies.read',
  'crm.objects.owners.read',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
] as const

/** What it asks for where the portal has it: without both, nothing of customers' payments is read. */
export const PAYMENT_SCOPES = ['crm.objects.invoices.read', 'crm.objects.commercepayments.read'] as const
