import { addFxRatesRequest, fxRateList } from '../../shared/contract/finance-api.ts'
import { pageQuery } from '../../shared/contract/console-api.ts'
import { readFxRates } from '../read/fx-rates.ts'
import { addFxRates } from '../workflows/add-fx-rates.ts'
import { defineRoute } from './route.ts'

const FIRST_PAGE = { limit: 50 }

export const fxRoutes = [
  defineRoute({
    operationId: 'listFxRates',
    method: 'get',
    path: '/v1/console/fx-rates',
    summary: 'Stored exchange rates, newest day first',
    access: 'console',
    permission: 'viewMoney',
    query: pageQuery,
    reply: fxRateList,
    handle: ({ tx, query }) => readFxRates(tx, query),
  }),
  defineRoute({
    operationId: 'addFxRates',
    method: 'post',
    path: '/v1/console/fx-rates',
    summary: 'Store exchange rates for good',
    access: 'console',
    permission: 'manageLedger',
    body: addFxRatesRequest,
    reply: fxRateList,
    async handle({ context, tx, actor, body }) {
      const moment = { now: context.clock.now(), newId: () => context.newId() }
      await addFxRates(tx, moment, actor, body)
      return readFxRates(tx, FIRST_PAGE)
    },
  }),
]
