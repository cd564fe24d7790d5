import type { Crm } from '../../connectors/crm.port.ts'
import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { WorkspaceTx } from '../db/database.ts'
import {
  type MirroredObject,
  type WrittenRow,
  dealsThatPartnersFollow,
  markGone,
  markMerged,
  upsertAccounts,
  upsertDeals,
} from '../db/mirror-store.ts'
import { heirsOfPayments } from '../db/payment-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import { askToSettleWaiting } from './settle-waiting.ts'

/**
 * Stores deals as the CRM shows them, says of those that were merged into them that they were, and asks for what
 * must follow. Returns how many rows that wrote. The caller holds `lockMirror` for deals.
 */
export async function storeDeals(
  tx: WorkspaceTx,
  connectionId: string,
  deals: readonly Deal[],
  now: Date,
): Promise<number> {
  const written = await upsertDeals(tx, connectionId, deals, now)
  const merged = await markMerged(tx, 'deal', connectionId, deals, now)
  await askToFollow(tx, [...written, ...merged])
  await askHeirsToFollow(tx, deals, [...written, ...merged])
  await askToSettleWaiting(tx, connectionId, deals)
  return written.length + merged.length
}

/** The same for accounts; nothing follows. */
export async function storeAccounts(
  tx: WorkspaceTx,
  connectionId: string,
  accounts: readonly Account[],
  now: Date,
): Promise<number> {
  const written = await upsertAccounts(tx, connectionId, accounts, now)
  const merged = await markMerged(tx, 'account', connectionId, accounts, now)
  return written.length + merged.length
}

/** Records that the CRM does not show when it is asked for them by id. */
export interface GoneRecords {
  /** It says that they were deleted. */
  deleted: readonly string[]
  /** They vanished for another reason, such as sharing: we may no longer see them. */
  missing: readonly string[]
}

/** Of the ids asked for, those that no answer stands for, with why. The CRM is asked only when there are any. */
export async function findGone(
  crm: Crm,
  object: MirroredObject,
  asked: readonly string[],
  found: readonly FoundRecord[],
): Promise<GoneRecords> {
  const gone = unanswered(asked, found)
  if (gone.length === 0) return { deleted: [], missing: [] }
  const deleted = new Set(await crm.deletedAmong(object, gone))
  return { deleted: gone.filter((id) => deleted.has(id)), missing: gone.filter((id) => !deleted.has(id)) }
}

/** Says of records that the CRM no longer shows them. */
export async function storeGone(
  tx: WorkspaceTx,
  object: MirroredObject,
  connectionId: string,
  { deleted, missing }: GoneRecords,
  now: Date,
): Promise<number> {
  const written = [
    ...(await markGone(tx, object, connectionId, 'archived', deleted, now)),
    ...(await markGone(tx, object, connectionId, 'missing', missing, now)),
  ]
  if (object === 'deal') await askToFollow(tx, written)
  return written.length
}

async function askToFollow(tx: WorkspaceTx, written: readonly WrittenRow[]): Promise<void> {
  const changed = written.filter((row) => row.meaningful).map((row) => row.id)
  const followed = await dealsThatPartnersFollow(tx, changed)
  await addWorks(
    tx,
    followed.map((dealId) => ({ topic: 'deal.changed' as const, payload: { dealId }, dedupeKey: dealId })),
  )
}

/** A deal that took over another one's payments has them to count. */
async function askHeirsToFollow(
  tx: WorkspaceTx,
  deals: readonly Deal[],
  written: readonly WrittenRow[],
): Promise<void> {
  const gone = new Set(
    deals.flatMap(({ externalId, state, mergedExternalIds }) =>
      state === 'merged' ? [externalId] : mergedExternalIds,
    ),
  )
  const merged = written.filter(({ externalId }) => gone.has(externalId)).map(({ id }) => id)
  const heirs = await heirsOfPayments(tx, merged)
  await addWorks(
    tx,
    heirs.map((dealId) => ({ topic: 'deal.changed' as const, payload: { dealId }, dedupeKey: dealId })),
  )
}

interface FoundRecord {
  externalId: string
  mergedExternalIds: readonly string[]
}

/** Of the ids asked for, those that no answer stands for, neither as itself nor as one merged into it. */
function unanswered(asked: readonly string[], found: readonly FoundRecord[]): string[] {
  const answered = new Set(found.flatMap((record) => [record.externalId, ...record.mergedExternalIds]))
  return asked.filter((id) => !answered.has(id))
}
