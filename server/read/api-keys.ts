import type { ApiKeyList } from '../../shared/contract/finance-api.ts'
import { allApiKeys } from '../db/api-key-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { namesOf } from '../db/user-store.ts'

/** Every key of the workspace; those that hold come first. */
export async function readApiKeys(tx: WorkspaceTx): Promise<ApiKeyList> {
  const keys = await allApiKeys(tx)
  const people = await namesOf(
    tx,
    keys.map(({ createdBy }) => createdBy),
  )
  return {
    keys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      scopes: key.scopes,
      createdBy: people.get(key.createdBy) ?? '',
      createdAt: key.createdAt.toISOString(),
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      revokedAt: key.revokedAt?.toISOString() ?? null,
    })),
  }
}
