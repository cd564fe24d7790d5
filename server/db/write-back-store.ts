import type { WorkspaceTx } from './database.ts'

/** Stands in the place of a hash where the CRM could not be asked: the next sync asks for the write again. */
export const OWED = 'owed'

/** The hash of what the CRM's record of a deal was last made to say, if it ever was. */
export async function writtenHash(tx: WorkspaceTx, dealId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('write_back')
    .select('written_hash')
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .executeTakeFirst()
  return row?.written_hash
}

export async function saveWrittenHash(
  tx: WorkspaceTx,
  dealId: string,
  hash: string,
  now: Date,
): Promise<void> {
  const written = { written_hash: hash, written_at: now }
  await tx.db
    .insertInto('write_back')
    .values({ workspace_id: tx.workspaceId, deal_id: dealId, ...written })
    .onConflict((conflict) => conflict.column('deal_id').doUpdateSet(written))
    .execute()
}

/** Deals of a connection whose write-back is owed. */
export async function owedWriteBacks(tx: WorkspaceTx, connectionId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('write_back')
    .innerJoin('deal', 'deal.id', 'write_back.deal_id')
    .select('write_back.deal_id')
    .where('write_back.workspace_id', '=', tx.workspaceId)
    .where('deal.connection_id', '=', connectionId)
    .where('write_back.written_hash', '=', OWED)
    .execute()
  return rows.map((row) => row.deal_id)
}
