import { z } from 'zod'
import { dealCard, recordPaymentRequest } from '../../shared/contract/card-api.ts'
import { Refusal } from '../errors.ts'
import { recordCustomerPayment } from '../workflows/record-customer-payment.ts'
import { card } from './card-routes.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

export const cardPaymentRoutes = [
  defineRoute({
    operationId: 'recordPayment',
    method: 'post',
    path: '/v1/card/deals/:dealId/payments',
    summary: 'Record what the customer paid for a won deal',
    access: 'card',
    permission: 'recordCustomerPayment',
    params: z.object({ dealId: z.string().min(1).max(64) }),
    body: recordPaymentRequest,
    reply: dealCard,
    async handle(request) {
      const { context, tx, actor, params, body } = request
      if (actor.connectionId === null)
        throw new Refusal('unauthenticated', 'A card speaks for a CRM account.')
      const moment = momentOf(context)
      const deal = { connectionId: actor.connectionId, dealExternalId: params.dealId }
      await recordCustomerPayment(tx, moment, actor, { ...deal, ...body })
      return card(request)
    },
  }),
]
