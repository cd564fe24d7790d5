import { calendarDate } from '../../shared/calendar-date.ts'
import type { ReadEvent } from '../../shared/payment/event-fact.ts'
import type { EventSource, KeptEvent } from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type NewPayment, paymentsByExternalIds, refundsOf } from '../db/payment-store.ts'
import { findNamedDeals } from './find-named-deals.ts'
import type { Moment } from './lock-deal.ts'
import { type Books, refundName } from './settle-event.ts'
import { readTwins } from './twin-payments.ts'

/** An event to settle, and the deal that a person, or an earlier wait, found for it. */
export interface BookedEvent {
  read: ReadEvent
  kept?: Pick<KeptEvent, 'waitsFor'>
  matched: string | null
}

/** Reads what is known of the deals and payments that these events name, all of them at once. Fills in `matched` where a wait found it. */
export async function openBooks(
  tx: WorkspaceTx,
  moment: Moment,
  source: EventSource,
  events: readonly BookedEvent[],
): Promise<Books> {
  const facts = events.map(({ read }) => read.fact)
  const known = await paymentsByExternalIds(
    tx,
    source,
    facts.flatMap((fact) => {
      if (fact.kind === 'subscription') return []
      return fact.kind === 'payment' ? [fact.payment] : [fact.payment, refundName(fact.refund)]
    }),
  )
  const deals = await findNamedDeals(tx, {
    names: facts.flatMap((fact) => (fact.kind === 'refund' ? [] : [fact.deal])),
    keys: events.map(({ kept }) => kept?.waitsFor ?? null),
    dealIds: [...known.map(({ dealId }) => dealId), ...events.flatMap(({ matched }) => matched ?? [])],
  })
  for (const event of events) {
    const { fact } = event.read
    // A deal that was merged away before it was ever mirrored is known only to what waited for it.
    if (event.matched === null && fact.kind !== 'refund' && deals.find(fact.deal).kind === 'unknown') {
      event.matched = deals.awaited(event.kept?.waitsFor ?? null)
    }
  }
  const { time_zone: timeZone } = await tx.db
    .selectFrom('workspace')
    .select('time_zone')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const dealOf: Books['dealOf'] = (name, matched) => {
    const deal = matched === null ? undefined : deals.survivor(matched)
    return deal ? deals.find({ id: deal.id }) : deals.find(name)
  }
  const twinOf = await readTwins(
    tx,
    source,
    events.flatMap(({ read: { fact }, matched }) => {
      if (fact.kind !== 'payment') return []
      const deal = dealOf(fact.deal, matched)
      return deal.kind === 'found' ? [{ payment: fact.payment, dealId: deal.id }] : []
    }),
  )
  return {
    source,
    now: moment.now,
    newId: () => moment.newId(),
    tomorrow: dayAfter(calendarDate(moment.now, timeZone)),
    dealOf,
    twinOf,
    survivor: (dealId) => deals.survivor(dealId)?.id ?? dealId,
    payments: new Map(known.map((payment) => [payment.externalId, payment])),
    refunded: await refundedOf(tx, known),
  }
}

async function refundedOf(tx: WorkspaceTx, known: readonly NewPayment[]): Promise<Books['refunded']> {
  const refunded: Books['refunded'] = new Map()
  const refunds = await refundsOf(
    tx,
    known.map(({ id }) => id),
  )
  for (const { refunds: payment, amountMinor, taxMinor, shippingMinor } of refunds) {
    if (payment === null) continue
    const before = refunded.get(payment) ?? { amountMinor: 0n, taxMinor: 0n, shippingMinor: 0n }
    refunded.set(payment, {
      amountMinor: before.amountMinor - amountMinor,
      taxMinor: before.taxMinor - taxMinor,
      shippingMinor: before.shippingMinor - shippingMinor,
    })
  }
  return refunded
}

const DAY_MS = 24 * 3_600_000
const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
