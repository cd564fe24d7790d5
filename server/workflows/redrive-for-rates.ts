import { sql } from 'kysely'
import type { WorkspaceTx } from '../db/database.ts'
import { addWorks } from '../jobs/outbox.ts'

/**
 * Looks again at the won deals that may have waited for exchange rates: those in one of these currencies that have credit
 * without commission in their own currency. Which plan a credit is under is found out when it is looked at; one that
 * waits for something else stays as it is. Call it in the transaction that adds the rates; returns how many deals.
 */
export async function redriveForRates(tx: WorkspaceTx, currencies: readonly string[]): Promise<number> {
  return redrive(
    tx,
    sql<boolean>`deal.currency = any(${[...currencies]}::text[])`,
    sql<boolean>`line.currency = deal.currency`,
  )
}

/** The same for the deals of a connection without any commission, once its CRM account converts by other rates. */
export async function redriveForConnection(tx: WorkspaceTx, connectionId: string): Promise<number> {
  return redrive(tx, sql<boolean>`deal.connection_id = ${connectionId}::uuid`, sql<boolean>`true`)
}

async function redrive(
  tx: WorkspaceTx,
  which: ReturnType<typeof sql<boolean>>,
  settled: ReturnType<typeof sql<boolean>>,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select distinct deal.id from deal
      join credit on credit.workspace_id = deal.workspace_id and credit.deal_id = deal.id and credit.removed_at is null
      where deal.workspace_id = ${tx.workspaceId}::uuid and deal.outcome = 'won' and deal.state = 'active' and ${which}
        and not exists (select from commission_line line where line.credit_id = credit.id and ${settled})
      order by deal.id`.execute(tx.db)
  await addWorks(
    tx,
    rows.map(({ id }) => ({ topic: 'deal.changed' as const, payload: { dealId: id }, dedupeKey: id })),
  )
  return rows.length
}
