import { createHash } from 'node:crypto'
import type { EventsReply } from '../../shared/contract/finance-api.ts'
import type { ReadEvent } from '../../shared/payment/event-fact.ts'
import { type EventSource, eventsByExternalIds, lockCustomerPayments } from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { goneDeals } from '../db/gone-deals.ts'
import { toJsonb } from '../db/json.ts'
import { Refusal } from '../errors.ts'
import { bringsMoney, KEPT } from './kept-payment.ts'
import type { Moment } from './lock-deal.ts'
import { type NewEvent, settleEvents } from './settle-events.ts'

export interface Delivery {
  source: EventSource
  /** The key that it came with; null for a source that we read ourselves. */
  apiKeyId: string | null
  /** Whom the history names. */
  by: string
  events: readonly ReadEvent[]
}

/**
 * Takes events of a billing system, each once: delivered again, in whatever order, they change nothing, and the answer says how
 * each stands by now: a payment whose deal is gone from the CRM is kept until that is back. An id that comes with other content than before refuses the whole delivery (409).
 */
export async function takeEvents(
  tx: WorkspaceTx,
  moment: Moment,
  { source, apiKeyId, by, events }: Delivery,
): Promise<EventsReply['events']> {
  await lockCustomerPayments(tx)
  const hashed = events.map((read) => ({ read, apiKeyId, bodyHash: hashOf(read) }))
  const ids = events.map(({ id }) => id)
  const known = new Map(
    (await eventsByExternalIds(tx, source, ids)).map((event) => [event.externalId, event]),
  )
  const first = new Map<string, NewEvent>()
  for (const event of hashed) if (!first.has(event.read.id)) first.set(event.read.id, event)
  refuseOtherContent(hashed, ({ read: { id } }) => (known.get(id) ?? first.get(id))?.bodyHash)
  const fresh = [...first.values()].filter(({ read }) => !known.has(read.id))
  const settled = await settleEvents(tx, moment, { source, fresh, by: { userId: null, name: by } })
  const gone = await goneDeals(
    tx,
    [...known.values(), ...settled.values()].flatMap((event) => dealOf(event) ?? []),
  )
  const answered = new Set<string>(known.keys())
  return events.map(({ id, type }) => {
    const repeated = answered.has(id)
    answered.add(id)
    const now = settled.get(id) ?? known.get(id)
    if (!now) throw new Error(`event ${id} was neither known nor settled`)
    const away = now.state === 'applied' && bringsMoney(type) ? gone.get(dealOf(now) ?? '') : undefined
    if (away) return { id, state: 'kept', repeated, problem: KEPT[away] }
    return { id, state: now.state, repeated, problem: 'problem' in now ? now.problem : null }
  })
}

const dealOf = (event: object & { dealId?: string | null }): string | null => event.dealId ?? null

const hashOf = ({ body }: ReadEvent): string => createHash('sha256').update(toJsonb(body)).digest('hex')

function refuseOtherContent(
  events: readonly NewEvent[],
  hashBefore: (event: NewEvent) => string | undefined,
): void {
  const others = events.flatMap((event, index) =>
    hashBefore(event) === event.bodyHash ? [] : [{ id: event.read.id, path: `events[${index}].id` }],
  )
  if (others.length === 0) return
  const names = [...new Set(others.map(({ id }) => `"${id}"`))]
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
  throw new Refusal(
    'conflict',
    `${names.length === 1 ? 'Event' : 'Events'} ${shown} came before with other content. Nothing of this request was kept: what happened anew needs an id of its own.`,
    { fields: others.map(({ path }) => ({ path, message: 'came before with other content' })) },
  )
}
