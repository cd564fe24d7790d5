import { sql } from 'kysely'
import { z } from 'zod'
import type { BatchDetail, BatchList, BatchRow } from '../../shared/contract/console-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { onlyWhoMay } from '../../shared/partner/only-who-may.ts'
import { may } from '../../shared/partner/roles.ts'
import { paymentFile } from '../../shared/payout/payment-file.ts'
import { nextItemState } from '../../shared/payout/transitions.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import {
  type BatchRecord,
  countBatches,
  findBatch,
  type ItemRecord,
  itemsOf,
  listBatches,
} from '../db/payout-store.ts'
import { loginsOfPerson, namesOf } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = z.tuple([z.string().regex(/^\d{1,9}$/)])

/** Batches, newest first. */
export async function readBatches(
  tx: WorkspaceTx,
  query: { cursor?: string | undefined; limit: number },
): Promise<BatchList> {
  const after = decodeCursor(query.cursor, columns)
  const found = await listBatches(tx, { before: after ? Number(after[0]) : null, limit: query.limit + 1 })
  const shown = found.slice(0, query.limit)
  const names = await namesOf(tx, shown.flatMap(peopleOf))
  const last = shown.at(-1)
  return {
    rows: shown.map((batch) => rowOf(batch, names)),
    nextCursor: last && found.length > query.limit ? encodeCursor([String(last.number)]) : null,
    total: await countBatches(tx),
  }
}

/** One batch with its payments and what this person may do next. */
export async function readBatch(tx: WorkspaceTx, actor: Actor, batchId: string): Promise<BatchDetail> {
  const batch = await findBatch(tx, batchId)
  if (!batch) throw notFound('payout batch')
  const items = await itemsOf(tx, batchId)
  const deals = await dealNames(tx, items)
  const names = await namesOf(tx, peopleOf(batch))
  return {
    ...rowOf(batch, names),
    items: items.map((item) => ({
      id: item.id,
      partnerId: item.partnerId,
      partnerName: item.partnerName,
      amount: toMoneyJson(money(item.amountMinor, item.currency)),
      status: item.status,
      providerReference: item.providerReference,
      lines: item.lines.map(({ dealId, amountMinor }) => ({
        dealName: deals.get(dealId) ?? dealId,
        amount: toMoneyJson(money(amountMinor, item.currency)),
      })),
    })),
    actions: {
      approve: approval(batch, actor, await loginsOfPerson(tx, actor.userId)),
      cancel: allowedIf(
        batch.status === 'draft',
        'Only a draft can be cancelled.',
        actor,
        'createPayoutBatch',
      ),
      download: allowedIf(
        isApproved(batch),
        'It can be downloaded once it is approved.',
        actor,
        'createPayoutBatch',
      ),
      confirm: confirmation(batch, items, actor),
    },
    next: nextStep(batch, items, names),
  }
}

/** The file for the bank. Refused until the batch is approved, so that nobody pays a draft. */
export async function readPaymentFile(
  tx: WorkspaceTx,
  batchId: string,
): Promise<{ fileName: string; contentType: string; content: string }> {
  const batch = await findBatch(tx, batchId)
  if (!batch) throw notFound('payout batch')
  if (!isApproved(batch))
    throw new Refusal('conflict', 'The payment file is there once the batch is approved.')
  const items = (await itemsOf(tx, batchId)).map(({ id, ...item }) => ({ ...item, itemId: id }))
  const { number: batchNumber, contentHash, currency } = batch
  return {
    fileName: `payout-batch-${batchNumber}.csv`,
    contentType: 'text/csv',
    content: paymentFile({ batchNumber, contentHash, currency, items }),
  }
}

function rowOf(batch: BatchRecord, names: ReadonlyMap<string, string>): BatchRow {
  return {
    id: batch.id,
    number: batch.number,
    currency: batch.currency,
    status: batch.status,
    total: toMoneyJson(money(batch.totalMinor, batch.currency)),
    itemCount: batch.itemCount,
    contentHash: batch.contentHash,
    createdBy: names.get(batch.createdBy) ?? '',
    createdAt: batch.createdAt.toISOString(),
    approvedBy: batch.approvedBy && (names.get(batch.approvedBy) ?? ''),
    approvedAt: batch.approvedAt && batch.approvedAt.toISOString(),
  }
}

type Action = BatchDetail['actions']['approve']

function approval(batch: BatchRecord, actor: Actor, ownLogins: ReadonlySet<string>): Action {
  if (batch.status === 'draft' && may(actor.roles, 'approvePayoutBatch') && ownLogins.has(batch.createdBy)) {
    return { allowed: false, because: 'You made this batch, so somebody else approves it.' }
  }
  return allowedIf(batch.status === 'draft', 'It is not a draft any more.', actor, 'approvePayoutBatch')
}

function confirmation(batch: BatchRecord, items: readonly ItemRecord[], actor: Actor): Action {
  const open = items.some(({ status }) => nextItemState(status, 'confirm') ?? nextItemState(status, 'return'))
  const because = isApproved(batch)
    ? 'Every payment has its outcome.'
    : 'Nothing is paid before it is approved.'
  return allowedIf(isApproved(batch) && open, because, actor, 'createPayoutBatch')
}

function allowedIf(
  possible: boolean,
  otherwise: string,
  actor: Actor,
  permission: 'createPayoutBatch' | 'approvePayoutBatch',
): Action {
  if (!possible) return { allowed: false, because: otherwise }
  if (may(actor.roles, permission)) return { allowed: true, because: null }
  return { allowed: false, because: onlyWhoMay(permission) }
}

function isApproved({ status, approvedBy }: BatchRecord): boolean {
  return approvedBy !== null && status !== 'cancelled'
}

function nextStep(
  batch: BatchRecord,
  items: readonly ItemRecord[],
  names: ReadonlyMap<string, string>,
): string {
  const maker = names.get(batch.createdBy) ?? 'who made it'
  const count = (state: ItemRecord['status']) => items.filter(({ status }) => status === state).length
  switch (batch.status) {
    case 'draft':
      return `Somebody other than ${maker} compares the payments and approves this batch. No money moves before.`
    case 'approved':
    case 'submitting':
    case 'submitted':
      return `Download the payment file, pay it at the bank, then record the result of ${payments(count('sent'))} under way.`
    case 'settled':
      return 'Every payment is confirmed. If one comes back later, record it as returned and it is owed again.'
    case 'partially_failed':
      return `${payments(count('failed') + count('returned'))} did not arrive; the amount is payable again and can go into a new batch.`
    case 'cancelled':
      return 'This batch was given up. Its balances can go into another one.'
  }
}

const payments = (count: number): string => (count === 1 ? '1 payment' : `${count} payments`)

const peopleOf = (batch: BatchRecord): string[] =>
  batch.approvedBy === null ? [batch.createdBy] : [batch.createdBy, batch.approvedBy]

async function dealNames(tx: WorkspaceTx, items: readonly ItemRecord[]): Promise<Map<string, string>> {
  const ids = [...new Set(items.flatMap(({ lines }) => lines.map(({ dealId }) => dealId)))]
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('deal')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
