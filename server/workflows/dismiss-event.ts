import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { type KeptEvent, lockCustomerPayments, lockEvent, updateEvent } from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

/** Why an event cannot be put aside; null when it can. */
export const cannotDismiss = ({ state }: Pick<KeptEvent, 'state'>): string | null =>
  state === 'waiting' ? null : `Only what waits can be dismissed: it is ${state}.`

/** Puts an event aside that waits for something that will not come. It stays kept, and is not applied any more. */
export async function dismissEvent(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { eventId, reason }: { eventId: string; reason: string },
): Promise<void> {
  await lockCustomerPayments(tx)
  const event = await lockEvent(tx, eventId)
  if (!event) throw notFound('event')
  const obstacle = cannotDismiss(event)
  if (obstacle) throw new Refusal('conflict', obstacle)
  await updateEvent(tx, event.id, {
    state: 'dismissed',
    waitsFor: null,
    problem: reason,
    dealId: null,
    paymentId: null,
    settledBy: actor.userId,
    settledAt: moment.now,
  })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'customer_event',
    subjectId: event.id,
    kind: 'customer_event_dismissed',
    actor: { userId: actor.userId, name: actor.name },
    at: moment.now,
    reason,
    before: { event: event.externalId, state: event.state },
    after: { state: 'dismissed' },
  })
}
