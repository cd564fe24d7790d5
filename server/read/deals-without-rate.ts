import { sql } from 'kysely'
import type { CrmName } from '../../connectors/crm-kind.port.ts'
import { dealUrl } from '../../connectors/record-url.ts'
import type { DealsWithoutRate } from '../../shared/contract/finance-api.ts'
import { PARTNER_TYPES } from '../../shared/partner/partner.ts'
import { commissionLinesOf } from '../db/commission-store.ts'
import { liveCreditsOf } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { findDealById, type MirroredDeal } from '../db/deal-store.ts'
import { partnersByIds } from '../db/partner-store.ts'
import { type PublishedPlan, publishedPlans } from '../db/programme-store.ts'
import { registrationsOf } from '../db/registration-store.ts'
import { creditFacts } from '../workflows/credit-facts.ts'
import { dealCommission } from '../workflows/deal-commission.ts'

/** Each is evaluated as accrual does, so that nothing is claimed which a rate would not change. */
const MOST_DEALS = 100
const LINKED_DEALS = 5

/**
 * Won deals whose commission waits for an exchange rate, by currencies and day, newest day first. `more` says that further
 * deals may wait which were not looked at.
 */
export async function readDealsWithoutRate(tx: WorkspaceTx, now: Date): Promise<DealsWithoutRate> {
  const found = await candidates(tx)
  const plans = found.length === 0 ? [] : await publishedPlans(tx, PARTNER_TYPES)
  const groups = new Map<string, DealsWithoutRate['groups'][number]>()
  for (const site of found.slice(0, MOST_DEALS)) {
    const deal = await findDealById(tx, site.id)
    if (!deal) continue
    for (const wanted of await ratesWanted(tx, deal, plans, now)) {
      const key = `${wanted.from} ${wanted.to} ${wanted.on}`
      const group = groups.get(key) ?? { ...wanted, deals: 0, first: [] }
      const link = { name: deal.name, url: dealUrl(siteOf(site), deal.externalId) }
      const first = group.first.length < LINKED_DEALS ? [...group.first, link] : group.first
      groups.set(key, { ...group, deals: group.deals + 1, first })
    }
  }
  return {
    groups: [...groups.values()].sort((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0)),
    more: found.length > MOST_DEALS,
  }
}

interface Candidate {
  id: string
  crm: CrmName
  app_base_url: string
  external_account_id: string
}

/** Won deals with credit that has no commission, or one at a rate that was taken back, where some plan has another currency. */
async function candidates(tx: WorkspaceTx): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select d.id, n.crm, n.app_base_url, n.external_account_id
      from deal d join connection n on n.id = d.connection_id
      where d.workspace_id = ${tx.workspaceId}::uuid and d.outcome = 'won' and d.state = 'active'
        and d.currency is not null and d.amount_minor is not null
        and exists (select from plan_version v
          where v.workspace_id = d.workspace_id and v.terms ->> 'currency' <> d.currency)
        and exists (select from credit k
          where k.workspace_id = d.workspace_id and k.deal_id = d.id and k.removed_at is null
            and (not exists (select from commission_line l where l.credit_id = k.id)
              or exists (select from commission_line l join commission_calculation c on c.line_id = l.id
                where l.credit_id = k.id and ${atRateTakenBack})))
      order by d.closed_at desc nulls last, d.id limit ${MOST_DEALS + 1}`.execute(tx.db)
  return rows
}

const atRateTakenBack = sql`c.why ->> 'withdrawn' is null
  and not exists (select from commission_calculation e where e.line_id = c.line_id and e.revision > c.revision)
  and exists (select from fx_rate r
    where r.workspace_id = c.workspace_id and r.rate is null
      and c.fx_rate_key = r.from_currency || ' ' || r.to_currency || ' ' || r.on_date::text
      and not exists (select from fx_rate e
        where e.workspace_id = r.workspace_id and e.from_currency = r.from_currency and e.to_currency = r.to_currency
          and e.on_date = r.on_date and e.revision > r.revision))`

const siteOf = (row: Candidate) => ({
  crm: row.crm,
  appBaseUrl: row.app_base_url,
  externalAccountId: row.external_account_id,
})

type Wanted = Pick<DealsWithoutRate['groups'][number], 'from' | 'to' | 'on'>

async function ratesWanted(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  plans: readonly PublishedPlan[],
  now: Date,
): Promise<Wanted[]> {
  const credits = await liveCreditsOf(tx, deal.id)
  const lines = await commissionLinesOf(tx, deal.id)
  const registrations = await registrationsOf(tx, deal.id)
  const partners = await partnersByIds(
    tx,
    credits.map(({ partnerId }) => partnerId),
  )
  const facts = credits.flatMap((credit) => {
    const partner = partners.get(credit.partnerId)
    return partner ? [creditFacts({ credit, partner, registrations, plans, lines })] : []
  })
  const closedAt = deal.closedAt ?? lines[0]?.createdAt ?? null
  const outcomes = await dealCommission(tx, { deal: { ...deal, closedAt }, credits: facts, plans, now })
  const wanted = [...outcomes.values()].flatMap((outcome) =>
    outcome.kind === 'needs_rate' ? [{ from: outcome.from, to: outcome.to, on: outcome.on }] : [],
  )
  return [...new Map(wanted.map((one) => [`${one.from} ${one.to} ${one.on}`, one])).values()]
}
