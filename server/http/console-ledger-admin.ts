import { z } from 'zod'
import {
  accountCodes as accountCodesReply,
  closeMonthRequest,
  ledgerMonths,
  saveAccountCodesRequest,
  trialBalance,
  trialBalanceQuery,
  verifyReply,
} from '../../shared/contract/finance-api.ts'
import { accountCodes } from '../../shared/ledger/account-codes.ts'
import { mappedAccountCodes } from '../db/account-code-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { journalCsv, journalScope } from '../read/journal.ts'
import { readLedgerMonths } from '../read/ledger-months.ts'
import { readTrialBalance } from '../read/trial-balance.ts'
import { closeMonth } from '../workflows/close-month.ts'
import { saveAccountCodes } from '../workflows/save-account-codes.ts'
import { verifyLedger } from '../workflows/verify-ledger.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

export const ledgerAdminRoutes = [
  defineRoute({
    operationId: 'getTrialBalance',
    method: 'get',
    path: '/v1/console/ledger/trial-balance',
    summary: 'What every account had before some months, did in them and has after them',
    access: 'console',
    permission: 'viewMoney',
    query: trialBalanceQuery,
    reply: trialBalance,
    handle: ({ tx, query }) => readTrialBalance(tx, query),
  }),
  defineRoute({
    operationId: 'listLedgerMonths',
    method: 'get',
    path: '/v1/console/ledger/months',
    summary: 'Every month with entries, newest first, and which of them are closed',
    access: 'console',
    permission: 'viewMoney',
    reply: ledgerMonths,
    handle: ({ context, tx, actor }) => readLedgerMonths(tx, actor, context.clock.now()),
  }),
  defineRoute({
    operationId: 'closeLedgerMonth',
    method: 'post',
    path: '/v1/console/ledger/months/:month/close',
    summary: 'Close a month for good: later entries that belong in it are dated when they are made',
    access: 'console',
    permission: 'closePeriod',
    params: z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
    body: closeMonthRequest,
    reply: ledgerMonths,
    async handle({ context, tx, actor, params }) {
      await closeMonth(tx, momentOf(context), actor, params.month)
      return readLedgerMonths(tx, actor, context.clock.now())
    },
  }),
  defineRoute({
    operationId: 'getAccountCodes',
    method: 'get',
    path: '/v1/console/ledger/account-codes',
    summary: 'What each account is called in the books of the company',
    access: 'console',
    permission: 'viewMoney',
    reply: accountCodesReply,
    handle: ({ tx }) => codesOf(tx),
  }),
  defineRoute({
    operationId: 'saveAccountCodes',
    method: 'put',
    path: '/v1/console/ledger/account-codes',
    summary: 'Say what each account is called in the books of the company',
    access: 'console',
    permission: 'manageLedger',
    body: saveAccountCodesRequest,
    reply: accountCodesReply,
    async handle({ context, tx, actor, body }) {
      await saveAccountCodes(tx, momentOf(context), actor, body.accounts)
      return codesOf(tx)
    },
  }),
  defineRoute({
    operationId: 'verifyLedger',
    method: 'post',
    path: '/v1/console/ledger/verify',
    summary: 'Prove the whole ledger: balances, chain, signature, closed months, commissions and payouts',
    access: 'console',
    permission: 'viewMoney',
    reply: verifyReply,
    async handle({ tx }) {
      const { transactions, postings, bad } = await verifyLedger(tx)
      return { ok: bad === null, transactions, postings, problem: bad && `${bad.row}: ${bad.problem}` }
    },
  }),
  defineRoute({
    operationId: 'getJournal',
    method: 'get',
    path: '/v1/console/ledger/journal.csv',
    summary: 'Every posting of some months for the books of the company, under its account codes',
    access: 'console',
    permission: 'viewMoney',
    query: trialBalanceQuery,
    reply: 'file',
    async handle({ context, tx, workspaceId, query }) {
      const content = journalCsv(context.db, workspaceId, await journalScope(tx, query))
      return { fileName: `journal ${query.from} to ${query.to}.csv`, contentType: 'text/csv', content }
    },
  }),
]

const codesOf = async (tx: WorkspaceTx) => ({ accounts: accountCodes(await mappedAccountCodes(tx)) })
