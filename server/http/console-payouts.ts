import { z } from 'zod'
import {
  approveBatchRequest,
  batchDetail,
  batchList,
  cancelBatchRequest,
  createBatchRequest,
  pageQuery,
  payableList,
  payoutOutcomeRequest,
} from '../../shared/contract/console-api.ts'
import { readBatch, readBatches, readPaymentFile } from '../read/payout-batches.ts'
import { readPayable } from '../read/payable.ts'
import { approvePayoutBatch } from '../workflows/approve-payout-batch.ts'
import { cancelPayoutBatch } from '../workflows/cancel-payout-batch.ts'
import { createPayoutBatch } from '../workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../workflows/record-payout-outcomes.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const batchParams = z.object({ batchId: z.uuid() })

export const payoutRoutes = [
  defineRoute({
    operationId: 'listPayable',
    method: 'get',
    path: '/v1/console/payouts/payable',
    summary: 'What is owed to whom, with every gate that it passes or not',
    access: 'console',
    permission: 'viewMoney',
    reply: payableList,
    handle: ({ tx }) => readPayable(tx),
  }),
  defineRoute({
    operationId: 'listPayoutBatches',
    method: 'get',
    path: '/v1/console/payouts/batches',
    summary: 'Payout batches, newest first',
    access: 'console',
    permission: 'viewMoney',
    query: pageQuery,
    reply: batchList,
    handle: ({ tx, query }) => readBatches(tx, query),
  }),
  defineRoute({
    operationId: 'createPayoutBatch',
    method: 'post',
    path: '/v1/console/payouts/batches',
    summary: 'Put payable balances into a batch, for somebody else to approve',
    access: 'console',
    permission: 'createPayoutBatch',
    body: createBatchRequest,
    reply: batchDetail,
    async handle({ context, tx, actor, body }) {
      return readBatch(tx, actor, await createPayoutBatch(tx, momentOf(context), actor, body))
    },
  }),
  defineRoute({
    operationId: 'getPayoutBatch',
    method: 'get',
    path: '/v1/console/payouts/batches/:batchId',
    summary: 'One batch with its payments',
    access: 'console',
    permission: 'viewMoney',
    params: batchParams,
    reply: batchDetail,
    handle: ({ tx, actor, params }) => readBatch(tx, actor, params.batchId),
  }),
  defineRoute({
    operationId: 'approvePayoutBatch',
    method: 'post',
    path: '/v1/console/payouts/batches/:batchId/approve',
    summary: 'Approve the content of a batch that somebody else made',
    access: 'console',
    permission: 'approvePayoutBatch',
    params: batchParams,
    body: approveBatchRequest,
    reply: batchDetail,
    async handle({ context, tx, actor, params, body }) {
      await approvePayoutBatch(tx, momentOf(context), actor, { ...params, contentHash: body.contentHash })
      return readBatch(tx, actor, params.batchId)
    },
  }),
  defineRoute({
    operationId: 'cancelPayoutBatch',
    method: 'post',
    path: '/v1/console/payouts/batches/:batchId/cancel',
    summary: 'Give up a draft, with the reason',
    access: 'console',
    permission: 'createPayoutBatch',
    params: batchParams,
    body: cancelBatchRequest,
    reply: batchDetail,
    async handle({ context, tx, actor, params, body }) {
      await cancelPayoutBatch(tx, momentOf(context), actor, { ...params, reason: body.reason })
      return readBatch(tx, actor, params.batchId)
    },
  }),
  defineRoute({
    operationId: 'recordPayoutOutcomes',
    method: 'post',
    path: '/v1/console/payouts/batches/:batchId/outcomes',
    summary: 'Write down what became of payments: confirmed, failed or returned',
    access: 'console',
    permission: 'createPayoutBatch',
    params: batchParams,
    body: payoutOutcomeRequest,
    reply: batchDetail,
    async handle({ context, tx, actor, params, body }) {
      await recordPayoutOutcomes(tx, momentOf(context), actor, { ...params, outcomes: body.outcomes })
      return readBatch(tx, actor, params.batchId)
    },
  }),
  defineRoute({
    operationId: 'getPaymentFile',
    method: 'get',
    path: '/v1/console/payouts/batches/:batchId/payment-file.csv',
    summary: 'The payments of an approved batch for the bank, with a control total',
    access: 'console',
    permission: 'createPayoutBatch',
    params: batchParams,
    reply: 'file',
    handle: ({ tx, params }) => readPaymentFile(tx, params.batchId),
  }),
]
