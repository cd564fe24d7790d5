import type { Account } from '../../shared/crm/account.ts'
import { instantOf, mergedIds } from './map-fields.ts'
import type { WireRecord } from './wire.ts'

export const COMPANY_PROPERTIES = [
  'name',
  'domain',
  'hs_parent_company_id',
  'hubspot_owner_id',
  'createdate',
  'hs_lastmodifieddate',
  'hs_merged_object_ids',
] as const

/** A HubSpot company in the product's words. */
export function mapCompany(wire: WireRecord): Account {
  const p = wire.properties
  return {
    externalId: wire.id,
    name: p['name'] || p['domain'] || `Company ${wire.id}`,
    domain: p['domain']?.trim().toLowerCase() || null,
    parentExternalId: p['hs_parent_company_id'] || null,
    ownerId: p['hubspot_owner_id'] || null,
    state: wire.archived ? 'archived' : 'active',
    mergedInto: null,
    createdAt: instantOf(p['createdate'] ?? wire.createdAt),
    modifiedAt: instantOf(p['hs_lastmodifieddate'] ?? wire.updatedAt),
    mergedExternalIds: mergedIds(p['hs_merged_object_ids']),
  }
}
