import { type RawBuilder, sql } from 'kysely'
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

const between = (tx: WorkspaceTx, { partnerType, timeZone, from, to }: ClosedBetween) => sql`
  ${wonWithPartner(tx, partnerType)}
    and ${closeDateIn(timeZone)} between ${from}::date and ${to}::date`

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

/** The next deals by close date and id, from the oldest on; of all connections. */
export async function closedDealsAfter(
  tx: WorkspaceTx,
  period: ClosedBetween,
  after: ClosedPlace | null,
  limit: number,
): Promise<ClosedPlace[]> {
  const closeDate = closeDateIn(period.timeZone)
  const beyond = after
    ? sql`and (${closeDate}, deal.id) > (${after.closeDate}::date, ${after.id}::uuid)`
    : sql``
  const { rows } = await sql<ClosedPlace>`
    select deal.id, ${closeDate}::text as "closeDate" from deal
      where ${between(tx, period)} ${beyond}
      order by ${closeDate}, deal.id limit ${limit}`.execute(tx.db)
  return rows
}
