import { sql } from 'kysely'
import { z } from 'zod'
import type { CommissionDetail, DisputeList, DisputeReply } from '../../shared/contract/finance-api.ts'
import { isStanding, nextDisputeState, STANDING_STATES } from '../../shared/dispute/dispute.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type DisputeRecord, disputesOfLine } from '../db/dispute-store.ts'
import { escapeLike } from '../db/partner-store.ts'
import { notFound } from '../errors.ts'
import { loginsOfPerson, namesOf } from '../db/user-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { permittedStep } from './permitted-step.ts'

const columns = z.tuple([z.iso.datetime(), z.uuid()])

/** Disputes, newest first, with what the ledger has accrued and holds of each line. */
export async function readDisputes(
  tx: WorkspaceTx,
  query: {
    show: 'standing' | 'all'
    search?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<DisputeList> {
  const after = decodeCursor(query.cursor, columns)
  const wanted = sql`x.workspace_id = ${tx.workspaceId} and ${
    query.show === 'all' ? sql`true` : sql`x.status = any(${[...STANDING_STATES]}::text[])`
  } and ${matching(query.search?.trim() ?? '')}`
  const { rows: found } = await sql<{
    id: string
    line_id: string
    partner_name: string
    deal_name: string
    currency: string
    accrued: bigint
    held: bigint
    status: DisputeRecord['status']
    opened_by: string | null
    opened_at: Date
  }>`
    select x.id, x.line_id, p.name as partner_name, d.name as deal_name, l.currency, x.status, u.name as opened_by,
        x.opened_at, b.accrued, b.held
      from dispute x
      join commission_line l on l.id = x.line_id
      join partner p on p.id = x.partner_id
      join deal d on d.id = x.deal_id
      left join app_user u on u.id = x.opened_by
      cross join lateral (
        select coalesce(sum(g.amount_minor) filter (where g.account = 'commission_expense'), 0)::bigint as accrued,
            coalesce(-sum(g.amount_minor) filter (where g.account = 'held'), 0)::bigint as held
          from ledger_posting g
          where g.workspace_id = x.workspace_id and g.commission_line_id = x.line_id and g.currency = l.currency) b
      where ${wanted} and ${
        after ? sql`(x.opened_at, x.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`
      }
      order by x.opened_at desc, x.id desc limit ${query.limit + 1}`.execute(tx.db)
  const { rows: counted } = await sql<{
    n: bigint
  }>`select count(*) as n from dispute x join partner p on p.id = x.partner_id join deal d on d.id = x.deal_id
      where ${wanted}`.execute(tx.db)
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    rows: shown.map((row) => ({
      id: row.id,
      lineId: row.line_id,
      partnerName: row.partner_name,
      dealName: row.deal_name,
      amount: toMoneyJson(money(row.accrued, row.currency)),
      held: toMoneyJson(money(row.held, row.currency)),
      status: row.status,
      openedBy: row.opened_by ?? '',
      openedAt: row.opened_at.toISOString(),
    })),
    nextCursor:
      last && found.length > query.limit ? encodeCursor([last.opened_at.toISOString(), last.id]) : null,
    total: Number(counted[0]?.n ?? 0),
  }
}

/** As commissions are searched. `d` the deal, `p` the partner. */
function matching(search: string) {
  if (search === '') return sql`true`
  const pattern = `%${escapeLike(search.toLowerCase())}%`
  return sql`(lower(d.name) like ${pattern} or lower(p.name) like ${pattern} or d.external_id = ${search})`
}

/** How one dispute stands. */
export async function readDispute(tx: WorkspaceTx, disputeId: string): Promise<DisputeReply> {
  const row = await tx.db
    .selectFrom('dispute')
    .select(['id', 'line_id as lineId', 'status'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', disputeId)
    .executeTakeFirst()
  if (!row) throw notFound('dispute')
  return row
}

/** Every dispute of a line, newest first, with what this person may do about each. */
export async function disputesForPage(
  tx: WorkspaceTx,
  actor: Actor,
  lineId: string,
): Promise<CommissionDetail['disputes']> {
  const disputes = await disputesOfLine(tx, lineId)
  const names = await namesOf(
    tx,
    disputes.flatMap(({ openedBy, decidedBy }) => (decidedBy === null ? [openedBy] : [openedBy, decidedBy])),
  )
  const logins = await loginsOfPerson(tx, actor.userId)
  return disputes.map((dispute) => ({
    id: dispute.id,
    status: dispute.status,
    evidence: dispute.evidence,
    openedBy: names.get(dispute.openedBy) ?? '',
    openedAt: dispute.openedAt.toISOString(),
    decidedBy: dispute.decidedBy && (names.get(dispute.decidedBy) ?? ''),
    decidedAt: dispute.decidedAt && dispute.decidedAt.toISOString(),
    decision: dispute.decision,
    actions: actionsOf(dispute, actor, logins.has(dispute.openedBy)),
  }))
}

/** As `stepDispute` refuses. */
function actionsOf(dispute: DisputeRecord, actor: Actor, own: boolean) {
  const { status } = dispute
  const over = isStanding(status) ? null : 'It is over.'
  const ownJudge = own ? 'You opened this dispute, so somebody else decides it.' : null
  const review = nextDisputeState(status, 'review') ? null : 'It is under review already.'
  const decide = nextDisputeState(status, 'uphold') ? null : 'Somebody takes it up first.'
  const notOwn = own ? null : 'Only who opened a dispute withdraws it.'
  return {
    review: permittedStep(actor, 'decideDispute', over ?? review ?? ownJudge),
    decide: permittedStep(actor, 'decideDispute', over ?? decide ?? ownJudge),
    withdraw: permittedStep(actor, 'openDispute', over ?? notOwn),
  }
}
