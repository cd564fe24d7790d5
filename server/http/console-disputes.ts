import { z } from 'zod'
import {
  decideDisputeRequest,
  disputeList,
  disputeQuery,
  disputeReply,
  openDisputeRequest,
  reviewDisputeRequest,
} from '../../shared/contract/finance-api.ts'
import { readDispute, readDisputes } from '../read/disputes.ts'
import { decideDispute, withdrawDispute } from '../workflows/decide-dispute.ts'
import { openDispute } from '../workflows/open-dispute.ts'
import { reviewDispute } from '../workflows/review-dispute.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const disputeParams = z.object({ disputeId: z.uuid() })

export const disputeRoutes = [
  defineRoute({
    operationId: 'listDisputes',
    method: 'get',
    path: '/v1/console/disputes',
    summary: 'Disputes of commissions, newest first',
    access: 'console',
    permission: 'viewMoney',
    query: disputeQuery,
    reply: disputeList,
    handle: ({ tx, query }) => readDisputes(tx, query),
  }),
  defineRoute({
    operationId: 'openDispute',
    method: 'post',
    path: '/v1/console/commissions/:lineId/disputes',
    summary: 'Dispute a commission with evidence; what is payable of it is held until somebody else decided',
    access: 'console',
    permission: 'openDispute',
    params: z.object({ lineId: z.uuid() }),
    body: openDisputeRequest,
    reply: disputeReply,
    async handle({ context, tx, actor, params, body }) {
      const { lineId } = params
      return readDispute(
        tx,
        await openDispute(tx, momentOf(context), actor, { lineId, evidence: body.evidence }),
      )
    },
  }),
  defineRoute({
    operationId: 'reviewDispute',
    method: 'post',
    path: '/v1/console/disputes/:disputeId/review',
    summary: 'Take up a dispute that somebody else opened',
    access: 'console',
    permission: 'decideDispute',
    params: disputeParams,
    body: reviewDisputeRequest,
    reply: disputeReply,
    async handle({ context, tx, actor, params }) {
      await reviewDispute(tx, momentOf(context), actor, params.disputeId)
      return readDispute(tx, params.disputeId)
    },
  }),
  defineRoute({
    operationId: 'decideDispute',
    method: 'post',
    path: '/v1/console/disputes/:disputeId/decide',
    summary: 'Uphold or reject a dispute, with the reason; what was held is payable again',
    access: 'console',
    permission: 'decideDispute',
    params: disputeParams,
    body: decideDisputeRequest,
    reply: disputeReply,
    async handle({ context, tx, actor, params, body }) {
      const { outcome, decision } = body
      await decideDispute(tx, momentOf(context), actor, { ...params, outcome, decision })
      return readDispute(tx, params.disputeId)
    },
  }),
  defineRoute({
    operationId: 'withdrawDispute',
    method: 'post',
    path: '/v1/console/disputes/:disputeId/withdraw',
    summary: 'Give up a dispute of your own; what was held is payable again',
    access: 'console',
    permission: 'openDispute',
    params: disputeParams,
    body: reviewDisputeRequest,
    reply: disputeReply,
    async handle({ context, tx, actor, params }) {
      await withdrawDispute(tx, momentOf(context), actor, params.disputeId)
      return readDispute(tx, params.disputeId)
    },
  }),
]
