import { type RawBuilder, sql } from 'kysely'
import type { DealType } from '../../shared/crm/deal.ts'
import { type Money, money } from '../../shared/money/money.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { WorkspaceTx } from './database.ts'

/** Currencies in which the workspace's deals of all connections were made or closed since an instant. */
export async function dealCurrencies(tx: WorkspaceTx, since: Date): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from deal
      where workspace_id = ${tx.workspaceId}::uuid and state = 'active' and currency is not null
        and coalesce(closed_at, crm_created_at, synced_at) >= ${since}
      order by currency`.execute(tx.db)
  return rows.map(({ currency }) => currency)
}

/** The amount in the middle of the deals won since an instant in this currency; undefined when there are none. */
export async function typicalWonAmount(
  tx: WorkspaceTx,
  currency: string,
  since: Date,
): Promise<Money | undefined> {
  const { rows } = await sql<{ minor: bigint | null }>`
    select percentile_disc(0.5) within group (order by amount_minor) as minor from deal
      where workspace_id = ${tx.workspaceId}::uuid and state = 'active' and outcome = 'won'
        and currency = ${currency} and amount_minor > 0 and closed_at >= ${since}`.execute(tx.db)
  const minor = rows[0]?.minor
  return minor === null || minor === undefined ? undefined : money(minor, currency)
}

/** Won deals that the CRM still has, with a credit that stands of a partner of this type. */
const wonWithPartner = (tx: WorkspaceTx, partnerType: PartnerType): RawBuilder<unknown> => sql`
  deal.workspace_id = ${tx.workspaceId}::uuid and deal.state = 'active' and deal.outcome = 'won'
    and exists (
      select from credit join partner on partner.workspace_id = credit.workspace_id and partner.id = credit.partner_id
        where credit.workspace_id = deal.workspace_id and credit.deal_id = deal.id and credit.removed_at is null
          and partner.partner_type = ${partnerType})`

/** Ids of the won deals of a programme's partners that closed at this instant or later. */
export async function wonDealsSince(
  tx: WorkspaceTx,
  partnerType: PartnerType,
  since: Date,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select deal.id from deal where ${wonWithPartner(tx, partnerType)} and deal.closed_at >= ${since}
      order by deal.closed_at, deal.id`.execute(tx.db)
  return rows.map(({ id }) => id)
}

export interface ClosedBetween {
  partnerType: PartnerType
  timeZone: string
  /** Close dates in that zone, both ends inclusive. */
  from: string
  to: string
}

const closeDateIn = (timeZone: string) => sql`(deal.closed_at at time zone ${timeZone})::date`

/** By the instants at which the days begin: of a date made of each row, the planner could not tell how many there are. */
const between = (tx: WorkspaceTx, { partnerType, timeZone, from, to }: ClosedBetween) => sql`
  ${wonWithPartner(tx, partnerType)}
    and deal.closed_at >= ${from}::date::timestamp at time zone ${timeZone}
    and deal.closed_at < (${to}::date + 1)::timestamp at time zone ${timeZone}`

