import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { WorkspaceTx } from '../db/database.ts'
import {
  type MirroredObject,
  type WrittenRow,
  dealsThatPartnersFollow,
  markMerged,
  markMissing,
  upsertAccounts,
  upsertDeals,
} from '../db/mirror-store.ts'
import { addWorks } from '../jobs/outbox.ts'

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

/** Says of records that the CRM no longer knows them. */
export async function storeMissing(
  tx: WorkspaceTx,
  object: MirroredObject,
  connectionId: string,
  externalIds: readonly string[],
  now: Date,
): Promise<number> {
  const written = await markMissing(tx, object, connectionId, externalIds, now)
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

/** Of the ids asked for, those that no answer stands for, neither as itself nor as one merged into it. */
export function unanswered(
  asked: readonly string[],
  found: readonly { externalId: string; mergedExternalIds: readonly string[] }[],
): string[] {
  const answered = new Set(found.flatMap((record) => [record.externalId, ...record.mergedExternalIds]))
  return asked.filter((id) => !answered.has(id))
}
