import { sql } from 'kysely'
import { calendarDate } from '../../shared/calendar-date.ts'
import type { SimulatedCredit, SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { ClosedDeal, CreditOfClosedDeal } from '../db/closed-deal-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { dealsByIds, type MirroredDeal } from '../db/deal-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { creditFacts } from './credit-facts.ts'
import { collectionsOf, lineItemsOf } from './gather-deal-facts.ts'
import { planNeeds } from './plan-needs.ts'

/** What is tried: a draft, and the published versions that it is compared with. */
export interface Trial {
  draft: Plan
  versions: readonly PublishedPlan[]
  partnerType: PartnerType
}

/**
 * Closed deals as the simulation takes them, in the order given, from the same facts that accrual reads. A credit has the
 * tier that it was rated at, where it was. Without any payment on record a deal counts as paid in full on its close date;
 * what was paid for a subscription after its end counts for nothing.
 */
export async function gatherSimulatedDeals(
  tx: WorkspaceTx,
  trial: Trial,
  closed: readonly ClosedDeal[],
): Promise<SimulatedDeal[]> {
  const ids = closed.map(({ id }) => id)
  const lookUp = await looksOf(tx, trial, ids)
  const byCredit = trial.versions.some(({ plan }) => goesByCredit(plan))
  const simulated: SimulatedDeal[] = []
  for (const { name, credits, ...deal } of closed) {
    simulated.push({
      deal: { ...deal, lineItems: lookUp.lineItems ? await lookUp.lineItems(deal.id) : null },
      name,
      credits: credits.map((credit) => simulatedCredit(trial, credit, byCredit)),
      collections: lookUp.paid.has(deal.id) ? await lookUp.collections(deal.id) : null,
    })
  }
  return simulated
}

function simulatedCredit(
  { draft, versions, partnerType }: Trial,
  credit: CreditOfClosedDeal,
  byCredit: boolean,
): SimulatedCredit {
  const { partnerId, partnerName, tierToday, tierRatedAt, registrationId, completeAt } = credit
  const {
    kept: _,
    creditedAt,
    ...facts
  } = creditFacts({
    credit,
    partner: { id: partnerId, type: partnerType, tier: tierRatedAt ?? tierToday },
    registrations: registrationId && completeAt ? [{ id: registrationId, completeAt }] : [],
    plans: versions,
    lines: [],
  })
  return {
    ...facts,
    termsDate: null,
    tierToday,
    partnerName,
    creditedOn: byCredit ? calendarDate(creditedAt, draft.timeZone) : null,
  }
}

/** Whether it matters to a plan when the partner came in. */
const goesByCredit = ({ decidingDate, openDeals }: Plan): boolean =>
  decidingDate === 'registrationDate' || openDeals === 'keepTerms'

/** What most plans do not look at is read for those that do, deal by deal. */
async function looksOf(tx: WorkspaceTx, { draft, versions }: Trial, ids: readonly string[]) {
  const needs = [draft, ...versions.map(({ plan }) => plan)].map(planNeeds)
  const lineItems = needs.some((plan) => plan.lineItems)
  const collections = needs.some((plan) => plan.collections)
  const paid = collections ? await paidAmong(tx, ids) : new Set<string>()
  const deals = await dealsByIds(tx, lineItems ? ids : [...paid])
  const mirrored = (id: string) => {
    const deal = deals.get(id)
    if (!deal) throw new Error(`deal ${id} is gone: mirrored deals are never deleted`)
    return deal
  }
  return {
    lineItems: lineItems ? (id: string) => lineItemsOf(tx, mirrored(id)) : null,
    paid,
    collections: (id: string) => timelyCollections(tx, mirrored(id)),
  }
}

async function timelyCollections(tx: WorkspaceTx, deal: MirroredDeal): Promise<SimulatedDeal['collections']> {
  const { collections, afterCancellation } = await collectionsOf(tx, deal)
  return collections.filter(({ id }) => !afterCancellation.has(id))
}

/** Which of these deals have a payment on record, their own or one of a deal that was merged into them. */
async function paidAmong(tx: WorkspaceTx, dealIds: readonly string[]): Promise<ReadonlySet<string>> {
  // `union` without `all` ends a circle of merges.
  const { rows } = await sql<{ id: string }>`
    with recursive named as (
      select id as heir, id, connection_id, external_id from deal
        where workspace_id = ${tx.workspaceId}::uuid and id = any(${[...dealIds]}::uuid[])
      union
      select named.heir, merged.id, merged.connection_id, merged.external_id
        from named join deal as merged
          on merged.connection_id = named.connection_id and merged.merged_into = named.external_id
        where merged.workspace_id = ${tx.workspaceId}::uuid and merged.merged_into is not null and merged.state = 'merged')
    select distinct named.heir as id from named
      where exists (select from customer_payment as paid
        where paid.workspace_id = ${tx.workspaceId}::uuid and paid.deal_id = named.id)`.execute(tx.db)
  return new Set(rows.map(({ id }) => id))
}
