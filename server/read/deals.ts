import { sql } from 'kysely'
import { z } from 'zod'
import { dealUrl } from '../../connectors/record-url.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import type { DealList, DealRow } from '../../shared/contract/console-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { may } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { escapeLike } from '../db/partner-store.ts'
import { amountNote } from './amount-note.ts'
import { creditStatus } from './credit-status.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

export interface DealListQuery {
  search?: string | undefined
  outcome?: 'open' | 'won' | 'lost' | undefined
  credit?: 'any' | 'sourced' | 'influenced' | 'none' | undefined
  partnerId?: string | undefined
  cursor?: string | undefined
  limit: number
}

const columns = z.tuple([z.iso.datetime().nullable(), z.uuid()])

/** Deals of all connections, latest created in the CRM first, with who is credited. Money only for those who may see it. */
export async function readDeals(
  tx: WorkspaceTx,
  request: { actor: Actor; query: DealListQuery; now: Date },
): Promise<DealList> {
  const { query, actor } = request
  const after = decodeCursor(query.cursor, columns)
  const found = await selected(tx, query)
    .$if(after !== null, (q) => q.where(beyond(after?.[0] ?? null, after?.[1] ?? '')))
    // Rows without a creation date come first, as the index has them.
    .orderBy(sql`d.crm_created_at desc nulls first`)
    .orderBy('d.id')
    .limit(query.limit + 1)
    .execute()
  const shown = found.slice(0, query.limit)
  const ids = shown.map((row) => row.id)
  const credits = await creditsOf(tx, ids, request)
  const commission = may(actor.roles, 'viewMoney') ? await commissionOf(tx, ids) : new Map<string, never>()
  const last = shown.at(-1)
  return {
    rows: shown.map((row) => {
      const amount =
        row.amount_minor === null || row.currency === null
          ? null
          : { amountMinor: row.amount_minor, currency: row.currency }
      const site = { crm: row.crm, appBaseUrl: row.app_base_url, externalAccountId: row.external_account_id }
      return {
        id: row.id,
        externalId: row.external_id,
        name: row.name,
        account: row.account_name,
        amount: amount && toMoneyJson(amount),
        amountNote: amountNote({ amount, amountProblem: row.amount_problem }),
        outcome: row.outcome,
        stage: row.stage_label,
        closeDate: row.closed_at && calendarDate(row.closed_at, row.time_zone),
        crmUrl: dealUrl(site, row.external_id),
        credits: credits.get(row.id) ?? [],
        commission: (commission.get(row.id) ?? []).map(toMoneyJson),
      }
    }),
    nextCursor:
      last && found.length > query.limit
        ? encodeCursor([last.crm_created_at?.toISOString() ?? null, last.id])
        : null,
    total: await count(tx, query),
  }
}

/** The filters, as one query that listing and counting share. */
function matching(tx: WorkspaceTx, query: DealListQuery) {
  const search = query.search?.trim().toLowerCase() ?? ''
  const pattern = `%${escapeLike(search)}%`
  return (
    tx.db
      .selectFrom('deal as d')
      .innerJoin('connection as c', 'c.id', 'd.connection_id')
      .innerJoin('workspace as w', 'w.workspace_id', 'd.workspace_id')
      .leftJoin('account as a', (join) =>
        join
          .onRef('a.connection_id', '=', 'd.connection_id')
          .onRef('a.external_id', '=', 'd.account_external_id'),
      )
      .where('d.workspace_id', '=', tx.workspaceId)
      // What the CRM no longer has is of interest only where credit hangs on it.
      .where((eb) =>
        eb.or([eb('d.state', '=', 'active'), eb(sql<boolean>`${liveCredit(sql`true`)}`, '=', true)]),
      )
      .$if(search !== '', (q) =>
        q.where(
          sql<boolean>`(lower(d.name) like ${pattern} or lower(a.name) like ${pattern} or d.external_id = ${search})`,
        ),
      )
      .$if(query.outcome !== undefined, (q) => q.where('d.outcome', '=', query.outcome ?? 'open'))
      .$if(query.credit === 'any', (q) => q.where(liveCredit(sql`true`)))
      .$if(query.credit === 'none', (q) => q.where(sql<boolean>`not ${liveCredit(sql`true`)}`))
      .$if(query.credit === 'sourced' || query.credit === 'influenced', (q) =>
        q.where(liveCredit(sql`k.role = ${query.credit}`)),
      )
      .$if(query.partnerId !== undefined, (q) => q.where(liveCredit(sql`k.partner_id = ${query.partnerId}`)))
  )
}

