import { sql } from 'kysely'
import type { PeriodToDate } from '../../shared/commission/input.ts'
import { type Period, PERIODS } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { WorkspaceTx } from './database.ts'

/** Deals of a partner in one programme stand in the order of their close dates, then of their ids. */
export interface PlaceInPeriod {
  partnerId: string
  /** The programme's: a plan may get another id with a later version, and the period goes on. */
  partnerType: PartnerType
  /** Calendar date in the plan's time zone. */
  closedOn: string
}

/**
 * What partners had in each period of a close date before this deal, by `partner id:partner type`: the sums of their
 * other deals' lines in the same programme and in the plan's currency. Partners without any are absent.
 */
export async function periodsToDate(
  tx: WorkspaceTx,
  dealId: string,
  wanted: readonly (PlaceInPeriod & { currency: string })[],
): Promise<Map<string, PeriodToDate>> {
  if (wanted.length === 0) return new Map()
  const each = new Map(wanted.map((place) => [`${place.partnerId}:${place.partnerType}`, place]))
  const { rows } = await sql<Record<string, string>>`
    select w.partner_id, w.partner_type, ${sql.join(PERIODS.flatMap(totals))}
      from ${listed([...each.values()])}
      cross join lateral (
        select c.closed_on, c.revenue_minor, c.amount_minor, credit.role
          from commission_calculation c
          join commission_line l on l.id = c.line_id
          join credit on credit.id = l.credit_id
          join plan_version v on v.id = c.plan_version_id
          join programme g on g.id = v.programme_id
          where c.workspace_id = ${tx.workspaceId}::uuid and c.partner_id = w.partner_id
            and c.closed_on between date_trunc('year', w.closed_on)::date and w.closed_on
            and (c.closed_on, l.deal_id) < (w.closed_on, ${dealId}::uuid) and l.deal_id <> ${dealId}::uuid
            and l.currency = w.currency and g.partner_type = w.partner_type and ${latest}) as e
      group by w.partner_id, w.partner_type`.execute(tx.db)
  return new Map(rows.map((row) => [`${row['partner_id']}:${row['partner_type']}`, toPeriods(row)]))
}

/** The partners' deals of the same period that come after these places, without the deal itself. */
export async function laterDealsOfPeriod(
  tx: WorkspaceTx,
  dealId: string,
  after: readonly (PlaceInPeriod & { period: Period })[],
): Promise<string[]> {
  if (after.length === 0) return []
  const { rows } = await sql<{ deal_id: string }>`
    select distinct l.deal_id
      from ${listed(after)}
      join commission_calculation c on c.partner_id = w.partner_id
      join commission_line l on l.id = c.line_id
      join plan_version v on v.id = c.plan_version_id
      join programme g on g.id = v.programme_id
      where c.workspace_id = ${tx.workspaceId}::uuid
        and c.closed_on >= w.closed_on and date_trunc(w.period, c.closed_on) = date_trunc(w.period, w.closed_on)
        and (c.closed_on, l.deal_id) > (w.closed_on, ${dealId}::uuid) and l.deal_id <> ${dealId}::uuid
        and g.partner_type = w.partner_type and ${latest}
      order by l.deal_id`.execute(tx.db)
  return rows.map((row) => row.deal_id)
}

/**
 * Holds what these partners have in their periods until the transaction ends: of two deals of one partner that accrue at
 * once, the second counts what the first did, or the first finds the second to follow. In one order, so that nobody
 * waits for one another. Take it before the ledger.
 */
export async function lockPeriods(tx: WorkspaceTx, partnerIds: readonly string[]): Promise<void> {
  // The scan goes through the list as it is.
  const keys = [...new Set(partnerIds)].sort().map((id) => `${tx.workspaceId}:period:${id}`)
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${keys}::text[]) as key`.execute(
    tx.db,
  )
}

const latest = sql<boolean>`not exists (
  select from commission_calculation later where later.line_id = c.line_id and later.revision > c.revision)`

function listed(places: readonly (PlaceInPeriod & { currency?: string; period?: Period })[]) {
  const column = (of: (place: (typeof places)[number]) => string) => places.map(of)
  return sql`unnest(${column(({ partnerId }) => partnerId)}::uuid[], ${column(({ partnerType }) => partnerType)}::text[],
    ${column(({ closedOn }) => closedOn)}::date[], ${column(({ currency }) => currency ?? '')}::text[],
    ${column(({ period }) => period ?? 'year')}::text[]) as w(partner_id, partner_type, closed_on, currency, period)`
}

/** As text: sums of bigint are numeric. */
function totals(period: Period) {
  const inPeriod = sql`e.closed_on >= date_trunc(${sql.lit(period)}, w.closed_on)::date`
  const name = (of: string) => sql.ref(`${of}_${period}`)
  return [
    sql`coalesce(sum(e.revenue_minor) filter (where ${inPeriod} and e.role = 'sourced'), 0)::text as ${name('sourced')}`,
    sql`coalesce(sum(e.revenue_minor) filter (where ${inPeriod} and e.role = 'influenced'), 0)::text as ${name('influenced')}`,
    sql`coalesce(sum(e.amount_minor) filter (where ${inPeriod}), 0)::text as ${name('commission')}`,
  ]
}

function toPeriods(row: Record<string, string>): PeriodToDate {
  const of = (period: Period) => ({
    sourcedRevenueMinor: BigInt(row[`sourced_${period}`] ?? '0'),
    influencedRevenueMinor: BigInt(row[`influenced_${period}`] ?? '0'),
    commissionMinor: BigInt(row[`commission_${period}`] ?? '0'),
  })
  return { month: of('month'), quarter: of('quarter'), year: of('year') }
}
