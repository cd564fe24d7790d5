import { dealList, dealListQuery } from '../../shared/contract/console-api.ts'
import { readDeals } from '../read/deals.ts'
import { defineRoute } from './route.ts'

export const dealRoutes = [
  defineRoute({
    operationId: 'listDeals',
    method: 'get',
    path: '/v1/console/deals',
    summary: 'Deals of all connections with who is credited, latest first',
    access: 'console',
    permission: 'viewConsole',
    query: dealListQuery,
    reply: dealList,
    handle: ({ context, tx, actor, query }) => readDeals(tx, { actor, query, now: context.clock.now() }),
  }),
]
