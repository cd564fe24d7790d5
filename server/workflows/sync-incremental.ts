import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { Context } from '../context.ts'
import { type SyncState, lockMirror, saveSyncState } from '../db/sync-store.ts'
import { inBatches } from './sync-batches.ts'
import type { SyncedObject } from './sync-object.ts'
import type { SyncRunInProgress } from './sync-run.ts'

/** Search shows a change some seconds after it was made: the next look begins this much before the last one did. */
const OVERLAP_MS = 3 * 60_000

/**
 * Mirrors what was changed since the last look, oldest change first. The cursor moves once, at the end, to the
 * CRM's clock at the beginning; it never reaches back behind the listing, which no lag affects.
 */
export async function syncIncremental<T extends Deal | Account>(
  db: Context['db'],
  run: SyncRunInProgress,
  synced: SyncedObject<T>,
): Promise<void> {
  const { object } = synced
  const { connectionId } = run
  const { changedSince } = await db.inWorkspace(run.workspaceId, (tx) => lockMirror(tx, connectionId, object))
  if (changedSince === null)
    throw new Error(`${object} records were never listed: there is nothing to go on from`)
  let beganAt: Date | undefined
  for await (const batch of inBatches(synced.changed(run.crm, changedSince))) {
    beganAt ??= batch.answeredAt
    if (batch.records.length === 0) continue
    // After a listing they were counted with it: a record that is read twice is one record.
    await run.write(object, run.kind === 'full' ? 0 : batch.records.length, (tx, _state, now) =>
      synced.store(tx, connectionId, batch.records, now),
    )
  }
  await run.write(object, 0, async (tx, state) => {
    await saveSyncState(tx, connectionId, object, { changedSince: nextLook(state, beganAt) })
    return 0
  })
}

/** From when on the next look asks for changes, after one that began at an instant of the CRM's clock. */
export const nextLook = (
  state: Pick<SyncState, 'changedSince' | 'listingStartedAt'>,
  beganAt: Date | undefined,
): Date =>
  latest(state.changedSince, state.listingStartedAt, beganAt && new Date(beganAt.getTime() - OVERLAP_MS))

const latest = (...instants: (Date | null | undefined)[]): Date =>
  new Date(Math.max(...instants.map((instant) => instant?.getTime() ?? 0)))
