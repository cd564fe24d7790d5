import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'
import { toJsonb } from './json.ts'
import type { CustomerEventTable } from './commission-tables.ts'
import { unnestRows } from './unnest.ts'

export type EventSource = CustomerEventTable['source']

/** Where an event stands. */
export interface EventStanding {
  state: CustomerEventTable['state']
  /** What has to appear first; null unless it waits. */
  waitsFor: string | null
  /** Why it waits, was refused or was dismissed. */
  problem: string | null
  dealId: string | null
  paymentId: string | null
  /** The person who matched or dismissed it. */
  settledBy: string | null
  settledAt: Date | null
}

export interface KeptEvent extends EventStanding {
  id: string
  source: EventSource
  externalId: string
  type: string
  body: unknown
  bodyHash: string
  apiKeyId: string | null
  occurredAt: Date
  receivedAt: Date
}

/**
 * Holds all that writes customer payments of the workspace until the transaction ends: a refund and its payment, or two
 * deliveries of one event, are taken one after the other. Take it before any lock on a deal.
 */
export async function lockCustomerPayments(tx: WorkspaceTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`customer-payments/${tx.workspaceId}`}, 0))`.execute(
    tx.db,
  )
}

export async function eventsByExternalIds(
  tx: WorkspaceTx,
  source: EventSource,
  externalIds: readonly string[],
): Promise<KeptEvent[]> {
  if (externalIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_event')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('source', '=', source)
    .where('external_id', 'in', [...new Set(externalIds)])
    .execute()
  return rows.map(toEvent)
}

/** Events that wait for one of these, in the order in which they happened. */
export async function eventsWaitingFor(tx: WorkspaceTx, keys: readonly string[]): Promise<KeptEvent[]> {
  if (keys.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_event')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '=', 'waiting')
    .where('waits_for', 'in', [...new Set(keys)])
    .orderBy('occurred_at')
    .orderBy('external_id')
    .execute()
  return rows.map(toEvent)
}

/** Events of a source that wait and tell of one of these payments or of its refunds, in the order in which they happened. */
export async function eventsWaitingByPayment(
  tx: WorkspaceTx,
  source: EventSource,
  payments: readonly string[],
): Promise<KeptEvent[]> {
  if (payments.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_event')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('source', '=', source)
    .where('state', '=', 'waiting')
    .where(sql<string>`body #>> '{data,payment}'`, '=', sql<string>`any(${[...payments]}::text[])`)
    .orderBy('occurred_at')
    .orderBy('external_id')
    .execute()
  return rows.map(toEvent)
}

/** The event, held until the transaction ends. */
export async function lockEvent(tx: WorkspaceTx, eventId: string): Promise<KeptEvent | undefined> {
  const row = await tx.db
    .selectFrom('customer_event')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', eventId)
    .forUpdate()
    .executeTakeFirst()
  return row && toEvent(row)
}

export async function insertEvents(tx: WorkspaceTx, events: readonly KeptEvent[]): Promise<void> {
  if (events.length === 0) return
  await tx.db
    .insertInto('customer_event')
    .values(
      events.map((event) => ({
        workspace_id: tx.workspaceId,
        id: event.id,
        source: event.source,
        external_id: event.externalId,
        type: event.type,
        body: toJsonb(event.body),
        body_hash: event.bodyHash,
        api_key_id: event.apiKeyId,
        occurred_at: event.occurredAt,
        received_at: event.receivedAt,
        ...standing(event),
      })),
    )
    .execute()
}

export async function updateEvent(tx: WorkspaceTx, eventId: string, now: EventStanding): Promise<void> {
  await tx.db
    .updateTable('customer_event')
    .set(standing(now))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', eventId)
    .execute()
}

/** Whether any event waits at all: the cheap question before the exact one. */
export async function anyEventWaits(tx: WorkspaceTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom('customer_event')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which of these some event waits for. */
export async function keysWaitedFor(tx: WorkspaceTx, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await tx.db
    .selectFrom('customer_event')
    .select('waits_for')
    .distinct()
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '=', 'waiting')
    .where('waits_for', '=', sql<string>`any(${[...keys]}::text[])`)
    .execute()
  return rows.flatMap(({ waits_for: key }) => key ?? [])
}

/** Events that wait for one thing wait for another from now on. */
export async function waitForOther(
  tx: WorkspaceTx,
  changes: readonly { from: string; to: string }[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = unnestRows(changes, {
    was: { type: 'text', of: ({ from }) => from },
    becomes: { type: 'text', of: ({ to }) => to },
  })
  await sql`
    update customer_event as held set waits_for = change.becomes
      from (${rows}) as change
      where held.workspace_id = ${tx.workspaceId}::uuid and held.state = 'waiting' and held.waits_for = change.was`.execute(
    tx.db,
  )
}

const standing = (event: EventStanding) => ({
  state: event.state,
  waits_for: event.waitsFor,
  problem: event.problem,
  deal_id: event.dealId,
  payment_id: event.paymentId,
  settled_by: event.settledBy,
  settled_at: event.settledAt,
})

type EventRow = Omit<CustomerEventTable, 'body'> & { body: unknown }

const toEvent = (row: EventRow): KeptEvent => ({
  id: row.id,
  source: row.source,
  externalId: row.external_id,
  type: row.type,
  body: row.body,
  bodyHash: row.body_hash,
  state: row.state,
  waitsFor: row.waits_for,
  problem: row.problem,
  dealId: row.deal_id,
  paymentId: row.payment_id,
  apiKeyId: row.api_key_id,
  occurredAt: row.occurred_at,
  receivedAt: row.received_at,
  settledBy: row.settled_by,
  settledAt: row.settled_at,
})
