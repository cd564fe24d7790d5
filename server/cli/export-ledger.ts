import { sql } from 'kysely'
import { formatDecimal } from '../../shared/money/format.ts'
import type { ExportPage } from './export.ts'

/** One line per posting, in the ledger's own order. The lines of one transaction sum to zero in each currency. */
export const exportedLedger: ExportPage = async (tx, after, limit) => {
  const [sequence = '0', lineNumber = '0'] = after?.split(':') ?? []
  const rows = await tx.db
    .selectFrom('ledger_posting as posting')
    .innerJoin('ledger_transaction as cause', 'cause.id', 'posting.transaction_id')
    .leftJoin('deal', 'deal.id', 'posting.deal_id')
    .select(['posting.line_number', 'posting.account', 'posting.partner_id', 'posting.deal_id'])
    .select(['posting.commission_line_id', 'posting.currency', 'posting.amount_minor'])
    .select(['cause.id', 'cause.sequence', 'cause.kind', 'cause.effective_at', 'cause.recorded_at'])
    .select(['cause.idempotency_key', 'cause.reverses', 'cause.hash', 'deal.external_id'])
    .where('posting.workspace_id', '=', tx.workspaceId)
    .where(
      sql<boolean>`(cause.sequence, posting.line_number) > (${sequence}::bigint, ${lineNumber}::integer)`,
    )
    .orderBy('cause.sequence')
    .orderBy('posting.line_number')
    .limit(limit)
    .execute()
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => ({
      transactionId: row.id,
      sequence: String(row.sequence),
      lineNumber: row.line_number,
      kind: row.kind,
      account: row.account,
      partnerId: row.partner_id,
      dealId: row.deal_id,
      dealExternalId: row.external_id,
      commissionLineId: row.commission_line_id,
      amount: formatDecimal({ amountMinor: row.amount_minor, currency: row.currency }),
      currency: row.currency,
      effectiveAt: row.effective_at,
      recordedAt: row.recorded_at,
      idempotencyKey: row.idempotency_key,
      reverses: row.reverses,
      hash: row.hash,
    })),
    next: rows.length === limit && last ? `${last.sequence}:${last.line_number}` : undefined,
  }
}
