import { z } from 'zod'
import {
  commissionDetail,
  commissionList,
  commissionQuery,
  type ReplayReply,
  replayReply,
} from '../../shared/contract/finance-api.ts'
import { readCommission } from '../read/commission.ts'
import { notFound } from '../errors.ts'
import { readCommissionRow, readCommissions } from '../read/commissions.ts'
import { type Replay, replayCommission } from '../workflows/replay-commission.ts'
import { defineRoute } from './route.ts'

const lineParams = z.object({ lineId: z.uuid() })

export const commissionRoutes = [
  defineRoute({
    operationId: 'listCommissions',
    method: 'get',
    path: '/v1/console/commissions',
    summary: 'Commission lines with what the ledger has of each, newest first',
    access: 'console',
    permission: 'viewMoney',
    query: commissionQuery,
    reply: commissionList,
    handle: ({ tx, query }) => readCommissions(tx, query),
  }),
  defineRoute({
    operationId: 'getCommission',
    method: 'get',
    path: '/v1/console/commissions/:lineId',
    summary: 'One commission line: every calculation, entry and dispute',
    access: 'console',
    permission: 'viewMoney',
    params: lineParams,
    reply: commissionDetail,
    handle: ({ context, tx, actor, params }) => readCommission(tx, actor, context.clock.now(), params.lineId),
  }),
  defineRoute({
    operationId: 'replayCommission',
    method: 'post',
    path: '/v1/console/commissions/:lineId/replay',
    summary: 'Compute a commission again from its stored inputs; changes nothing',
    access: 'console',
    permission: 'viewMoney',
    params: lineParams,
    reply: replayReply,
    async handle({ tx, params }) {
      if (!(await readCommissionRow(tx, params.lineId))) throw notFound('commission')
      return compared(await replayCommission(tx, params.lineId))
    },
  }),
]

function compared({ same, stored, recomputed, problem, difference }: Replay): ReplayReply {
  return {
    same,
    stored: stored.amount,
    recomputed: recomputed?.amount ?? null,
    difference: problem ?? (same ? null : differing(difference)),
  }
}

function differing(differences: Replay['difference']): string {
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  return differences
    .map(({ path, stored, recomputed }) => `${path} was ${text(stored)} and is ${text(recomputed)} now.`)
    .join(' ')
}
