import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { SealedPlace, Vault } from './vault.ts'

/**
 * Seals every stored token anew with the newest key, one row at a time and under that row's lock, so that it runs
 * beside refreshes. Returns how many were; once it returns 0, older keys can go from ENCRYPTION_KEYS.
 */
export async function resealTokens(context: Pick<Context, 'db' | 'vault'>): Promise<number> {
  const connections = await context.db.inSystem((tx) =>
    tx.db.selectFrom('connection').select(['workspace_id', 'id']).execute(),
  )
  let resealed = 0
  for (const { workspace_id: workspaceId, id } of connections) {
    const changed = await context.db.inWorkspace(workspaceId, (tx) => resealOne(tx, context.vault, id))
    if (changed) resealed++
  }
  return resealed
}

async function resealOne(tx: WorkspaceTx, vault: Vault, connectionId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('connection_token')
    .select(['access_token', 'refresh_token'])
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return false
  const anew = (sealed: string, column: string): string => {
    const place: SealedPlace = {
      workspaceId: tx.workspaceId,
      table: 'connection_token',
      rowId: connectionId,
      column,
    }
    return vault.isCurrent(sealed) ? sealed : vault.reseal(sealed, place)
  }
  const set = {
    access_token: anew(row.access_token, 'access_token'),
    refresh_token: row.refresh_token === null ? null : anew(row.refresh_token, 'refresh_token'),
  }
  if (set.access_token === row.access_token && set.refresh_token === row.refresh_token) return false
  await tx.db.updateTable('connection_token').set(set).where('connection_id', '=', connectionId).execute()
  return true
}
