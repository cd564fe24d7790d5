import { z } from 'zod'
import {
  customerEventList,
  customerEventQuery,
  dealPayments,
  dismissEventRequest,
  matchEventRequest,
  recordDealPaymentRequest,
} from '../../shared/contract/finance-api.ts'
import { readCustomerEvents } from '../read/customer-events.ts'
import { readDealPayments } from '../read/deal-payments.ts'
import { dismissEvent } from '../workflows/dismiss-event.ts'
import { matchEvent } from '../workflows/match-event.ts'
import { recordDealPayment } from '../workflows/record-customer-payment.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const eventParams = z.object({ eventId: z.uuid() })
const dealParams = z.object({ dealId: z.uuid() })
/** What a change of one event answers with: that event as it is now, first in a list. */
const latest = customerEventQuery.parse({})

/** What billing systems told, and what the customer of a deal paid. */
export const customerPaymentRoutes = [
  defineRoute({
    operationId: 'listCustomerEvents',
    method: 'get',
    path: '/v1/console/customer-events',
    summary: 'Events of billing systems and how each stands, the latest first',
    access: 'console',
    permission: 'viewMoney',
    query: customerEventQuery,
    reply: customerEventList,
    handle: ({ tx, actor, query }) => readCustomerEvents(tx, { actor, query }),
  }),
  defineRoute({
    operationId: 'matchCustomerEvent',
    method: 'post',
    path: '/v1/console/customer-events/:eventId/match',
    summary: 'Say which deal an event that waits is about, and apply it there',
    access: 'console',
    permission: 'matchPayments',
    params: eventParams,
    body: matchEventRequest,
    reply: customerEventList,
    async handle({ context, tx, actor, params, body }) {
      await matchEvent(tx, momentOf(context), actor, { eventId: params.eventId, dealId: body.dealId })
      return readCustomerEvents(tx, { actor, query: latest })
    },
  }),
  defineRoute({
    operationId: 'dismissCustomerEvent',
    method: 'post',
    path: '/v1/console/customer-events/:eventId/dismiss',
    summary: 'Put an event aside that waits for something that will not come',
    access: 'console',
    permission: 'matchPayments',
    params: eventParams,
    body: dismissEventRequest,
    reply: customerEventList,
    async handle({ context, tx, actor, params, body }) {
      await dismissEvent(tx, momentOf(context), actor, { eventId: params.eventId, reason: body.reason })
      return readCustomerEvents(tx, { actor, query: latest })
    },
  }),
  defineRoute({
    operationId: 'listDealPayments',
    method: 'get',
    path: '/v1/console/deals/:dealId/payments',
    summary: 'What the customer of a deal paid and got back',
    access: 'console',
    permission: 'viewMoney',
    params: dealParams,
    reply: dealPayments,
    handle: ({ tx, actor, params }) => readDealPayments(tx, { actor, dealId: params.dealId }),
  }),
  defineRoute({
    operationId: 'recordDealPayment',
    method: 'post',
    path: '/v1/console/deals/:dealId/payments',
    summary: 'Record a payment of the customer, or a refund, with its evidence',
    access: 'console',
    permission: 'recordCustomerPayment',
    params: dealParams,
    body: recordDealPaymentRequest,
    reply: dealPayments,
    async handle({ context, tx, actor, params, body }) {
      await recordDealPayment(tx, momentOf(context), actor, { ...body, dealId: params.dealId })
      return readDealPayments(tx, { actor, dealId: params.dealId })
    },
  }),
]
