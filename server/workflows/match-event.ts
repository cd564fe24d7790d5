import { readKeptEvent } from '../../shared/payment/read-event.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import {
  eventsWaitingFor,
  type KeptEvent,
  lockCustomerPayments,
  lockEvent,
} from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findDealById } from '../db/deal-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { settleEvents } from './settle-events.ts'

/** Why a person cannot say which deal an event is about; null when they can. */
export function cannotMatch(event: Pick<KeptEvent, 'state' | 'type'>): string | null {
  if (event.state !== 'waiting') return `It does not wait for a deal: it is ${event.state}.`
  return event.type === 'payment.refunded' ? 'A refund goes where its payment goes.' : null
}

/** Applies an event that waits to the deal that a person found for it, with what tells of the same payment and its refunds. */
export async function matchEvent(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { eventId, dealId }: { eventId: string; dealId: string },
): Promise<void> {
  await lockCustomerPayments(tx)
  const event = await lockEvent(tx, eventId)
  if (!event) throw notFound('event')
  const deal = await findDealById(tx, dealId)
  if (!deal) throw notFound('deal')
  const obstacle = cannotMatch(event)
  if (obstacle) throw new Refusal('conflict', obstacle)
  const others = (await eventsWaitingFor(tx, event.waitsFor === null ? [] : [event.waitsFor])).filter(
    (other) => other.id !== event.id && paymentOf(other) !== null && paymentOf(other) === paymentOf(event),
  )
  const settled = await settleEvents(tx, moment, {
    source: event.source,
    kept: [event, ...others].map((one) => ({ event: one, matched: dealId })),
    by: { userId: actor.userId, name: actor.name },
  })
  const now = settled.get(event.externalId)
  if (now?.state !== 'applied') throw new Refusal('rule_violated', now?.problem ?? 'It could not be applied.')
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: now.dealId,
    subjectKind: 'customer_event',
    subjectId: event.id,
    kind: 'customer_event_matched',
    actor: { userId: actor.userId, name: actor.name },
    at: moment.now,
    reason: null,
    before: null,
    after: { event: event.externalId, deal: deal.name },
  })
}

function paymentOf({ body }: KeptEvent): string | null {
  const { fact } = readKeptEvent(body)
  return fact.kind === 'payment' ? fact.payment : null
}
