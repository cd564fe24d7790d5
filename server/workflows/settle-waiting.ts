import type { Deal } from '../../shared/crm/deal.ts'
import { findConnection } from '../db/connection-store.ts'
import {
  anyEventWaits,
  eventsWaitingFor,
  keysWaitedFor,
  lockCustomerPayments,
  waitForOther,
} from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { addWorks } from '../jobs/outbox.ts'
import { dealKey, namedDealKey } from './find-named-deals.ts'
import type { Moment } from './lock-deal.ts'
import { PRODUCT } from './product-actor.ts'
import { settleEvents } from './settle-events.ts'

/**
 * Asks that the customer events which wait for one of these deals be settled. What waits for a deal that was merged away waits
 * for the one that it lives on in. The caller holds `lockMirror` for deals, as whoever lets an event wait does.
 */
export async function askToSettleWaiting(
  tx: WorkspaceTx,
  connectionId: string,
  deals: readonly Deal[],
): Promise<void> {
  if (deals.length === 0 || !(await anyEventWaits(tx))) return
  const connection = await findConnection(tx, connectionId)
  if (!connection) return
  const { crm, externalAccountId } = connection
  const keysOf = (externalId: string) => [
    dealKey(connectionId, externalId),
    namedDealKey(crm, externalAccountId, externalId),
    namedDealKey(crm, '', externalId),
  ]
  await waitForOther(
    tx,
    deals.flatMap(({ externalId, mergedExternalIds }) =>
      mergedExternalIds.flatMap((merged) =>
        keysOf(merged).map((from) => ({ from, to: dealKey(connectionId, externalId) })),
      ),
    ),
  )
  const keys = await keysWaitedFor(
    tx,
    deals.flatMap(({ externalId }) => keysOf(externalId)),
  )
  await addWorks(
    tx,
    keys.map((waitsFor) => ({
      topic: 'customer_events.settle' as const,
      payload: { waitsFor },
      dedupeKey: waitsFor,
    })),
  )
}

/** Settles the events that wait for this, as far as it is there by now. */
export async function settleWaiting(tx: WorkspaceTx, moment: Moment, waitsFor: string): Promise<void> {
  await lockCustomerPayments(tx)
  const bySource = Map.groupBy(await eventsWaitingFor(tx, [waitsFor]), ({ source }) => source)
  for (const [source, events] of bySource) {
    const kept = events.map((event) => ({ event, matched: null }))
    await settleEvents(tx, moment, { source, kept, by: PRODUCT })
  }
}
