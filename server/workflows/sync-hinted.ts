import type { Crm } from '../../connectors/crm.port.ts'
import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { Context } from '../context.ts'
import { markFollowed, waitingHints } from '../db/inbox-store.ts'
import { lockMirror } from '../db/sync-store.ts'
import { crashpoint } from '../jobs/crashpoint.ts'
import { findGone, storeGone } from './store-records.ts'
import { type SyncedObject, syncedAccounts, syncedDeals } from './sync-object.ts'

type Dependencies = Pick<Context, 'db' | 'clock' | 'crmFor'>

const AT_ONCE = 500

/**
 * Fetches the records that stored hints name and mirrors them as they are now, until no hint waits. In which order and how
 * often the hints came makes no difference: they carry no data. Throws `CrmError` and leaves the hints where
 * they are when the CRM cannot be asked. Returns how many hints were followed.
 */
export async function syncHinted(
  deps: Dependencies,
  request: { workspaceId: string; connectionId: string; signal: AbortSignal },
): Promise<number> {
  const { db, clock } = deps
  const { workspaceId, connectionId } = request
  const next = () => db.inWorkspace(workspaceId, (tx) => waitingHints(tx, connectionId, AT_ONCE))
  let followed = 0
  let crm: Crm | undefined
  for (let hints = await next(); hints.length > 0 && !request.signal.aborted; hints = await next()) {
    crm ??= await deps.crmFor(workspaceId, connectionId)
    const place = { db, clock, crm, workspaceId, connectionId }
    await refresh(
      place,
      syncedAccounts,
      hints.flatMap((hint) => hint.accountIds),
    )
    crashpoint('sync.hinted:following')
    await refresh(
      place,
      syncedDeals,
      hints.flatMap((hint) => hint.dealIds),
    )
    crashpoint('sync.hinted:mirrored')
    await db.inWorkspace(workspaceId, (tx) =>
      markFollowed(
        tx,
        hints.map((hint) => hint.id),
        clock.now(),
      ),
    )
    followed += hints.length
  }
  return followed
}

/** Mirrors the named records of one kind as the CRM has them now; those that it does not show are marked archived or missing. */
export async function refresh<T extends Deal | Account>(
  place: Pick<Context, 'db' | 'clock'> & { crm: Crm; workspaceId: string; connectionId: string },
  synced: SyncedObject<T>,
  externalIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(externalIds)]
  if (ids.length === 0) return
  const { connectionId } = place
  const found = await synced.find(place.crm, ids)
  const gone = await findGone(place.crm, synced.object, ids, found)
  await place.db.inWorkspace(place.workspaceId, async (tx) => {
    await lockMirror(tx, connectionId, synced.object)
    await synced.store(tx, connectionId, found, place.clock.now())
    await storeGone(tx, synced.object, connectionId, gone, place.clock.now())
  })
}
