import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { CrmName } from '../../connectors/crm-kind.port.ts'
import { dealUrl } from '../../connectors/record-url.ts'
import type { CommissionList } from '../../shared/contract/finance-api.ts'
import type { Balances } from '../../shared/ledger/balance.ts'
import { type LineState, lineStatus } from '../../shared/ledger/line-state.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { escapeLike } from '../db/partner-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

export interface CommissionQuery {
  search?: string | undefined
  partnerId?: string | undefined
  state?: LineState | undefined
  cursor?: string | undefined
  limit: number
}

type CommissionRow = CommissionList['rows'][number]

const columns = z.tuple([z.iso.datetime(), z.uuid()])

/** Commission lines with what the ledger has of each, newest first. */
export async function readCommissions(tx: WorkspaceTx, query: CommissionQuery): Promise<CommissionList> {
  const after = decodeCursor(query.cursor, columns)
  const found = await listed(
    tx,
    sql`${matching(query)} and ${
      after ? sql`(l.created_at, l.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`
    } order by l.created_at desc, l.id desc limit ${query.limit + 1}`,
  )
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    rows: shown.map(toRow),
    nextCursor:
      last && found.length > query.limit ? encodeCursor([last.created_at.toISOString(), last.id]) : null,
    total: await count(tx, query),
  }
}

/** One line as the list shows it; undefined when there is none. */
export async function readCommissionRow(tx: WorkspaceTx, lineId: string): Promise<CommissionRow | undefined> {
  const [row] = await listed(tx, sql`l.id = ${lineId}`)
  return row && toRow(row)
}

interface ListedLine extends Record<Exclude<keyof Balances, 'inTransit'>, bigint> {
  id: string
  partner_id: string
  partner_name: string
  deal_id: string
  deal_name: string
  external_id: string
  crm: CrmName
  app_base_url: string
  external_account_id: string
  role: 'sourced' | 'influenced'
  currency: string
  created_at: Date
  in_transit: bigint
}

async function listed(tx: WorkspaceTx, where: RawBuilder<unknown>): Promise<ListedLine[]> {
  const { rows } = await sql<ListedLine>`
    select l.id, l.partner_id, p.name as partner_name, l.deal_id, d.name as deal_name, d.external_id, c.crm,
        c.app_base_url, c.external_account_id, k.role, l.currency, l.created_at, b.*
      from ${joined} ${balances} where l.workspace_id = ${tx.workspaceId} and ${where}`.execute(tx.db)
  return rows
}

async function count(tx: WorkspaceTx, query: CommissionQuery): Promise<number> {
  // What each line has is summed only where the filter asks for it.
  const { rows } = await sql<{ n: bigint }>`
    select count(*) as n from ${joined} ${query.state ? balances : sql``}
      where l.workspace_id = ${tx.workspaceId} and ${matching(query)}`.execute(tx.db)
  return Number(rows[0]?.n ?? 0)
}

const joined = sql`commission_line l
  join partner p on p.id = l.partner_id
  join credit k on k.id = l.credit_id
  join deal d on d.id = l.deal_id
  join connection c on c.id = d.connection_id`

const side = (account: string, sign: '' | '-') =>
  sql`coalesce(${sql.raw(sign)}sum(g.amount_minor) filter (where g.account = ${sql.lit(account)}), 0)::bigint`

/** The partner's side is turned round, as in `foldBalances`. */
const balances = sql`cross join lateral (
  select ${side('commission_expense', '')} as accrued, ${side('pending', '-')} as pending,
      ${side('payable', '-')} as payable, ${side('held', '-')} as held, ${side('in_transit', '-')} as in_transit,
      ${side('cash', '-')} as paid
    from ledger_posting g
    where g.workspace_id = l.workspace_id and g.commission_line_id = l.id and g.currency = l.currency) b`

/** `lineState`, as SQL. */
const state = sql`case when b.held > 0 then 'held' when b.payable < 0 then 'owed_back' when b.payable > 0 then 'payable'
  when b.pending > 0 then 'pending' when b.in_transit > 0 or b.paid > 0 then 'paid' else 'nothing' end`

function matching(query: CommissionQuery): RawBuilder<boolean> {
  const search = query.search?.trim().toLowerCase() ?? ''
  const pattern = `%${escapeLike(search)}%`
  const conditions = [
    ...(search === ''
      ? []
      : [
          sql`(lower(d.name) like ${pattern} or lower(p.name) like ${pattern} or d.external_id = ${query.search?.trim()})`,
        ]),
    ...(query.partnerId === undefined ? [] : [sql`l.partner_id = ${query.partnerId}`]),
    ...(query.state === undefined ? [] : [sql`${state} = ${query.state}`]),
  ]
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

function toRow(row: ListedLine): CommissionRow {
  const json = (minor: bigint) => toMoneyJson(money(minor, row.currency))
  const site = { crm: row.crm, appBaseUrl: row.app_base_url, externalAccountId: row.external_account_id }
  return {
    id: row.id,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    dealId: row.deal_id,
    dealName: row.deal_name,
    dealUrl: dealUrl(site, row.external_id),
    role: row.role,
    amount: json(row.accrued),
    pending: json(row.pending),
    payable: json(row.payable),
    held: json(row.held),
    inPayout: json(row.in_transit),
    paid: json(row.paid),
    status: lineStatus({ ...row, inTransit: row.in_transit }, row.currency),
    accruedAt: row.created_at.toISOString(),
  }
}