function selected(tx: WorkspaceTx, query: DealListQuery) {
  return matching(tx, query).select([
    'd.id',
    'd.external_id',
    'd.name',
    'd.amount_minor',
    'd.currency',
    'd.amount_text',
    'd.amount_problem',
    'd.state',
    'd.merged_into',
    'd.outcome',
    'd.stage_label',
    'd.closed_at',
    'd.crm_created_at',
    'a.name as account_name',
    'c.crm',
    'c.app_base_url',
    'c.external_account_id',
    sql<string>`coalesce(c.time_zone, w.time_zone)`.as('time_zone'),
  ])
}

async function count(tx: WorkspaceTx, query: DealListQuery): Promise<number> {
  const row = await matching(tx, query)
    .select(sql<bigint>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

function liveCredit(condition: ReturnType<typeof sql>) {
  return sql<boolean>`exists (select from credit k
    where k.workspace_id = d.workspace_id and k.deal_id = d.id and k.removed_at is null and ${condition})`
}

function beyond(createdAt: string | null, id: string) {
  return createdAt === null
    ? sql<boolean>`(d.crm_created_at is not null or d.id > ${id}::uuid)`
    : sql<boolean>`(d.crm_created_at < ${createdAt}::timestamptz
        or (d.crm_created_at = ${createdAt}::timestamptz and d.id > ${id}::uuid))`
}

async function creditsOf(
  tx: WorkspaceTx,
  dealIds: readonly string[],
  viewer: { actor: Actor; now: Date },
): Promise<Map<string, DealRow['credits']>> {
  if (dealIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('credit as k')
    .innerJoin('partner as p', 'p.id', 'k.partner_id')
    .innerJoin('app_user as u', 'u.id', 'k.created_by')
    .leftJoin('registration as r', 'r.id', 'k.registration_id')
    .select(['k.deal_id', 'k.partner_id', 'k.role', 'k.evidence', 'k.locked_at', 'k.created_by'])
    .select(['p.name as partner_name', 'u.name as user_name', 'r.status', 'r.protected_until'])
    .where('k.workspace_id', '=', tx.workspaceId)
    .where('k.deal_id', 'in', [...dealIds])
    .where('k.removed_at', 'is', null)
    .orderBy('k.role', 'desc')
    .orderBy('k.created_at')
    .orderBy('k.id')
    .execute()
  const byDeal = new Map<string, DealRow['credits']>()
  for (const row of rows) {
    const registration = row.status ? { status: row.status, protectedUntil: row.protected_until } : undefined
    const taggedBy = row.created_by === viewer.actor.userId ? 'you' : row.user_name
    const credit = { evidence: row.evidence, partnerId: row.partner_id, lockedAt: row.locked_at }
    const entry = {
      partnerId: row.partner_id,
      partnerName: row.partner_name,
      role: row.role,
      status: creditStatus(credit, registration, taggedBy, viewer.now),
    }
    byDeal.set(row.deal_id, [...(byDeal.get(row.deal_id) ?? []), entry])
  }
  return byDeal
}

/** What was accrued on each deal and not taken back, per currency, out of the ledger. */
async function commissionOf(tx: WorkspaceTx, dealIds: readonly string[]) {
  const byDeal = new Map<string, { amountMinor: bigint; currency: string }[]>()
  if (dealIds.length === 0) return byDeal
  const rows = await tx.db
    .selectFrom('ledger_posting')
    .select(['deal_id', 'currency', sql<bigint>`sum(amount_minor)::bigint`.as('amount_minor')])
    .where('workspace_id', '=', tx.workspaceId)
    .where('deal_id', 'in', [...dealIds])
    .where('account', '=', 'commission_expense')
    .groupBy(['deal_id', 'currency'])
    .orderBy('currency')
    .execute()
  for (const row of rows) {
    if (row.deal_id === null || row.amount_minor === 0n) continue
    byDeal.set(row.deal_id, [
      ...(byDeal.get(row.deal_id) ?? []),
      { amountMinor: row.amount_minor, currency: row.currency },
    ])
  }
  return byDeal
}