export async function countClosedDeals(tx: WorkspaceTx, period: ClosedBetween): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from deal where ${between(tx, period)}`.execute(tx.db)
  return Number(rows[0]?.count ?? 0n)
}

/** Where a page of closed deals ended. */
export interface ClosedPlace {
  closeDate: string
  id: string
}

/** What commission goes by in a closed deal, without its line items and payments. */
export interface ClosedDeal extends ClosedPlace {
  name: string | null
  currency: string | null
  amount: Money | null
  dealType: DealType | null
  firstYearAcv: Money | null
  grossMargin: Money | null
  region: string | null
  /** Of partners of the type that was asked for, in the order of `liveCreditsOf`. */
  credits: CreditOfClosedDeal[]
}

/** A credit that stands, with what is known of its partner. */
export interface CreditOfClosedDeal {
  id: string
  partnerId: string
  role: 'sourced' | 'influenced'
  shareBps: number
  createdAt: Date
  registrationId: string | null
  /** When its registration was complete. */
  completeAt: Date | null
  partnerName: string
  tierToday: string
  /** The tier that its latest calculation went by; null when it was never rated. */
  tierRatedAt: string | null
}

interface ClosedDealRow {
  deal_id: string
  close_date: string
  name: string | null
  currency: string | null
  amount: bigint | null
  deal_type: DealType | null
  first_year_acv: bigint | null
  gross_margin: bigint | null
  region: string | null
}

/** The next deals by close date and id, from the oldest on, of all connections, with their credits. */
export async function closedDealsAfter(
  tx: WorkspaceTx,
  period: ClosedBetween,
  after: ClosedPlace | null,
  limit: number,
): Promise<ClosedDeal[]> {
  const closeDate = closeDateIn(period.timeZone)
  const beyond = after
    ? sql`and (${closeDate}, deal.id) > (${after.closeDate}::date, ${after.id}::uuid)`
    : sql``
  const { rows } = await sql<ClosedDealRow & CreditOfClosedDeal>`
    with closed as materialized (
      select deal.id, ${closeDate} as close_date, deal.name, deal.currency, deal.amount_minor, deal.deal_type,
          deal.first_year_acv_minor, deal.gross_margin_minor, deal.region
        from deal
        where ${between(tx, period)} ${beyond}
        order by close_date, deal.id limit ${limit})
    select d.id as deal_id, d.close_date::text as close_date, d.name, d.currency, d.amount_minor as amount, d.deal_type,
        d.first_year_acv_minor as first_year_acv, d.gross_margin_minor as gross_margin, d.region,
        c.id, c.partner_id as "partnerId", c.role, c.share_bps as "shareBps", c.created_at as "createdAt",
        c.registration_id as "registrationId", r.complete_at as "completeAt",
        p.name as "partnerName", p.tier as "tierToday", rated.tier as "tierRatedAt"
      from closed as d
      join credit as c
        on c.workspace_id = ${tx.workspaceId}::uuid and c.deal_id = d.id and c.removed_at is null
      join partner as p
        on p.workspace_id = ${tx.workspaceId}::uuid and p.id = c.partner_id and p.partner_type = ${period.partnerType}
      left join registration as r on r.workspace_id = ${tx.workspaceId}::uuid and r.id = c.registration_id
      left join (
        select distinct on (l.credit_id) l.credit_id, coalesce(
            (select given->>'tier' from jsonb_array_elements(k.inputs #> '{input,credits}') as given
              where given->>'id' = l.credit_id::text limit 1),
            k.inputs->>'tier') as tier
          from commission_line as l
          join commission_calculation as k on k.workspace_id = l.workspace_id and k.line_id = l.id
          where l.workspace_id = ${tx.workspaceId}::uuid and l.deal_id in (select id from closed)
          order by l.credit_id, k.calculated_at desc, k.revision desc) as rated on rated.credit_id = c.id
      order by d.close_date, d.id, c.role desc, c.created_at, c.id`.execute(tx.db)
  const deals: ClosedDeal[] = []
  let deal: ClosedDeal | undefined
  for (const row of rows) {
    if (deal?.id !== row.deal_id) deals.push((deal = closedDeal(row)))
    deal.credits.push(row)
  }
  return deals
}

function closedDeal(row: ClosedDealRow): ClosedDeal {
  const { currency } = row
  const inItsCurrency = (amountMinor: bigint | null) =>
    amountMinor === null || currency === null ? null : { amountMinor, currency }
  return {
    id: row.deal_id,
    closeDate: row.close_date,
    name: row.name,
    currency,
    amount: inItsCurrency(row.amount),
    dealType: row.deal_type,
    firstYearAcv: inItsCurrency(row.first_year_acv),
    grossMargin: inItsCurrency(row.gross_margin),
    region: row.region,
    credits: [],
  }
}
