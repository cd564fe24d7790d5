import { sql } from 'kysely'
import { partsOf } from '../../shared/payment/refund-parts.ts'
import type { WorkspaceTx } from './database.ts'
import type { CustomerPaymentTable } from './tables.ts'

/** Money that the customer paid for a deal. A refund is below zero, and so are its tax, shipping and discount. */
export interface PaymentRecord {
  id: string
  dealId: string
  source: CustomerPaymentTable['source']
  /** The source's own name of it; each is taken once. */
  externalId: string
  amountMinor: bigint
  currency: string
  /** Parts of the amount that earn nothing: net is amount − tax − shipping − discount. */
  taxMinor: bigint
  shippingMinor: bigint
  discountMinor: bigint
  /** The payment, by our id, that this refund gives back; null for a payment. */
  refunds: string | null
  /** The billing system's id of the subscription that it belongs to; a refund's is that of its payment. */
  subscription: string | null
  /** Calendar date. */
  paidOn: string
  evidence: string | null
  recordedBy: string | null
  recordedAt: Date
}

export interface NewPayment extends PaymentRecord {
  /** false: a refund that does not say its tax and shipping. They are worked out when it is read. */
  partsStated: boolean
}

type PaymentRow = Omit<
  CustomerPaymentTable,
  'tax_minor' | 'shipping_minor' | 'discount_minor' | 'parts_stated'
> & {
  tax_minor: bigint
  shipping_minor: bigint
  discount_minor: bigint
  parts_stated: boolean
}

/**
 * Payments and refunds of a deal, earliest first, with those of deals that were merged into it. Those stay where they are if
 * commission stands there that has not been taken back yet: a payment earns in one place.
 */
export async function paymentsOf(tx: WorkspaceTx, dealId: string): Promise<PaymentRecord[]> {
  const rows = await tx.db
    .selectFrom('customer_payment')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', 'in', await dealsThatLiveOnIn(tx, dealId))
    .orderBy('paid_on')
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
  const stored = rows.map(toPayment)
  const parts = partsOf(stored)
  const subscriptions = new Map(stored.map(({ id, subscription }) => [id, subscription]))
  return stored.map(({ partsStated: _, ...payment }) => ({
    ...payment,
    ...parts.get(payment.id),
    subscription: payment.subscription ?? subscriptions.get(payment.refunds ?? '') ?? null,
  }))
}

async function dealsThatLiveOnIn(tx: WorkspaceTx, dealId: string): Promise<string[]> {
  // `union` without `all` ends a circle of merges.
  const { rows } = await sql<{ id: string }>`
    with recursive one as (
      select id, connection_id, external_id from deal
        where workspace_id = ${tx.workspaceId}::uuid and id = ${dealId}::uuid
      union
      select merged.id, merged.connection_id, merged.external_id
        from one join deal as merged
          on merged.connection_id = one.connection_id and merged.merged_into = one.external_id
        where merged.workspace_id = ${tx.workspaceId}::uuid and merged.state = 'merged'
          and not exists (select from commission_line as line
            join commission_calculation as latest on latest.line_id = line.id and latest.amount_minor <> 0
            where line.workspace_id = ${tx.workspaceId}::uuid and line.deal_id = merged.id
              and not exists (select from commission_calculation as later
                where later.line_id = line.id and later.revision > latest.revision)))
    select id from one`.execute(tx.db)
  return rows.length === 0 ? [dealId] : rows.map(({ id }) => id)
}

/** Of these deals, those that were merged away with payments: the deals that they live on in. */
export async function heirsOfPayments(tx: WorkspaceTx, dealIds: readonly string[]): Promise<string[]> {
  if (dealIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('deal as merged')
    .innerJoin('deal as heir', (join) =>
      join
        .onRef('heir.connection_id', '=', 'merged.connection_id')
        .onRef('heir.external_id', '=', 'merged.merged_into'),
    )
    .select('heir.id')
    .distinct()
    .where('merged.workspace_id', '=', tx.workspaceId)
    .where('merged.id', 'in', dealIds)
    .where('merged.state', '=', 'merged')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('customer_payment as p')
          .select('p.id')
          .whereRef('p.workspace_id', '=', 'merged.workspace_id')
          .whereRef('p.deal_id', '=', 'merged.id'),
      ),
    )
    .execute()
  return rows.map(({ id }) => id)
}

