import type { ReadEvent } from '../../shared/payment/event-fact.ts'
import { readKeptEvent } from '../../shared/payment/read-event.ts'
import { recordAudits } from '../db/audit-store.ts'
import {
  type EventSource,
  type EventStanding,
  eventsWaitingFor,
  insertEvents,
  type KeptEvent,
  updateEvent,
} from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { goneDeals } from '../db/gone-deals.ts'
import { fillInPayment, insertPayments } from '../db/payment-store.ts'
import { keepSubscription } from '../db/subscription-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import { eventAudit } from './event-audit.ts'
import type { Moment } from './lock-deal.ts'
import { openBooks } from './open-books.ts'
import { type Books, paymentKey, settleEvent, type Settlement } from './settle-event.ts'

/** An event that is here for the first time. */
export interface NewEvent {
  read: ReadEvent
  bodyHash: string
  apiKeyId: string | null
}

export interface EventsToSettle {
  source: EventSource
  fresh?: readonly NewEvent[]
  /** Events that wait, and the deal that a person found for each; null: what it names is looked up again. */
  kept?: readonly { event: KeptEvent; matched: string | null }[]
  /** Whom the history of the deals names. */
  by: { userId: string | null; name: string }
}

interface Pending {
  id: string
  read: ReadEvent
  fresh?: NewEvent
  kept?: KeptEvent
  matched: string | null
}

/**
 * Settles events and what waited for them, and writes down what follows: payments, refunds, subscriptions, the deals' history, and
 * work for each deal that money came to. Returns what became of each event, by the source's id. The caller holds
 * `lockCustomerPayments`.
 */
export async function settleEvents(
  tx: WorkspaceTx,
  moment: Moment,
  request: EventsToSettle,
): Promise<Map<string, Settlement>> {
  const { source } = request
  const queue: Pending[] = [
    ...(request.kept ?? []).map(({ event, matched }) => keptPending(event, matched)),
    ...(request.fresh ?? []).map((fresh) => ({ id: moment.newId(), read: fresh.read, fresh, matched: null })),
  ]
  const sleeping = await refundsThatWait(tx, source, queue)
  const books = await openBooks(tx, moment, source, [...queue, ...sleeping.values()].flat())
  const outcomes = new Map<Pending, Settlement>()
  const settle = (pending: Pending): void => {
    const settlement = settleEvent(books, pending.read, pending.matched)
    outcomes.set(pending, settlement)
    const { fact } = pending.read
    if (settlement.state === 'waiting' && fact.kind === 'refund') {
      sleeping.set(settlement.waitsFor, [...(sleeping.get(settlement.waitsFor) ?? []), pending])
    }
    if (settlement.state !== 'applied' || fact.kind !== 'payment') return
    const key = paymentKey(source, fact.payment)
    const awake = sleeping.get(key) ?? []
    sleeping.delete(key)
    for (const refund of awake.toSorted(byOccurrence)) settle(refund)
  }
  for (const pending of queue) settle(pending)
  await write(tx, moment, request, books, outcomes)
  return new Map([...outcomes].map(([{ read }, settlement]) => [read.id, settlement]))
}

function keptPending(event: KeptEvent, matched: string | null): Pending {
  return { id: event.id, read: readKeptEvent(event.body), kept: event, matched }
}

/** Kept refunds whose payment is among the events to settle, by what they wait for. */
async function refundsThatWait(
  tx: WorkspaceTx,
  source: EventSource,
  queue: readonly Pending[],
): Promise<Map<string, Pending[]>> {
  const keys = queue.flatMap(({ read: { fact } }) =>
    fact.kind === 'payment' ? [paymentKey(source, fact.payment)] : [],
  )
  const queued = new Set(queue.map(({ id }) => id))
  const waiting = (await eventsWaitingFor(tx, keys)).filter(({ id }) => !queued.has(id))
  const pending = waiting.map((event) => [event.waitsFor ?? '', keptPending(event, null)] as const)
  return new Map(
    [...Map.groupBy(pending, ([key]) => key)].map(([key, of]) => [key, of.map(([, one]) => one)]),
  )
}

function byOccurrence({ read: a }: Pending, { read: b }: Pending): number {
  return a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

async function write(
  tx: WorkspaceTx,
  moment: Moment,
  request: EventsToSettle,
  books: Books,
  outcomes: ReadonlyMap<Pending, Settlement>,
): Promise<void> {
  const applied = [...outcomes].flatMap(([pending, settlement]) =>
    settlement.state === 'applied' ? [{ pending, settlement }] : [],
  )
  const created = applied.flatMap(({ settlement }) => settlement.payment ?? [])
  const isNew = new Set(created.map(({ id }) => id))
  // As the books have them in the end: an invoice may have added to a payment of the same batch.
  await insertPayments(
    tx,
    created.map((payment) => books.payments.get(payment.externalId) ?? payment),
  )
  for (const { settlement } of applied) {
    const { filledIn, subscription } = settlement
    if (filledIn && !isNew.has(filledIn.id)) {
      const { evidence, subscription: of } = filledIn
      await fillInPayment(tx, filledIn.id, { evidence, subscription: of })
    }
    if (subscription) await keepSubscription(tx, subscription)
  }
  const rows = [...outcomes].map(([pending, settlement]) => ({
    pending,
    now: standingOf(moment, request, pending, settlement),
  }))
  await insertEvents(
    tx,
    rows.flatMap(({ pending, now }) =>
      pending.fresh ? [newRow(moment, request, pending.id, pending.fresh, now)] : [],
    ),
  )
  for (const { pending, now } of rows) if (pending.kept) await updateEvent(tx, pending.id, now)
  const gone = await goneDeals(
    tx,
    created.map(({ dealId }) => dealId),
  )
  await recordAudits(
    tx,
    applied.flatMap(
      ({ pending, settlement }) =>
        eventAudit(moment, request.by, pending.read.id, settlement, gone.get(settlement.dealId)) ?? [],
    ),
  )
  await addWorks(
    tx,
    // A deal that was merged into an archived one keeps what it earned, and refunds take it back there.
    [...new Set(created.flatMap(({ dealId }) => [dealId, books.survivor(dealId)]))].map((dealId) => ({
      topic: 'deal.changed' as const,
      payload: { dealId },
      dedupeKey: dealId,
    })),
  )
}

function standingOf(
  { now }: Moment,
  { by }: EventsToSettle,
  { matched, kept }: Pending,
  settlement: Settlement,
): EventStanding {
  const waits = settlement.state === 'waiting'
  return {
    state: settlement.state,
    waitsFor: waits ? settlement.waitsFor : null,
    problem: settlement.state === 'applied' ? null : settlement.problem,
    dealId: waits ? null : settlement.dealId,
    paymentId: settlement.state === 'applied' ? (settlement.paymentId ?? null) : null,
    settledBy: !waits && kept && matched !== null ? by.userId : null,
    settledAt: waits ? null : now,
  }
}

function newRow(
  { now }: Moment,
  { source }: EventsToSettle,
  id: string,
  { read, bodyHash, apiKeyId }: NewEvent,
  standing: EventStanding,
): KeptEvent {
  const { id: externalId, type, body, occurredAt } = read
  return { id, source, externalId, type, body, bodyHash, apiKeyId, occurredAt, receivedAt: now, ...standing }
}
