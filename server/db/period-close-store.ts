import { sql } from 'kysely'
import type { TrialRow } from '../../shared/ledger/trial-balance.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'

/** A month of the ledger that takes no entry any more, with how it stood when it was closed. */
export interface PeriodClose {
  /** "2026-03". */
  month: string
  /** The first instant that is open again. */
  closedUntil: Date
  closedBy: string
  closedAt: Date
  /** The last entry of the ledger then, of whatever month, and its hash. */
  sequence: bigint
  hash: string
  trialBalance: StoredTrialRow[]
}

/** As `TrialRow`, in decimal text of minor units. */
export interface StoredTrialRow {
  account: string
  currency: string
  openingMinor: string
  debitsMinor: string
  creditsMinor: string
  closingMinor: string
}

/** Every closed month, oldest first. */
export async function listCloses(tx: WorkspaceTx): Promise<PeriodClose[]> {
  const rows = await tx.db
    .selectFrom('period_close')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('month')
    .execute()
  return rows.map((row) => ({
    month: row.month.slice(0, 7),
    closedUntil: row.closed_until,
    closedBy: row.closed_by,
    closedAt: row.closed_at,
    sequence: row.sequence,
    hash: row.hash,
    // Written by `insertClose` alone and never changed.
    trialBalance: row.trial_balance as StoredTrialRow[],
  }))
}

export async function insertClose(
  tx: WorkspaceTx,
  close: Omit<PeriodClose, 'trialBalance'> & { trialBalance: readonly TrialRow[] },
): Promise<void> {
  await tx.db
    .insertInto('period_close')
    .values({
      workspace_id: tx.workspaceId,
      month: `${close.month}-01`,
      closed_until: close.closedUntil,
      closed_by: close.closedBy,
      closed_at: close.closedAt,
      sequence: close.sequence,
      hash: close.hash,
      trial_balance: toJsonb(close.trialBalance.map(stored)),
    })
    .execute()
}

/** From its first instant to the first one after it, in the workspace's time zone. */
export async function monthBounds(tx: WorkspaceTx, month: string): Promise<{ from: Date; until: Date }> {
  const first = `${month}-01`
  return await tx.db
    .selectFrom('workspace')
    .select([
      sql<Date>`${first}::date::timestamp at time zone time_zone`.as('from'),
      sql<Date>`(${first}::date + interval '1 month') at time zone time_zone`.as('until'),
    ])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
}

/** How many entries each month has by its effective dates, in the workspace's time zone, newest month first. */
export async function entriesByMonth(tx: WorkspaceTx): Promise<{ month: string; entries: number }[]> {
  const { rows } = await sql<{ month: string; entries: bigint }>`
    select to_char(t.effective_at at time zone w.time_zone, 'YYYY-MM') as month, count(*) as entries
      from ledger_transaction t join workspace w on w.workspace_id = t.workspace_id
      where t.workspace_id = ${tx.workspaceId}
      group by 1 order by 1 desc`.execute(tx.db)
  return rows.map(({ month, entries }) => ({ month, entries: Number(entries) }))
}

function stored({ account, currency, ...sums }: TrialRow): StoredTrialRow {
  return {
    account,
    currency,
    openingMinor: String(sums.openingMinor),
    debitsMinor: String(sums.debitsMinor),
    creditsMinor: String(sums.creditsMinor),
    closingMinor: String(sums.closingMinor),
  }
}
