import { sql } from 'kysely'
import { z } from 'zod'
import type { BatchState, ItemState } from '../../shared/payout/transitions.ts'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { PayoutBatchTable, PayoutItemTable } from './tables.ts'

export interface BatchRecord {
  id: string
  /** Counts from 1 in each workspace, without gaps. */
  number: number
  currency: string
  status: BatchState
  itemCount: number
  totalMinor: bigint
  contentHash: string
  createdBy: string
  createdAt: Date
  approvedBy: string | null
  approvedAt: Date | null
  closedAt: Date | null
}

/** What one partner is paid in a batch, and for which commission lines. */
export interface ItemRecord {
  id: string
  batchId: string
  partnerId: string
  /** As it was when the batch was made. */
  partnerName: string
  amountMinor: bigint
  currency: string
  status: ItemState
  idempotencyKey: string
  lines: PaidLine[]
  providerReference: string | null
  updatedAt: Date
}

/** The part of an item that one commission line has; below zero where an overpayment is netted. */
export interface PaidLine {
  commissionLineId: string
  dealId: string
  amountMinor: bigint
}

const paidLines = z.array(
  z.object({
    commissionLineId: z.uuid(),
    dealId: z.uuid(),
    amountMinor: z
      .string()
      .regex(/^-?\d+$/)
      .transform(BigInt),
  }),
)

/** Call it under the ledger's lock: the number is one more than the last. */
export async function nextBatchNumber(tx: WorkspaceTx): Promise<number> {
  const row = await tx.db
    .selectFrom('payout_batch')
    .select(sql<number>`coalesce(max(number), 0) + 1`.as('number'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return row.number
}

export async function insertBatch(
  tx: WorkspaceTx,
  batch: BatchRecord,
  items: readonly ItemRecord[],
): Promise<void> {
  await tx.db
    .insertInto('payout_batch')
    .values({
      workspace_id: tx.workspaceId,
      id: batch.id,
      number: batch.number,
      currency: batch.currency,
      status: batch.status,
      item_count: batch.itemCount,
      total_minor: batch.totalMinor,
      content_hash: batch.contentHash,
      created_by: batch.createdBy,
      created_at: batch.createdAt,
      approved_by: batch.approvedBy,
      approved_at: batch.approvedAt,
      closed_at: batch.closedAt,
    })
    .execute()
  for (let from = 0; from < items.length; from += 1000) {
    const rows = items.slice(from, from + 1000).map((item) => ({
      workspace_id: tx.workspaceId,
      id: item.id,
      batch_id: item.batchId,
      partner_id: item.partnerId,
      partner_name: item.partnerName,
      amount_minor: item.amountMinor,
      currency: item.currency,
      status: item.status,
      idempotency_key: item.idempotencyKey,
      commission_lines: toJsonb(item.lines),
      provider_reference: item.providerReference,
      updated_at: item.updatedAt,
    }))
    await tx.db.insertInto('payout_item').values(rows).execute()
  }
}

export async function findBatch(tx: WorkspaceTx, batchId: string): Promise<BatchRecord | undefined> {
  const row = await batches(tx).where('id', '=', batchId).executeTakeFirst()
  return row && toBatch(row)
}

/** The batch, held until the transaction ends. */
export async function lockBatch(tx: WorkspaceTx, batchId: string): Promise<BatchRecord | undefined> {
  const row = await batches(tx).where('id', '=', batchId).forUpdate().executeTakeFirst()
  return row && toBatch(row)
}

/** Newest first; `before` is the number of the last row that the caller has. */
export async function listBatches(
  tx: WorkspaceTx,
  page: { before: number | null; limit: number },
): Promise<BatchRecord[]> {
  const rows = await batches(tx)
    .$if(page.before !== null, (q) => q.where('number', '<', page.before ?? 0))
    .orderBy('number', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(toBatch)
}

export async function countBatches(tx: WorkspaceTx): Promise<number> {
  const row = await tx.db
    .selectFrom('payout_batch')
    .select(sql<bigint>`count(*)`.as('n'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** By partner name, then id: the order of the payment file. */
export async function itemsOf(tx: WorkspaceTx, batchId: string): Promise<ItemRecord[]> {
  const rows = await tx.db
    .selectFrom('payout_item')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('batch_id', '=', batchId)
    .orderBy(sql`lower(partner_name)`)
    .orderBy('id')
    .execute()
  return rows.map(toItem)
}

/** Partners whose balance in a currency waits in a batch that nobody has approved, as `partner id:currency`. */
export async function waitingInBatch(tx: WorkspaceTx): Promise<Set<string>> {
  const rows = await tx.db
    .selectFrom('payout_item')
    .select(['partner_id', 'currency'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('status', '=', 'queued')
    .execute()
  return new Set(rows.map((row) => `${row.partner_id}:${row.currency}`))
}

/** Throws the constraint's violation when the approver is the maker. */
export async function updateBatch(
  tx: WorkspaceTx,
  batchId: string,
  changes: Partial<Pick<BatchRecord, 'status' | 'approvedBy' | 'approvedAt' | 'closedAt'>>,
): Promise<void> {
  await tx.db
    .updateTable('payout_batch')
    .set({
      ...(changes.status === undefined ? {} : { status: changes.status }),
      ...(changes.approvedBy === undefined ? {} : { approved_by: changes.approvedBy }),
      ...(changes.approvedAt === undefined ? {} : { approved_at: changes.approvedAt }),
      ...(changes.closedAt === undefined ? {} : { closed_at: changes.closedAt }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', batchId)
    .execute()
}

export async function updateItems(
  tx: WorkspaceTx,
  itemIds: readonly string[],
  changes: { status: ItemState; providerReference?: string; updatedAt: Date },
): Promise<void> {
  if (itemIds.length === 0) return
  await tx.db
    .updateTable('payout_item')
    .set({
      status: changes.status,
      updated_at: changes.updatedAt,
      ...(changes.providerReference === undefined ? {} : { provider_reference: changes.providerReference }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', sql<string>`any(${[...itemIds]}::uuid[])`)
    .execute()
}

function batches(tx: WorkspaceTx) {
  return tx.db.selectFrom('payout_batch').selectAll().where('workspace_id', '=', tx.workspaceId)
}

function toBatch(row: PayoutBatchTable): BatchRecord {
  return {
    id: row.id,
    number: row.number,
    currency: row.currency,
    status: row.status,
    itemCount: row.item_count,
    totalMinor: row.total_minor,
    contentHash: row.content_hash,
    createdBy: row.created_by,
    createdAt: row.created_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    closedAt: row.closed_at,
  }
}

export function toItem(
  row: Omit<PayoutItemTable, 'commission_lines'> & { commission_lines: unknown },
): ItemRecord {
  return {
    id: row.id,
    batchId: row.batch_id,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    amountMinor: row.amount_minor,
    currency: row.currency,
    status: row.status,
    idempotencyKey: row.idempotency_key,
    lines: paidLines.parse(row.commission_lines),
    providerReference: row.provider_reference,
    updatedAt: row.updated_at,
  }
}
