import { z } from 'zod'
import {
  addFxRatesRequest,
  correctFxRateRequest,
  dealsWithoutRate,
  fxRateDetail,
  fxRateList,
  fxRateQuery,
  takeBackFxRateRequest,
} from '../../shared/contract/finance-api.ts'
import { notFound } from '../errors.ts'
import { readDealsWithoutRate } from '../read/deals-without-rate.ts'
import { readFxRate, readFxRates } from '../read/fx-rates.ts'
import { addFxRates } from '../workflows/add-fx-rates.ts'
import { correctFxRate, takeBackFxRate } from '../workflows/correct-fx-rate.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const FIRST_PAGE = { limit: 50 }
const rateParams = z.object({ rateKey: z.string().max(40) })

export const fxRoutes = [
  defineRoute({
    operationId: 'listFxRates',
    method: 'get',
    path: '/v1/console/fx-rates',
    summary: 'Stored exchange rates, newest day first',
    access: 'console',
    permission: 'viewMoney',
    query: fxRateQuery,
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
      await addFxRates(tx, momentOf(context), actor, body)
      return readFxRates(tx, FIRST_PAGE)
    },
  }),
  // Before the rate of a name, which this would be taken for.
  defineRoute({
    operationId: 'listDealsWithoutRate',
    method: 'get',
    path: '/v1/console/fx-rates/waiting',
    summary: 'Won deals whose commission waits for an exchange rate',
    access: 'console',
    permission: 'viewMoney',
    reply: dealsWithoutRate,
    handle: ({ context, tx }) => readDealsWithoutRate(tx, context.clock.now()),
  }),
  defineRoute({
    operationId: 'getFxRate',
    method: 'get',
    path: '/v1/console/fx-rates/:rateKey',
    summary: 'An exchange rate with its corrections, and how many deals it converted',
    access: 'console',
    permission: 'viewMoney',
    params: rateParams,
    reply: fxRateDetail,
    handle: ({ tx, params }) => readFxRate(tx, rateNamed(params.rateKey)),
  }),
  defineRoute({
    operationId: 'correctFxRate',
    method: 'post',
    path: '/v1/console/fx-rates/:rateKey/correct',
    summary: 'Correct an exchange rate with a reason; deals that it converted are trued up',
    access: 'console',
    permission: 'manageLedger',
    params: rateParams,
    body: correctFxRateRequest,
    reply: fxRateDetail,
    async handle({ context, tx, actor, params, body }) {
      const name = rateNamed(params.rateKey)
      const { rate, reason, expectedRevision } = body
      await correctFxRate(tx, momentOf(context), actor, { ...name, rate, reason, expectedRevision })
      return readFxRate(tx, name)
    },
  }),
  defineRoute({
    operationId: 'takeBackFxRate',
    method: 'post',
    path: '/v1/console/fx-rates/:rateKey/take-back',
    summary: 'Say with a reason that there is no such exchange rate; deals that it converted are trued up',
    access: 'console',
    permission: 'manageLedger',
    params: rateParams,
    body: takeBackFxRateRequest,
    reply: fxRateDetail,
    async handle({ context, tx, actor, params, body }) {
      const name = rateNamed(params.rateKey)
      const { reason, expectedRevision } = body
      await takeBackFxRate(tx, momentOf(context), actor, { ...name, reason, expectedRevision })
      return readFxRate(tx, name)
    },
  }),
]

/** "EUR-USD-2026-03-01". What is no name of a rate is not there. */
function rateNamed(key: string) {
  const [from, to, on] = [key.slice(0, 3), key.slice(4, 7), key.slice(8)]
  if (!/^[A-Z]{3}-[A-Z]{3}-/.test(key) || !z.iso.date().safeParse(on).success) throw notFound('exchange rate')
  return { from, to, on }
}
