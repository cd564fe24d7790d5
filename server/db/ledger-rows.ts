import { type Insertable, sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import type { LedgerPostingTable, LedgerTransactionTable } from './tables.ts'
import { unnestRows } from './unnest.ts'

export type TransactionRow = Omit<Insertable<LedgerTransactionTable>, 'workspace_id'>
export type PostingRow = Omit<LedgerPostingTable, 'workspace_id'>

export interface KnownTransaction {
  id: string
  sequence: bigint
  requestHash: string
}

export interface LockedLedger {
  sequence: bigint
  hash: string
  /** The first instant that is open; null while no month is closed. */
  closedUntil: Date | null
  /** Those of the asked keys that are in the ledger. */
  known: Map<string, KnownTransaction>
}

/** Takes the workspace's ledger for the rest of the transaction and reads what posting goes by, in one round trip. */
export async function lockLedgerFor(tx: WorkspaceTx, keys: readonly string[]): Promise<LockedLedger> {
  const { rows } = await sql<{
    sequence: bigint
    hash: string
    closed_until: Date | null
    known: [key: string, id: string, sequence: string, requestHash: string][] | null
  }>`select * from lock_ledger(${tx.workspaceId}::uuid, ${keys}::text[])`.execute(tx.db)
  const [row] = rows
  if (!row) throw new Error('the function gives one row')
  const known = (row.known ?? []).map(([key, id, sequence, requestHash]): [string, KnownTransaction] => [
    key,
    { id, sequence: BigInt(sequence), requestHash },
  ])
  return { sequence: row.sequence, hash: row.hash, closedUntil: row.closed_until, known: new Map(known) }
}

/**
 * Adds these rows and moves the head, in one statement: the database looks at the balance of what a statement adds, so the
 * postings of a transaction must not come in two.
 */
export async function insertLedgerRows(
  tx: WorkspaceTx,
  rows: { transactions: readonly TransactionRow[]; postings: readonly PostingRow[] },
  head: { sequence: bigint; hash: string; signature: string; signedWith: string },
): Promise<void> {
  const transactions = unnestRows(rows.transactions, {
    id: { type: 'uuid', of: (row) => row.id },
    sequence: { type: 'bigint', of: (row) => row.sequence },
    idempotency_key: { type: 'text', of: (row) => row.idempotency_key },
    request_hash: { type: 'text', of: (row) => row.request_hash },
    kind: { type: 'text', of: (row) => row.kind },
    cause: { type: 'jsonb', of: (row) => row.cause },
    effective_at: { type: 'timestamptz', of: (row) => row.effective_at },
    recorded_at: { type: 'timestamptz', of: (row) => row.recorded_at },
    reverses: { type: 'uuid', of: (row) => row.reverses ?? null },
    previous_hash: { type: 'text', of: (row) => row.previous_hash },
    hash: { type: 'text', of: (row) => row.hash },
  })
  const postings = unnestRows(rows.postings, {
    transaction_id: { type: 'uuid', of: (row) => row.transaction_id },
    line_number: { type: 'integer', of: (row) => row.line_number },
    account: { type: 'text', of: (row) => row.account },
    partner_id: { type: 'uuid', of: (row) => row.partner_id },
    deal_id: { type: 'uuid', of: (row) => row.deal_id },
    commission_line_id: { type: 'uuid', of: (row) => row.commission_line_id },
    currency: { type: 'text', of: (row) => row.currency },
    amount_minor: { type: 'bigint', of: (row) => row.amount_minor },
  })
  await sql`
    with entered as (
      insert into ledger_transaction (workspace_id, id, sequence, idempotency_key, request_hash, kind, cause,
          effective_at, recorded_at, reverses, previous_hash, hash)
        select ${tx.workspaceId}::uuid, t.* from (${transactions}) as t
    ), posted as (
      insert into ledger_posting (workspace_id, transaction_id, line_number, account, partner_id, deal_id,
          commission_line_id, currency, amount_minor)
        select ${tx.workspaceId}::uuid, p.* from (${postings}) as p
    )
    update ledger_head set sequence = ${head.sequence}, hash = ${head.hash}, signature = ${head.signature},
        signed_with = ${head.signedWith}
      where workspace_id = ${tx.workspaceId}`.execute(tx.db)
}
