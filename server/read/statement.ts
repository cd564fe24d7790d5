import { sql } from 'kysely'
import { calendarDate } from '../../shared/calendar-date.ts'
import { foldBalances, NOTHING } from '../../shared/ledger/balance.ts'
import { type Statement, statementSection } from '../../shared/payout/statement.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findPartner } from '../db/partner-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { entriesOf, touches } from './partner-ledger.ts'

/**
 * What happened to a partner's money between two days, both included, in the workspace's time zone. It goes by when
 * entries were recorded, so that a statement never changes after its period is over.
 */
export async function readStatement(
  tx: WorkspaceTx,
  partnerId: string,
  period: { from: string; to: string },
): Promise<Statement> {
  const { from, to } = period
  if (from > to) {
    throw new Refusal('invalid_request', 'The statement ends before it begins.', {
      fields: [{ path: 'to', message: `is before ${from}` }],
    })
  }
  const partner = await findPartner(tx, partnerId)
  if (!partner) throw notFound('partner')
  const workspace = await tx.db
    .selectFrom('workspace')
    .select(['name', 'time_zone'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const day = sql<string>`(t.recorded_at at time zone ${workspace.time_zone})::date`
  const entries = await entriesOf(tx, partner, (q) =>
    q
      .where(touches(partnerId))
      .where(sql<boolean>`${day} between ${from}::date and ${to}::date`)
      .orderBy('t.sequence'),
  )
  const opening = await postingsBefore(tx, partnerId, sql<boolean>`${day} < ${from}::date`)
  const currencies = new Set([
    ...opening.keys(),
    ...entries.flatMap(({ postings }) => postings.map((p) => p.currency)),
  ])
  return {
    workspaceName: workspace.name,
    partnerName: partner.name,
    from,
    to,
    sections: [...currencies].sort().map((currency) =>
      statementSection(
        currency,
        opening.get(currency) ?? NOTHING,
        entries
          .map((entry) => ({
            transactionId: entry.transactionId,
            date: calendarDate(entry.recordedAt, workspace.time_zone),
            text: entry.text,
            dealName: entry.deal?.name ?? null,
            postings: entry.postings.filter((posting) => posting.currency === currency),
            why: entry.why,
          }))
          .filter(({ postings }) => postings.length > 0),
      ),
    ),
  }
}

async function postingsBefore(tx: WorkspaceTx, partnerId: string, before: ReturnType<typeof sql<boolean>>) {
  const rows = await tx.db
    .selectFrom('ledger_posting as p')
    .innerJoin('ledger_transaction as t', 't.id', 'p.transaction_id')
    .select(['p.account', 'p.currency', sql<bigint>`sum(p.amount_minor)::bigint`.as('amount_minor')])
    .where('p.workspace_id', '=', tx.workspaceId)
    .where('p.partner_id', '=', partnerId)
    .where(before)
    .groupBy(['p.account', 'p.currency'])
    .execute()
  const postings = rows.map(({ amount_minor: amountMinor, ...row }) => ({ ...row, amountMinor }))
  return new Map(
    [...Map.groupBy(postings, (p) => p.currency)].map(([currency, own]) => [currency, foldBalances(own)]),
  )
}