/** What was received for a deal in one currency less tax, shipping, discounts and refunds, in minor units. */
export async function collectedNet(tx: WorkspaceTx, dealId: string, currency: string): Promise<bigint> {
  return (await paymentsOf(tx, dealId))
    .filter((payment) => payment.currency === currency)
    .reduce(
      (sum, { amountMinor, taxMinor, shippingMinor, discountMinor }) =>
        sum + amountMinor - taxMinor - shippingMinor - discountMinor,
      0n,
    )
}

/** Payments of a source by its own names, as they were stored. */
export async function paymentsByExternalIds(
  tx: WorkspaceTx,
  source: PaymentRecord['source'],
  externalIds: readonly string[],
): Promise<NewPayment[]> {
  if (externalIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_payment')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('source', '=', source)
    .where('external_id', 'in', [...new Set(externalIds)])
    .execute()
  return rows.map(toPayment)
}

/** What another source said was paid, by its names or for these deals. Refunds are not among them. */
export async function paymentsOfOther(
  tx: WorkspaceTx,
  source: PaymentRecord['source'],
  { names, dealIds }: { names: readonly string[]; dealIds: readonly string[] },
): Promise<NewPayment[]> {
  const rows = await tx.db
    .selectFrom('customer_payment')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('source', '=', source)
    .where('refunds', 'is', null)
    .where((eb) =>
      eb.or([
        eb('external_id', '=', sql<string>`any(${[...names]}::text[])`),
        eb('deal_id', '=', sql<string>`any(${[...dealIds]}::uuid[])`),
      ]),
    )
    .orderBy('recorded_at')
    .orderBy('id')
    .execute()
  return rows.map(toPayment)
}

/** What was given back of each payment so far, as it was stored. */
export async function refundsOf(tx: WorkspaceTx, paymentIds: readonly string[]): Promise<NewPayment[]> {
  if (paymentIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_payment')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('refunds', 'in', [...new Set(paymentIds)])
    .execute()
  return rows.map(toPayment)
}

/** Payments come before the refunds that give them back. Throws when the source's name of one is taken. */
export async function insertPayments(tx: WorkspaceTx, payments: readonly NewPayment[]): Promise<void> {
  if (payments.length === 0) return
  await tx.db
    .insertInto('customer_payment')
    .values(payments.map((payment) => toRow(tx, payment)))
    .execute()
}

/** False when the source's payment of this name is there already; nothing is changed then. */
export async function insertPayment(tx: WorkspaceTx, payment: NewPayment): Promise<boolean> {
  const inserted = await tx.db
    .insertInto('customer_payment')
    .values(toRow(tx, payment))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'source', 'external_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** What a second report of the same payment adds to the first. */
export async function fillInPayment(
  tx: WorkspaceTx,
  paymentId: string,
  known: { evidence: string | null; subscription: string | null },
): Promise<void> {
  await tx.db
    .updateTable('customer_payment')
    .set(known)
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', paymentId)
    .execute()
}

const toRow = (tx: WorkspaceTx, payment: NewPayment) => ({
  workspace_id: tx.workspaceId,
  id: payment.id,
  deal_id: payment.dealId,
  source: payment.source,
  external_id: payment.externalId,
  amount_minor: payment.amountMinor,
  currency: payment.currency,
  tax_minor: payment.taxMinor,
  shipping_minor: payment.shippingMinor,
  discount_minor: payment.discountMinor,
  refunds: payment.refunds,
  subscription: payment.subscription,
  parts_stated: payment.partsStated,
  paid_on: payment.paidOn,
  evidence: payment.evidence,
  recorded_by: payment.recordedBy,
  recorded_at: payment.recordedAt,
})

const toPayment = (row: PaymentRow): NewPayment => ({
  id: row.id,
  dealId: row.deal_id,
  source: row.source,
  externalId: row.external_id,
  amountMinor: row.amount_minor,
  currency: row.currency,
  taxMinor: row.tax_minor,
  shippingMinor: row.shipping_minor,
  discountMinor: row.discount_minor,
  refunds: row.refunds,
  subscription: row.subscription,
  partsStated: row.parts_stated,
  paidOn: row.paid_on,
  evidence: row.evidence,
  recordedBy: row.recorded_by,
  recordedAt: row.recorded_at,
})
