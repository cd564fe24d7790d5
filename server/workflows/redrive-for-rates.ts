import { sql } from 'kysely'
import type { WorkspaceTx } from '../db/database.ts'
import { dealsOfRevisedRate, rateKey } from '../db/rate-revision-store.ts'
import { addWork, addWorks } from '../jobs/outbox.ts'
import type { Payload } from '../jobs/topics.ts'

const DEALS_AT_ONCE = 500

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
  await lookAgain(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.length
}

/**
 * Looks again at the next few hundred deals that a rate may change which was corrected or taken back; where there are more,
 * work for the rest is written down too. Lines go by what the rate is when they are looked at, so that repeating it is
 * harmless. Call it after the transaction that revised the rate, when nobody reads what it was any more.
 */
export async function redriveForRevisedRate(
  tx: WorkspaceTx,
  { after, ...rate }: Payload<'fx_rate.revised'>,
): Promise<void> {
  const ids = await dealsOfRevisedRate(tx, rate, { after, limit: DEALS_AT_ONCE })
  await lookAgain(tx, ids)
  const last = ids.at(-1)
  if (last && ids.length === DEALS_AT_ONCE) await addRevisedRate(tx, { ...rate, after: last })
}

/** Writes down that this rate was revised, or that deals after one of them are still to be looked at. */
export async function addRevisedRate(tx: WorkspaceTx, payload: Payload<'fx_rate.revised'>): Promise<void> {
  const dedupeKey = `${rateKey(payload)} ${payload.after ?? ''}`
  await addWork(tx, { topic: 'fx_rate.revised', payload, dedupeKey })
}

async function lookAgain(tx: WorkspaceTx, dealIds: readonly string[]): Promise<void> {
  // A statement takes a limited number of parameters.
  for (let from = 0; from < dealIds.length; from += DEALS_AT_ONCE) {
    await addWorks(
      tx,
      dealIds
        .slice(from, from + DEALS_AT_ONCE)
        .map((id) => ({ topic: 'deal.changed' as const, payload: { dealId: id }, dedupeKey: id })),
    )
  }
}
