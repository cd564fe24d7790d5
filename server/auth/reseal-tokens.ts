import type { Context } from '../context.ts'
import { cardKeyPlace } from '../db/card-key-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { SealedPlace, Vault } from './vault.ts'

/**
 * Seals every stored token and card key anew with the newest key, one row at a time and under that row's lock, so that it runs
 * beside refreshes. Returns how many were; once it returns 0, older keys can go from ENCRYPTION_KEYS.
 */
export async function resealTokens(context: Pick<Context, 'db' | 'vault'>): Promise<number> {
  const connections = await context.db.inSystem((tx) =>
    tx.db.selectFrom('connection').select(['workspace_id', 'id']).execute(),
  )
  let resealed = 0
  for (const { workspace_id: workspaceId, id } of connections) {
    resealed += await context.db.inWorkspace(workspaceId, async (tx) => {
      const tokens = await resealOne(tx, context.vault, id)
      return (tokens ? 1 : 0) + (await resealCardKeys(tx, context.vault, id))
    })
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

async function resealCardKeys(tx: WorkspaceTx, vault: Vault, connectionId: string): Promise<number> {
  const rows = await tx.db
    .selectFrom('connection_card_key')
    .select(['key_id', 'secret'])
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .execute()
  const outdated = rows.filter(({ secret }) => !vault.isCurrent(secret))
  for (const { key_id: keyId, secret } of outdated) {
    await tx.db
      .updateTable('connection_card_key')
      .set({ secret: vault.reseal(secret, cardKeyPlace(tx.workspaceId, keyId)) })
      .where('key_id', '=', keyId)
      .execute()
  }
  return outdated.length
}
