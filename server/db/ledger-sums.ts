import { sql } from 'kysely'
import type { AccountSums } from '../../shared/ledger/trial-balance.ts'
import type { LedgerAccount } from '../../shared/ledger/posting.ts'
import type { WorkspaceTx } from './database.ts'

/** What each account had before `from` and did until `until`, by effective dates; per partner where it is payable. */
export async function accountSums(
  tx: WorkspaceTx,
  period: { from: Date; until: Date },
): Promise<AccountSums[]> {
  const inside = sql`t.effective_at >= ${period.from}`
  const { rows } = await sql<SumRow & { debits: bigint; credits: bigint }>`
    select ${grouping},
        coalesce(sum(p.amount_minor) filter (where not ${inside}), 0)::bigint as minor,
        coalesce(sum(p.amount_minor) filter (where ${inside} and p.amount_minor > 0), 0)::bigint as debits,
        coalesce(-sum(p.amount_minor) filter (where ${inside} and p.amount_minor < 0), 0)::bigint as credits
      from ${postings(tx)} and t.effective_at < ${period.until}
      group by 1, 2, 3`.execute(tx.db)
  return rows.map((row) => ({
    ...groupOf(row),
    openingMinor: row.minor,
    debitsMinor: row.debits,
    creditsMinor: row.credits,
  }))
}

/** What was posted to each account before the first of these instants, from there to the second, and so on. */
export async function sumsBetween(
  tx: WorkspaceTx,
  instants: readonly Date[],
): Promise<(Pick<AccountSums, 'account' | 'partnerId' | 'currency'> & { part: number; minor: bigint })[]> {
  if (instants.length === 0) return []
  const limits = sql`${instants.map((instant) => instant.toISOString())}::timestamptz[]`
  const { rows } = await sql<SumRow & { part: number }>`
    select ${grouping}, width_bucket(t.effective_at, ${limits}) as part, sum(p.amount_minor)::bigint as minor
      from ${postings(tx)} and t.effective_at < ${instants.at(-1)}
      group by 1, 2, 3, 4`.execute(tx.db)
  return rows.map((row) => ({ ...groupOf(row), part: row.part, minor: row.minor }))
}

interface SumRow {
  account: LedgerAccount
  partner_id: string | null
  currency: string
  minor: bigint
}

const grouping = sql`p.account, case when p.account = 'payable' then p.partner_id end as partner_id, p.currency`

const postings = (tx: WorkspaceTx) => sql`ledger_posting p
  join ledger_transaction t on t.workspace_id = p.workspace_id and t.id = p.transaction_id
  where p.workspace_id = ${tx.workspaceId}`

const groupOf = (row: SumRow) => ({
  account: row.account,
  partnerId: row.partner_id,
  currency: row.currency,
})
