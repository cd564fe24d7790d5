import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'

/** Stands in the place of a hash where the CRM could not be asked: the next sync asks for the write again. */
export const OWED = 'owed'

/** Stands in the place of a hash where the CRM refused the write: the deal is written alone until it is taken. */
export const REFUSED = 'refused'

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

export interface WrittenHash {
  dealId: string
  hash: string
}

export async function saveWrittenHash(
  tx: WorkspaceTx,
  dealId: string,
  hash: string,
  now: Date,
): Promise<void> {
  await saveWrittenHashes(tx, [{ dealId, hash }], now)
}

/** Each deal once. */
export async function saveWrittenHashes(
  tx: WorkspaceTx,
  written: readonly WrittenHash[],
  now: Date,
): Promise<void> {
  if (written.length === 0) return
  // In one order: two workers that save the same deals would else wait for each other for ever.
  const inOrder = [...written].sort((one, other) => (one.dealId < other.dealId ? -1 : 1))
  await tx.db
    .insertInto('write_back')
    .values(
      inOrder.map(({ dealId, hash }) => ({
        workspace_id: tx.workspaceId,
        deal_id: dealId,
        written_hash: hash,
        written_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('deal_id').doUpdateSet((row) => ({
        written_hash: row.ref('excluded.written_hash'),
        written_at: row.ref('excluded.written_at'),
      })),
    )
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

/**
 * Other deals of the connection whose write-back waits for its turn or is owed, those first that have waited longest:
 * work is begun in that order, so that what stands behind a batch is seldom in it. None that the CRM refused.
 */
export async function companionsOf(
  tx: WorkspaceTx,
  { connectionId, dealId }: { connectionId: string; dealId: string },
  most: number,
): Promise<string[]> {
  const { rows } = await sql<{ deal_id: string }>`
    with waiting as (
      select (payload->>'dealId')::uuid as deal_id, id as asked
        from outbox
        where workspace_id = ${tx.workspaceId}::uuid and topic = 'crm.write_back'
          and done_at is null and parked_at is null and available_at <= now()
      union all
      select deal_id, null from write_back
        where workspace_id = ${tx.workspaceId}::uuid and written_hash = ${OWED})
    select waiting.deal_id
      from waiting
      join deal on deal.id = waiting.deal_id
      left join write_back on write_back.deal_id = deal.id
      where deal.workspace_id = ${tx.workspaceId}::uuid and deal.connection_id = ${connectionId}::uuid
        and deal.state = 'active' and deal.id <> ${dealId}::uuid
        and write_back.written_hash is distinct from ${REFUSED}
      group by waiting.deal_id
      order by (array_agg(asked order by asked))[1] nulls last, waiting.deal_id
      limit ${most}`.execute(tx.db)
  return rows.map((row) => row.deal_id)
}
