import { sql } from 'kysely'
import type { LedgerTransaction } from '../../shared/ledger/hash.ts'
import type { WorkspaceTx } from './database.ts'

/** A transaction as it is stored, whether or not its hash still fits. */
export interface StoredTransaction extends LedgerTransaction {
  previousHash: string
  hash: string
  lineNumbers: number[]
}

/** The transactions after a sequence and up to another one, in order; of a period by effective dates where one is given. */
export async function readTransactions(
  tx: WorkspaceTx,
  of: { after: bigint; upTo: bigint; limit: number; period?: { from: Date; until: Date } },
): Promise<StoredTransaction[]> {
  const { period } = of
  const rows = await tx.db
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('sequence', '>', of.after)
    .where('sequence', '<=', of.upTo)
    .$if(period !== undefined, (q) =>
      q
        .where('effective_at', '>=', period?.from ?? new Date(0))
        .where('effective_at', '<', period?.until ?? new Date(0)),
    )
    .orderBy('sequence')
    .limit(of.limit)
    .execute()
  const postings = await tx.db
    .selectFrom('ledger_posting')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('transaction_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .orderBy('line_number')
    .execute()
  const byTransaction = Map.groupBy(postings, (posting) => posting.transaction_id)
  return rows.map((row) => {
    const own = byTransaction.get(row.id) ?? []
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      sequence: row.sequence,
      idempotencyKey: row.idempotency_key,
      requestHash: row.request_hash,
      kind: row.kind,
      cause: row.cause,
      effectiveAt: row.effective_at,
      recordedAt: row.recorded_at,
      reverses: row.reverses,
      previousHash: row.previous_hash,
      hash: row.hash,
      lineNumbers: own.map((posting) => posting.line_number),
      postings: own.map((posting) => ({
        account: posting.account,
        partnerId: posting.partner_id,
        dealId: posting.deal_id,
        commissionLineId: posting.commission_line_id,
        currency: posting.currency,
        amountMinor: posting.amount_minor,
      })),
    }
  })
}
