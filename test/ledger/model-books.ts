import { sql } from 'kysely'
import type { LedgerWorld } from './ledger-world.ts'
import { type Account, type Entry, nothing } from './model-facts.ts'

/** What the tables hold after a command. */
export interface StoredBooks {
  /** By credit and currency, as `lineName` says; entries in the order in which they were made. */
  lines: Map<string, { line: string; entries: Entry[] }>
  /** Currencies and transactions that do not sum to zero. */
  unbalanced: string[]
}

const COLUMN: Record<string, { account: Account; sign: bigint }> = {
  commission_expense: { account: 'accrued', sign: 1n },
  pending: { account: 'pending', sign: -1n },
  payable: { account: 'payable', sign: -1n },
  held: { account: 'held', sign: -1n },
  in_transit: { account: 'inTransit', sign: -1n },
  cash: { account: 'paid', sign: -1n },
}

export async function readBooks(world: LedgerWorld): Promise<StoredBooks> {
  return world.do(async ({ db, workspaceId }) => {
    const { rows } = await sql<{
      line: string
      credit: string
      currency: string
      sequence: bigint
      month: string
      account: string
      sum: bigint
    }>`
      select l.id as line, l.credit_id as credit, p.currency, t.sequence,
          to_char(t.effective_at at time zone 'UTC', 'YYYY-MM') as month, p.account, sum(p.amount_minor)::bigint as sum
        from ledger_posting p join ledger_transaction t on t.id = p.transaction_id
          join commission_line l on l.id = p.commission_line_id
        where p.workspace_id = ${workspaceId} group by 1, 2, 3, 4, 5, 6 order by t.sequence`.execute(db)
    const { rows: off } = await sql<{ what: string }>`
      select transaction_id || ' in ' || currency as what from ledger_posting where workspace_id = ${workspaceId}
          group by transaction_id, currency having sum(amount_minor) <> 0
        union all select currency from ledger_posting where workspace_id = ${workspaceId}
          group by currency having sum(amount_minor) <> 0
        union all select 'postings without a line' from ledger_posting
          where workspace_id = ${workspaceId} and commission_line_id is null`.execute(db)
    const lines: StoredBooks['lines'] = new Map()
    const entries = new Map<string, Entry>()
    for (const { line, credit, currency, sequence, month, account, sum } of rows) {
      const column = COLUMN[account]
      if (!column) throw new Error(`there is an account ${account}`)
      const found = lines.get(`${credit} in ${currency}`) ?? { line, entries: [] }
      lines.set(`${credit} in ${currency}`, found)
      const entry = entries.get(`${line} ${sequence}`) ?? { month, change: nothing() }
      if (!entries.has(`${line} ${sequence}`)) found.entries.push(entry)
      entries.set(`${line} ${sequence}`, entry)
      entry.change[column.account] += column.sign * sum
    }
    return { lines, unbalanced: off.map(({ what }) => what) }
  })
}
