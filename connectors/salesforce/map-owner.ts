import type { Owner } from '../../shared/crm/owner.ts'
import type { Row } from './wire.ts'

/** In Salesforce the owner of a record is the user itself. */
export function mapOwner(row: Row): Owner {
  const id = row['Id'] ?? ''
  return {
    ownerId: id,
    crmUserId: id,
    name: row['Name'] ?? row['Email'] ?? `User ${id}`,
    email: row['Email'] ?? null,
    archived: row['IsActive'] === 'false',
  }
}
