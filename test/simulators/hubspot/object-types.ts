/** The two record types that this simulator keeps, by HubSpot's own type ids. */
export type ObjectTypeId = '0-2' | '0-3'

export interface ObjectType {
  id: ObjectTypeId
  singular: string
  plural: string
  readScope: string
  writeScope: string
  schemaReadScope: string
  schemaWriteScope: string
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
  defaultProperties: ['domain', 'name'],
}

/** HubSpot answers to the type id, the plural and the singular name alike. */
export function objectTypeNamed(name: string): ObjectType | undefined {
  return [deals, companies].find((type) => [type.id, type.plural, type.singular].includes(name.toLowerCase()))
}
