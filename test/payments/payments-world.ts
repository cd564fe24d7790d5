import { randomUUID } from 'node:crypto'
import type { EventsReply } from '../../shared/contract/finance-api.ts'
import { readEvent } from '../../shared/payment/read-event.ts'
import { paymentsOf } from '../../server/db/payment-store.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { settleWaiting } from '../../server/workflows/settle-waiting.ts'
import { storeDeals } from '../../server/workflows/store-records.ts'
import { takeEvents } from '../../server/workflows/take-events.ts'
import { lockMirror } from '../../server/db/sync-store.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import { type LedgerWorld, openLedgerWorld } from '../ledger/ledger-world.ts'
import type { TestDatabase } from '../support/test-database.ts'

/** The ledger's world, with a billing system that tells of payments. */
export interface PaymentsWorld extends LedgerWorld {
  /** What `POST /v1/events` does with one batch. */
  send(...events: object[]): Promise<EventsReply['events']>
  /** The one answer to one event. */
  tell(event: object): Promise<EventsReply['events'][number]>
  /** As the CRM lists them; then does the work that this asked for. */
  sync(...deals: Partial<Deal>[]): Promise<void>
  /** Does what the outbox asks: waiting events first, then deals. */
  work(): Promise<void>
  /** Amount and net of each payment of a deal, in minor units. */
  paid(deal: string): Promise<{ name: string; amount: bigint; net: bigint }[]>
  standing(eventId: string): Promise<{ state: string; problem: string | null; waits_for: string | null }>
}

export async function openPaymentsWorld(opened?: TestDatabase): Promise<PaymentsWorld> {
  const world = await openLedgerWorld(opened)
  const send = (...events: object[]) =>
    world.do((tx) =>
      takeEvents(tx, world.moment, {
        source: 'events_api',
        apiKeyId: null,
        by: 'Billing',
        events: events.map(read),
      }),
    )
  const work = async () => {
    for (let round = 0; round < 10; round++) {
      const due = await world.do((tx) =>
        tx.db
          .updateTable('outbox')
          .set({ done_at: new Date() })
          .where('done_at', 'is', null)
          .where('topic', 'in', ['customer_events.settle', 'deal.changed'])
          .returning(['topic', 'dedupe_key'])
          .execute(),
      )
      if (due.length === 0) return
      for (const { topic, dedupe_key: key } of due) {
        if (topic === 'customer_events.settle')
          await world.do((tx) => settleWaiting(tx, world.moment, key ?? ''))
        else await world.do((tx) => reactToDeal(tx, world.moment, key ?? ''))
      }
    }
    throw new Error('the work does not end')
  }
  return {
    ...world,
    send,
    async tell(event) {
      const [answer] = await send(event)
      if (!answer) throw new Error('no answer')
      return answer
    },
    async sync(...deals) {
      await world.do(async (tx) => {
        await lockMirror(tx, world.connectionId, 'deal')
        await storeDeals(tx, world.connectionId, deals.map(crmDeal), world.moment.now)
      })
      await work()
    },
    work,
    async paid(deal) {
      const payments = await world.do(async (tx) => paymentsOf(tx, await idOf(tx, deal)))
      return payments.map((payment) => ({
        name: payment.externalId,
        amount: payment.amountMinor,
        net: payment.amountMinor - payment.taxMinor - payment.shippingMinor - payment.discountMinor,
      }))
    },
    standing: (eventId) =>
      world.do((tx) =>
        tx.db
          .selectFrom('customer_event')
          .select(['state', 'problem', 'waits_for'])
          .where('external_id', '=', eventId)
          .executeTakeFirstOrThrow(),
      ),
  }
}

async function idOf(tx: Parameters<typeof paymentsOf>[0], externalId: string): Promise<string> {
  const row = await tx.db
    .selectFrom('deal')
    .select('id')
    .where('external_id', '=', externalId)
    .executeTakeFirstOrThrow()
  return row.id
}

function read(event: object) {
  const result = readEvent(event)
  if ('faults' in result) throw new Error(JSON.stringify(result.faults))
  return result.event
}

const at = { occurredAt: '2026-03-02T08:00:00Z' }
const named = (deal: string) => ({ crm: 'hubspot', externalId: deal })

export const payment = (id: string, deal: string, amount: string, over: object = {}) => ({
  id: `evt-${id}`,
  ...at,
  type: 'payment.succeeded',
  data: { payment: id, deal: named(deal), amount, currency: 'USD', paidOn: '2026-03-01', ...over },
})
export const invoice = (id: string, deal: string, amount: string, over: object = {}) => ({
  ...payment(id, deal, amount, { invoice: `INV-${id}`, ...over }),
  id: `inv-${id}`,
  type: 'invoice.paid',
})
export const refund = (id: string, of: string, amount: string, over: object = {}) => ({
  id: `evt-${id}`,
  ...at,
  type: 'payment.refunded',
  data: { refund: id, payment: of, amount, currency: 'USD', refundedOn: '2026-03-02', ...over },
})
export const renewed = (subscription: string, deal: string, on: string, over: object = {}) => ({
  id: `renewed-${subscription}-${on}`,
  ...at,
  type: 'subscription.renewed',
  data: { subscription, deal: named(deal), on },
  ...over,
})
export const cancelled = (subscription: string, deal: string, on: string, over: object = {}) => ({
  ...renewed(subscription, deal, on),
  id: `cancelled-${subscription}-${on}`,
  type: 'subscription.cancelled',
  ...over,
})

/** An open deal of $48,000, as the CRM shows it. */
export const crmDeal = (over: Partial<Deal>): Deal => ({
  externalId: randomUUID(),
  name: 'A deal of the CRM',
  amount: { amountMinor: 4_800_000n, currency: 'USD' },
  currency: 'USD',
  amountText: '48000',
  amountProblem: null,
  firstYearAcv: null,
  grossMargin: null,
  region: null,
  fieldProblems: {},
  pipelineId: 'default',
  stageId: 'open',
  stageLabel: 'Open',
  outcome: 'open',
  dealType: null,
  closedAt: null,
  ownerId: null,
  accountExternalId: null,
  otherAccountExternalIds: [],
  state: 'active',
  mergedInto: null,
  createdAt: null,
  modifiedAt: null,
  mergedExternalIds: [],
  ...over,
})
