import { CRM_LABELS, CRM_OF_PAYMENTS } from '../../connectors/record-name.ts'
import type { CrmPayment } from '../../shared/crm/crm-payment.ts'
import { readEvent, readKeptEvent } from '../../shared/payment/read-event.ts'
import type { ReadEvent } from '../../shared/payment/event-fact.ts'
import type { Connection } from '../db/connection-store.ts'
import {
  eventsByExternalIds,
  eventsWaitingByPayment,
  type KeptEvent,
  lockCustomerPayments,
  waitForOther,
} from '../db/customer-event-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { paymentsByExternalIds, refundsOf } from '../db/payment-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import { eventsOf, type HeldPayment, paymentName, type TellingAccount } from './crm-payment-events.ts'
import { dealKey } from './find-named-deals.ts'
import type { Moment } from './lock-deal.ts'
import { takeEvents } from './take-events.ts'
import { unlinkedDeal } from './unlinked-deal.ts'

/**
 * Takes what a CRM account shows of customers' payments, by the path of the events API. What is known already changes nothing.
 * Returns how many events were new, and of the records that cannot be counted which and why.
 */
export async function takeCrmPayments(
  tx: WorkspaceTx,
  moment: Moment,
  connection: Pick<Connection, 'id' | 'crm' | 'externalAccountId'>,
  shown: readonly CrmPayment[],
): Promise<{ taken: number; problems: string[] }> {
  await lockCustomerPayments(tx)
  const account = await accountOf(tx, connection)
  // Neighbouring pages may repeat a record; what is given back is told once, by the later reading.
  const payments = [...new Map(shown.map((payment) => [ownName(account, payment), payment])).values()]
  const { held, waiting } = await heldOf(
    tx,
    payments.flatMap((payment) => [
      ownName(account, payment),
      ...payment.invoiceExternalIds.map((id) => paymentName(account.accountId, 'invoice', id)),
    ]),
  )
  const problems: string[] = []
  const told = new Map<string, ReadEvent>()
  for (const payment of payments) {
    const { events, problem } = eventsOf(account, payment, held)
    const reads = events.map((event) => readEvent(event))
    const faults = reads.flatMap((read) => ('faults' in read ? read.faults : []))
    const [fault] = faults
    const why = problem ?? (fault ? `${fault.path}: ${fault.message}` : null)
    if (why !== null) problems.push(`${payment.object} ${payment.externalId} (${why})`)
    for (const read of fault ? [] : reads) if ('event' in read) told.set(read.event.id, read.event)
  }
  const known = await eventsByExternalIds(tx, CRM_OF_PAYMENTS, [...told.keys()])
  for (const { externalId } of known) told.delete(externalId)
  if (told.size > 0) {
    await takeEvents(tx, moment, {
      source: CRM_OF_PAYMENTS,
      apiKeyId: null,
      by: CRM_LABELS[connection.crm],
      events: [...told.values()],
    })
  }
  await followNewLinks(tx, connection.id, payments, waiting)
  return { taken: told.size, problems }
}

const ownName = ({ accountId }: TellingAccount, { object, externalId }: CrmPayment): string =>
  paymentName(accountId, object, externalId)

async function accountOf(
  tx: WorkspaceTx,
  { crm, externalAccountId }: Pick<Connection, 'crm' | 'externalAccountId'>,
): Promise<TellingAccount> {
  const { time_zone: timeZone } = await tx.db
    .selectFrom('workspace')
    .select('time_zone')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return { crm, accountId: externalAccountId, timeZone }
}

async function heldOf(
  tx: WorkspaceTx,
  names: readonly string[],
): Promise<{ held: Map<string, HeldPayment>; waiting: KeptEvent[] }> {
  const counted = await paymentsByExternalIds(tx, CRM_OF_PAYMENTS, names)
  const nameOf = new Map(counted.map(({ id, externalId }) => [id, externalId]))
  const held = new Map<string, HeldPayment>(
    counted.map(({ externalId, amountMinor, currency, paidOn }) => [
      externalId,
      { paid: { amount: { amountMinor, currency }, paidOn }, refunds: [] },
    ]),
  )
  for (const { refunds, amountMinor, currency, source } of await refundsOf(tx, [...nameOf.keys()])) {
    const amount = { amountMinor: -amountMinor, currency }
    held.get(nameOf.get(refunds ?? '') ?? '')?.refunds.push({ amount, byCrm: source === CRM_OF_PAYMENTS })
  }
  const waiting = await eventsWaitingByPayment(tx, CRM_OF_PAYMENTS, names)
  for (const { body } of waiting) {
    const { fact } = readKeptEvent(body)
    if (fact.kind === 'subscription') continue
    const of = held.get(fact.payment) ?? { paid: null, refunds: [] }
    held.set(fact.payment, of)
    if (fact.kind === 'payment') of.paid ??= { amount: fact.amount, paidOn: fact.on }
    else of.refunds.push({ amount: fact.amount, byCrm: true })
  }
  return { held, waiting }
}

/** What waited because its CRM linked it with no one deal goes where it is linked now. */
async function followNewLinks(
  tx: WorkspaceTx,
  connectionId: string,
  payments: readonly CrmPayment[],
  waiting: readonly KeptEvent[],
): Promise<void> {
  const awaited = new Set(waiting.map(({ waitsFor }) => waitsFor))
  const moves = payments.flatMap(({ object, externalId, dealExternalId }) => {
    const from = dealKey(connectionId, unlinkedDeal(object, externalId))
    return dealExternalId !== null && awaited.has(from)
      ? [{ from, to: dealKey(connectionId, dealExternalId) }]
      : []
  })
  await waitForOther(tx, moves)
  await addWorks(
    tx,
    moves.map(({ to: waitsFor }) => ({
      topic: 'customer_events.settle' as const,
      payload: { waitsFor },
      dedupeKey: waitsFor,
    })),
  )
}
