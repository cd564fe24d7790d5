import type { Account } from '../../shared/crm/account.ts'
import { instantOf, stateOf } from './map-opportunity.ts'
import type { Row } from './wire.ts'

export function mapAccount(row: Row): Account {
  const id = row['Id'] ?? ''
  return {
    externalId: id,
    name: row['Name'] ?? `Account ${id}`,
    domain: domainOf(row['Website'] ?? null),
    parentExternalId: row['ParentId'] ?? null,
    ownerId: row['OwnerId'] ?? null,
    ...stateOf(row),
    createdAt: instantOf(row['CreatedDate']),
    modifiedAt: instantOf(row['SystemModstamp']),
    mergedExternalIds: [],
  }
}

/** People type a website with or without https, "www." and a path. */
function domainOf(website: string | null): string | null {
  const text = website?.trim()
  if (!text) return null
  const host = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)?.hostname
  return host?.includes('.') ? host.replace(/^www\./, '') : null
}
