import { CrmError } from '../../connectors/crm.port.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type { Context } from '../context.ts'
import { findConnection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { removeUnlisted, storeDetails } from '../db/detail-store.ts'
import { type SyncState, forgetListed, lockMirror, rememberListed, saveSyncState } from '../db/sync-store.ts'
import { followProducts } from './follow-products.ts'
import { inBatches } from './sync-batches.ts'
import { nextLook } from './sync-incremental.ts'
import type { SyncRunInProgress } from './sync-run.ts'

/**
 * Mirrors the details of deals that an admin asked for: by a listing when there was none yet or one of everything was
 * asked for, and by what changed since. A kind that the CRM does not let us read says so and holds up nothing else.
 */
export async function syncDetails(db: Context['db'], run: SyncRunInProgress, full: boolean): Promise<void> {
  const connection = await db.inWorkspace(run.workspaceId, (tx) => findConnection(tx, run.connectionId))
  for (const kind of connection?.detailKinds ?? []) {
    try {
      await syncKind(db, run, kind, full)
    } catch (error) {
      if (error instanceof TurnedOff) continue
      if (!(error instanceof CrmError && (error.code === 'forbidden' || error.code === 'rejected')))
        throw error
      const { message: problem } = error
      await run.write(kind, 0, async (tx) => {
        await saveSyncState(tx, run.connectionId, kind, { problem })
        return 0
      })
    }
  }
}

/** An admin does not want this kind any more. */
class TurnedOff extends Error {}

async function syncKind(
  db: Context['db'],
  run: SyncRunInProgress,
  kind: DetailKind,
  full: boolean,
): Promise<void> {
  const state = await db.inWorkspace(run.workspaceId, (tx) => lockMirror(tx, run.connectionId, kind))
  if (full || state.changedSince === null || state.resumeRun !== null) return list(run, kind, state)
  return readChanges(run, kind, state.changedSince)
}

async function list(run: SyncRunInProgress, kind: DetailKind, begun: SyncState): Promise<void> {
  const { connectionId } = run
  const resume = begun.resumeRun === null ? undefined : (begun.resumeAfter ?? undefined)
  if (resume === undefined) run.read[kind] = 0
  let first = resume === undefined
  for await (const batch of inBatches(run.crm.allDetails(kind, resume))) {
    if (batch.total !== undefined) run.expected[kind] = batch.total
    const begins = first
    await writeWanted(run, kind, batch.records.length, async (tx, state, now) => {
      if (begins) await forgetListed(tx, connectionId, kind)
      // What was turned off and on again since then is to be listed from the start.
      else if (state.resumeRun === null) throw new TurnedOff()
      if (kind === 'line_item') await followProducts(tx, connectionId, batch.records)
      const rows = await storeDetails(tx, connectionId, kind, batch.records, now)
      const shown = batch.records.map(({ externalId }) => externalId)
      await rememberListed(tx, connectionId, kind, shown)
      await saveSyncState(tx, connectionId, kind, {
        resumeRun: run.id,
        resumeAfter: batch.resume,
        ...(begins ? { listingStartedAt: batch.answeredAt } : {}),
      })
      return rows
    })
    first = false
  }
  await writeWanted(run, kind, 0, async (tx, state) => {
    if (state.resumeRun === null) throw new TurnedOff()
    const removed = await removeUnlisted(tx, connectionId, kind)
    // From here on a deal without line items is known to have none.
    if (kind === 'line_item' && (state.changedSince === null || removed > 0)) {
      await followProducts(tx, connectionId, 'all')
    }
    await forgetListed(tx, connectionId, kind)
    await saveSyncState(tx, connectionId, kind, {
      changedSince: state.listingStartedAt,
      resumeRun: null,
      resumeAfter: null,
      problem: null,
    })
    return removed
  })
}

async function readChanges(run: SyncRunInProgress, kind: DetailKind, since: Date): Promise<void> {
  const { connectionId } = run
  let beganAt: Date | undefined
  for await (const batch of inBatches(run.crm.changedDetails(kind, since))) {
    beganAt ??= batch.answeredAt
    if (batch.records.length === 0) continue
    await writeWanted(run, kind, batch.records.length, async (tx, _state, now) => {
      if (kind === 'line_item') await followProducts(tx, connectionId, batch.records)
      return storeDetails(tx, connectionId, kind, batch.records, now)
    })
  }
  await writeWanted(run, kind, 0, async (tx, state) => {
    if (state.changedSince === null) throw new TurnedOff()
    await saveSyncState(tx, connectionId, kind, { changedSince: nextLook(state, beganAt), problem: null })
    return 0
  })
}

/** Writes unless the kind was turned off while the CRM answered: what was removed then must not come back. */
function writeWanted(
  run: SyncRunInProgress,
  kind: DetailKind,
  recordsRead: number,
  work: (tx: WorkspaceTx, state: SyncState, now: Date) => Promise<number>,
): Promise<void> {
  return run.write(kind, recordsRead, async (tx, state, now) => {
    const connection = await findConnection(tx, run.connectionId)
    if (!connection?.detailKinds.includes(kind)) throw new TurnedOff()
    return work(tx, state, now)
  })
}
