import { sql } from 'kysely'
import { calendarDate } from '../../shared/calendar-date.ts'
import type { SimulatedCredit, SimulatedDeal } from '../../shared/commission/simulate/simulated-deal.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import type { PartnerType } from '../../shared/partner/partner.ts'
import type { ClosedPlace } from '../db/closed-deal-store.ts'
import { type CreditRecord, liveCreditsOfDeals } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { dealsByIds, type MirroredDeal } from '../db/deal-store.ts'
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { type RegistrationRecord, registrationsByIds } from '../db/registration-store.ts'
import { creditFacts } from './credit-facts.ts'
import { dealOf } from './deal-commission.ts'
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
  places: readonly ClosedPlace[],
): Promise<SimulatedDeal[]> {
  const ids = places.map(({ id }) => id)
  const deals = await dealsByIds(tx, ids)
  const credits = Map.groupBy(await liveCreditsOfDeals(tx, ids), ({ dealId }) => dealId)
  const all = [...credits.values()].flat()
  const partners = await partnersByIds(
    tx,
    all.map(({ partnerId }) => partnerId),
  )
  const registrations = await registrationsByIds(
    tx,
    all.flatMap(({ registrationId }) => registrationId ?? []),
  )
  const tiers = await tiersRatedAt(tx, ids)
  const paid = await paidAmong(tx, ids)
  const needs = [trial.draft, ...trial.versions.map(({ plan }) => plan)].map(planNeeds)
  const looks = {
    collections: needs.some(({ collections }) => collections),
    lineItems: needs.some(({ lineItems }) => lineItems),
  }
  const simulated: SimulatedDeal[] = []
  for (const { id, closeDate } of places) {
    const deal = deals.get(id)
    if (!deal) throw new Error(`deal ${id} is gone: mirrored deals are never deleted`)
    simulated.push({
      deal: {
        ...dealOf(deal, closeDate),
        lineItems: looks.lineItems ? await lineItemsOf(tx, deal) : null,
      },
      name: deal.name,
      credits: (credits.get(id) ?? []).flatMap((credit) => {
        const partner = partners.get(credit.partnerId)
        if (partner?.type !== trial.partnerType) return []
        return [simulatedCredit(trial, credit, partner, registrations, tiers)]
      }),
      collections: looks.collections && paid.has(id) ? await timelyCollections(tx, deal) : null,
    })
  }
  return simulated
}

function simulatedCredit(
  { draft, versions }: Trial,
  credit: CreditRecord,
  partner: PartnerRecord,
  registrations: ReadonlyMap<string, RegistrationRecord>,
  tiers: ReadonlyMap<string, string>,
): SimulatedCredit {
  const registration = credit.registrationId === null ? undefined : registrations.get(credit.registrationId)
  const {
    kept: _,
    creditedAt,
    ...facts
  } = creditFacts({
    credit,
    partner,
    registrations: registration ? [registration] : [],
    plans: versions,
    lines: [],
  })
  return {
    ...facts,
    termsDate: null,
    tier: tiers.get(credit.id) ?? partner.tier,
    tierToday: partner.tier,
    partnerName: partner.name,
    creditedOn: calendarDate(creditedAt, draft.timeZone),
  }
}

async function timelyCollections(tx: WorkspaceTx, deal: MirroredDeal): Promise<SimulatedDeal['collections']> {
  const { collections, afterCancellation } = await collectionsOf(tx, deal)
  return collections.filter(({ id }) => !afterCancellation.has(id))
}

/** Which of these deals have a payment on record. */
async function paidAmong(tx: WorkspaceTx, dealIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct deal_id as id from customer_payment
      where workspace_id = ${tx.workspaceId}::uuid and deal_id = any(${[...dealIds]}::uuid[])`.execute(tx.db)
  return new Set(rows.map(({ id }) => id))
}

/** The tier that each credit's latest calculation went by; a credit that was never rated is absent. */
async function tiersRatedAt(
  tx: WorkspaceTx,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; tier: string | null }>`
    select distinct on (l.credit_id) l.credit_id as id, coalesce(
        (select given->>'tier' from jsonb_array_elements(c.inputs #> '{input,credits}') as given
          where given->>'id' = l.credit_id::text limit 1),
        c.inputs->>'tier') as tier
      from commission_line as l
      join commission_calculation as c on c.workspace_id = l.workspace_id and c.line_id = l.id
      where l.workspace_id = ${tx.workspaceId}::uuid and l.deal_id = any(${[...dealIds]}::uuid[])
      order by l.credit_id, c.calculated_at desc, c.revision desc`.execute(tx.db)
  return new Map(rows.flatMap(({ id, tier }) => (tier === null ? [] : [[id, tier] as const])))
}
