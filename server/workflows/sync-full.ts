import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { MirroredObject } from '../db/mirror-store.ts'
import {
  forgetListed,
  lockMirror,
  notListed,
  rememberListed,
  saveSyncState,
  unexplained,
} from '../db/sync-store.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../jobs/crashpoint.ts'
import { findGone, storeGone } from './store-records.ts'
import { inBatches } from './sync-batches.ts'
import type { SyncedObject } from './sync-object.ts'
import type { SyncRunInProgress } from './sync-run.ts'

/** A call finds 100 records; the lock is not held while the CRM answers. */
const LOOK_UP = 1_000

/**
 * Mirrors every record of one kind by listing them all. Each batch commits with the position after it, so that a
 * run which dies is continued by the next one. What we hold as active and the listing did not show is looked up by id
 * before anything is said about it: it may have been archived, merged or deleted, or have moved past the listing.
 */
export async function syncFull<T extends Deal | Account>(
  db: Context['db'],
  run: SyncRunInProgress,
  synced: SyncedObject<T>,
): Promise<void> {
  const { object } = synced
  const { connectionId } = run
  const begun = await db.inWorkspace(run.workspaceId, (tx) => lockMirror(tx, connectionId, object))
  const resume = begun.resumeRun === null ? undefined : (begun.resumeAfter ?? undefined)
  if (resume === undefined) run.read[object] = 0
  let first = resume === undefined
  for await (const batch of inBatches(synced.all(run.crm, resume))) {
    if (batch.total !== undefined) run.expected[object] = batch.total
    const begins = first
    await run.write(object, batch.records.length, async (tx, _state, now) => {
      if (begins) await forgetListed(tx, connectionId, object)
      const rows = await synced.store(tx, connectionId, batch.records, now)
      await rememberListed(
        tx,
        connectionId,
        object,
        batch.records.map((record) => record.externalId),
      )
      await saveSyncState(tx, connectionId, object, {
        resumeRun: run.id,
        resumeAfter: batch.resume,
        ...(begins ? { listingStartedAt: batch.answeredAt } : {}),
      })
      return rows
    })
    crashpoint('sync.connection:page')
    first = false
  }
  await settleVanished(db, run, synced)
  await run.write(object, 0, async (tx, state) => {
    await forgetListed(tx, connectionId, object)
    await saveSyncState(tx, connectionId, object, {
      changedSince: state.listingStartedAt,
      resumeRun: null,
      resumeAfter: null,
    })
    return 0
  })
}

async function settleVanished<T extends Deal | Account>(
  db: Context['db'],
  run: SyncRunInProgress,
  synced: SyncedObject<T>,
): Promise<void> {
  const { object } = synced
  await explainMissing(db, run, object)
  const vanished = await db.inWorkspace(run.workspaceId, (tx) => notListed(tx, run.connectionId, object))
  for (let start = 0; start < vanished.length; start += LOOK_UP) {
    const asked = vanished.slice(start, start + LOOK_UP)
    const found = await synced.find(run.crm, asked)
    const gone = await findGone(run.crm, object, asked, found)
    await run.write(object, 0, async (tx, _state, now) => {
      const stored = await synced.store(tx, run.connectionId, found, now)
      return stored + (await storeGone(tx, object, run.connectionId, gone, now))
    })
  }
}

/** A log of deletions may be a minute behind: what had vanished by the last listing may turn out to have been deleted. */
async function explainMissing(
  db: Context['db'],
  run: SyncRunInProgress,
  object: MirroredObject,
): Promise<void> {
  const missing = await db.inWorkspace(run.workspaceId, (tx) => unexplained(tx, run.connectionId, object))
  if (missing.length === 0) return
  const deleted = await run.crm.deletedAmong(object, missing)
  if (deleted.length === 0) return
  await run.write(object, 0, (tx, _state, now) =>
    storeGone(tx, object, run.connectionId, { deleted, missing: [] }, now),
  )
}
