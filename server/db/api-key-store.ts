import { API_KEY_SCOPES } from '../../shared/contract/finance-api.ts'
import type { SystemTx, WorkspaceTx } from './database.ts'

export type ApiKeyScope = (typeof API_KEY_SCOPES)[number]

/** A key of another system. Instants are the machine's. The secret is nowhere. */
export interface ApiKeyRecord {
  id: string
  name: string
  prefix: string
  scopes: ApiKeyScope[]
  createdBy: string
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** Between two uses this close, the second does not write. */
const TOUCH_AFTER_MS = 60_000

export async function insertApiKey(
  tx: WorkspaceTx,
  key: Omit<ApiKeyRecord, 'lastUsedAt' | 'revokedAt'> & { secretHash: string },
): Promise<void> {
  await tx.db
    .insertInto('api_key')
    .values({
      workspace_id: tx.workspaceId,
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      secret_hash: key.secretHash,
      scopes: key.scopes,
      created_by: key.createdBy,
      created_at: key.createdAt,
      last_used_at: null,
      revoked_by: null,
      revoked_at: null,
    })
    .execute()
}

/** Keys that hold come first, the latest of each first. */
export async function allApiKeys(tx: WorkspaceTx): Promise<ApiKeyRecord[]> {
  const rows = await tx.db
    .selectFrom('api_key')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('revoked_at', (order) => order.desc().nullsFirst())
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: knownScopes(row.scopes),
    createdBy: row.created_by,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }))
}

/** The key's name when it held until now; undefined when it is not here, null when it was revoked before. */
export async function markApiKeyRevoked(
  tx: WorkspaceTx,
  keyId: string,
  by: string,
  now: Date,
): Promise<string | null | undefined> {
  const row = await tx.db
    .selectFrom('api_key')
    .select(['name', 'revoked_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', keyId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  if (row.revoked_at) return null
  await tx.db
    .updateTable('api_key')
    .set({ revoked_by: by, revoked_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', keyId)
    .execute()
  return row.name
}

/** For requests that name nothing but the key. It may have been revoked: the caller looks at `revokedAt`. */
export async function findApiKey(
  tx: SystemTx,
  secretHash: string,
): Promise<
  | {
      workspaceId: string
      keyId: string
      name: string
      secretHash: string
      scopes: ApiKeyScope[]
      revokedAt: Date | null
    }
  | undefined
> {
  const row = await tx.db
    .selectFrom('api_key')
    .select(['workspace_id', 'id', 'name', 'secret_hash', 'scopes', 'revoked_at'])
    .where('secret_hash', '=', secretHash)
    .executeTakeFirst()
  return (
    row && {
      workspaceId: row.workspace_id,
      keyId: row.id,
      name: row.name,
      secretHash: row.secret_hash,
      scopes: knownScopes(row.scopes),
      revokedAt: row.revoked_at,
    }
  )
}

/** Notes that a key was used, at most once a minute. */
export async function touchApiKey(tx: WorkspaceTx, keyId: string, now: Date): Promise<void> {
  await tx.db
    .updateTable('api_key')
    .set({ last_used_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', keyId)
    .where((eb) =>
      eb.or([
        eb('last_used_at', 'is', null),
        eb('last_used_at', '<', new Date(now.getTime() - TOUCH_AFTER_MS)),
      ]),
    )
    .execute()
}

const knownScopes = (scopes: readonly string[]): ApiKeyScope[] =>
  API_KEY_SCOPES.filter((scope) => scopes.includes(scope))
