/** The record types that this simulator keeps, by HubSpot's own type ids. */
export type ObjectTypeId = '0-2' | '0-3' | '0-53' | '0-101'

export interface ObjectType {
  id: ObjectTypeId
  singular: string
  plural: string
  readScope: string
  writeScope: string
  schemaReadScope: string
  schemaWriteScope: string
  /** What the instant of creation is called; the younger types have another name for it. */
  createdProperty: 'createdate' | 'hs_createdate'
  /** Returned when a request names no properties. */
  defaultProperties: readonly string[]
}

export const deals: ObjectType = {
  id: '0-3',
  singular: 'deal',
  plural: 'deals',
  readScope: 'crm.objects.deals.read',
  writeScope: 'crm.objects.deals.write',
  schemaReadScope: 'crm.schemas.deals.read',
  schemaWriteScope: 'crm.schemas.deals.write',
  createdProperty: 'createdate',
  defaultProperties: ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline'],
}

export const companies: ObjectType = {
  id: '0-2',
  singular: 'company',
  plural: 'companies',
  readScope: 'crm.objects.companies.read',
  writeScope: 'crm.objects.companies.write',
  schemaReadScope: 'crm.schemas.companies.read',
  schemaWriteScope: 'crm.schemas.companies.write',
  createdProperty: 'createdate',
  defaultProperties: ['domain', 'name'],
}

export const invoices: ObjectType = {
  id: '0-53',
  singular: 'invoice',
  plural: 'invoices',
  readScope: 'crm.objects.invoices.read',
  writeScope: 'crm.objects.invoices.write',
  schemaReadScope: 'crm.schemas.invoices.read',
  schemaWriteScope: 'crm.schemas.invoices.write',
  createdProperty: 'hs_createdate',
  defaultProperties: [],
}

export const payments: ObjectType = {
  id: '0-101',
  singular: 'commerce_payment',
  plural: 'commerce_payments',
  readScope: 'crm.objects.commercepayments.read',
  writeScope: 'crm.objects.commercepayments.write',
  schemaReadScope: 'crm.schemas.commercepayments.read',
  schemaWriteScope: 'crm.schemas.commercepayments.write',
  createdProperty: 'hs_createdate',
  defaultProperties: [],
}

/** HubSpot answers to the type id, the plural and the singular name alike. */
export function objectTypeNamed(name: string): ObjectType | undefined {
  return [deals, companies, invoices, payments].find((type) =>
    [type.id, type.plural, type.singular].includes(name.toLowerCase()),
  )
}
