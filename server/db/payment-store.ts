import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import type { CustomerPaymentTable } from './tables.ts'

/** Money that the customer paid for a deal. A refund is below zero. */
export interface PaymentRecord {
  id: string
  dealId: string
  source: CustomerPaymentTable['source']
  /** The source's own name of it; each is taken once. */
  externalId: string
  amountMinor: bigint
  currency: string
  /** Calendar date. */
  paidOn: string
  evidence: string | null
  recordedBy: string | null
  recordedAt: Date
}

/** Payments of a deal, earliest first. */
export async function paymentsOf(tx: WorkspaceTx, dealId: string): Promise<PaymentRecord[]> {
  const rows = await tx.db
    .selectFrom('customer_payment')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .orderBy('paid_on')
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    dealId: row.deal_id,
    source: row.source,
    externalId: row.external_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    paidOn: row.paid_on,
    evidence: row.evidence,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  }))
}

/** Payments less refunds of a deal in one currency, in minor units. */
export async function collectedNet(tx: WorkspaceTx, dealId: string, currency: string): Promise<bigint> {
  const row = await tx.db
    .selectFrom('customer_payment')
    .select(sql<bigint>`coalesce(sum(amount_minor), 0)::bigint`.as('minor'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', '=', dealId)
    .where('currency', '=', currency)
    .executeTakeFirstOrThrow()
  return row.minor
}

/** False when the source's payment of this name is there already; nothing is changed then. */
export async function insertPayment(tx: WorkspaceTx, payment: PaymentRecord): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('customer_payment')
    .values({
      workspace_id: tx.workspaceId,
      id: payment.id,
      deal_id: payment.dealId,
      source: payment.source,
      external_id: payment.externalId,
      amount_minor: payment.amountMinor,
      currency: payment.currency,
      paid_on: payment.paidOn,
      evidence: payment.evidence,
      recorded_by: payment.recordedBy,
      recorded_at: payment.recordedAt,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'source', 'external_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}
