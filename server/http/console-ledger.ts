import { z } from 'zod'
import { ledgerPage, ledgerQuery } from '../../shared/contract/console-api.ts'
import { statementCsv } from '../../shared/payout/statement.ts'
import { readLedgerPage } from '../read/partner-ledger.ts'
import { readStatement } from '../read/statement.ts'
import { defineRoute } from './route.ts'
import { statementPage } from './statement-page.ts'

const partnerParams = z.object({ partnerId: z.uuid() })
const period = z.object({ from: z.iso.date(), to: z.iso.date() })

export const ledgerRoutes = [
  defineRoute({
    operationId: 'getPartnerLedger',
    method: 'get',
    path: '/v1/console/partners/:partnerId/ledger',
    summary: 'Every ledger entry of a partner with its explanation, newest first, and the balances',
    access: 'console',
    permission: 'viewMoney',
    params: partnerParams,
    query: ledgerQuery,
    reply: ledgerPage,
    handle: ({ tx, params, query }) => readLedgerPage(tx, params.partnerId, query),
  }),
  defineRoute({
    operationId: 'getStatementCsv',
    method: 'get',
    path: '/v1/console/partners/:partnerId/statement.csv',
    summary: "A partner's statement for a period, for a spreadsheet",
    access: 'console',
    permission: 'viewMoney',
    params: partnerParams,
    query: period,
    reply: 'file',
    async handle({ tx, params, query }) {
      const statement = await readStatement(tx, params.partnerId, query)
      const fileName = `statement ${statement.partnerName} ${query.from} to ${query.to}.csv`
      return { fileName, contentType: 'text/csv', content: statementCsv(statement) }
    },
  }),
  defineRoute({
    operationId: 'getStatementPage',
    method: 'get',
    path: '/v1/console/partners/:partnerId/statement.html',
    summary: "A partner's statement for a period, to read and print",
    access: 'console',
    permission: 'viewMoney',
    params: partnerParams,
    query: period,
    reply: 'file',
    async handle({ tx, params, query }) {
      const statement = await readStatement(tx, params.partnerId, query)
      const fileName = `statement ${statement.partnerName} ${query.from} to ${query.to}.html`
      return { fileName, contentType: 'text/html', content: statementPage(statement) }
    },
  }),
]
