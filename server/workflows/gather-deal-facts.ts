import type { Collection, CommissionDeal, PeriodToDate } from '../../shared/commission/input.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { mirroredLineItems } from '../db/detail-store.ts'
import { type KnownRates, knownRates } from '../db/known-rate-store.ts'
import { periodsToDate } from '../db/period-store.ts'
import { type PaymentRecord, paymentsOf } from '../db/payment-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { lockRates, type RevisedRate, revisedRates } from '../db/rate-revision-store.ts'
import { cancelledSubscriptions } from '../db/cancelled-subscriptions.ts'
import type { PlanGroup } from './plan-groups.ts'
import { planNeeds } from './plan-needs.ts'

/** What a deal's commission depends on beside the deal, its credits and their plans. */
export interface DealFacts {
  lineItems: CommissionDeal['lineItems']
  /** null for an open deal: what it would pay is assumed. */
  collections: readonly Collection[] | null
  /** Payments that belong to a subscription which was cancelled before, and what was given back of them. */
  afterCancellation: ReadonlySet<string>
  rates: KnownRates
  /** Rates that lines were accrued with and that somebody corrected or took back, by `rateKey`. */
  revised: ReadonlyMap<string, RevisedRate>
  /** By `partner id:partner type`. */
  before: ReadonlyMap<string, PeriodToDate>
}

/** Reads what these groups look at and nothing else, in a number of queries that does not grow with them. */
export async function gatherDealFacts(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  groups: readonly PlanGroup[],
): Promise<DealFacts> {
  const needs = groups.map(({ published }) => planNeeds(published.plan))
  const paid =
    deal.outcome !== 'open' && needs.some(({ collections }) => collections)
      ? await collectionsOf(tx, deal)
      : null
  return {
    lineItems: needs.some(({ lineItems }) => lineItems) ? await lineItemsOf(tx, deal) : null,
    collections: deal.outcome === 'open' ? null : (paid?.collections ?? []),
    afterCancellation: paid?.afterCancellation ?? new Set(),
    ...(await ratesOf(tx, deal, groups)),
    before: await periodsToDate(
      tx,
      deal.id,
      groups
        .filter(({ published }) => measuresPeriods(published))
        .flatMap(({ published, closeDate, credits }) =>
          [...new Set(credits.map(({ partnerId }) => partnerId))].map((partnerId) => ({
            partnerId,
            partnerType: published.partnerType,
            currency: published.plan.currency,
            closedOn: closeDate,
          })),
        ),
    ),
  }
}

export function measuresPeriods({ plan }: Pick<PublishedPlan, 'plan'>): boolean {
  return planNeeds(plan).periods.length > 0
}

async function ratesOf(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  groups: readonly PlanGroup[],
): Promise<Pick<DealFacts, 'rates' | 'revised'>> {
  const foreign = groups.filter(({ published }) => published.plan.currency !== deal.currency)
  if (foreign.length > 0) await lockRates(tx)
  const currencies = [deal.currency, ...foreign.map(({ published }) => published.plan.currency)]
  const rates = await knownRates(
    tx,
    deal.connectionId,
    [...new Set(currencies.filter((currency) => currency !== null))],
    [...new Set(foreign.map(({ closeDate }) => closeDate))],
  )
  return {
    rates,
    revised: await revisedRates(
      tx,
      foreign.flatMap(({ keptRates }) => keptRates),
    ),
  }
}

/** null where the CRM account's products are not mirrored, or one of them has no amount in the deal's currency. */
export async function lineItemsOf(tx: WorkspaceTx, deal: MirroredDeal): Promise<CommissionDeal['lineItems']> {
  const items = await mirroredLineItems(tx, deal.connectionId, deal.externalId)
  if (items === null) return null
  const known = items.flatMap(({ productCode, productName, amount }) =>
    amount && amount.currency === deal.currency
      ? [{ product: productOf(productCode, productName), amount }]
      : [],
  )
  return known.length === items.length ? known : null
}

/** What a plan calls it: the code, else the name, as long as the input's format takes. */
function productOf(code: string | null, name: string | null): string {
  const product = [code, name].find((text) => text !== null && text.trim() !== '')
  return (product ?? 'without a name').slice(0, 200)
}

/** Payments in another currency than the deal's have nothing that they could be measured by. */
export async function collectionsOf(tx: WorkspaceTx, deal: MirroredDeal) {
  const payments = (await paymentsOf(tx, deal.id)).filter(({ currency }) => currency === deal.currency)
  const cancelled = payments.some(({ subscription }) => subscription !== null)
    ? await cancelledSubscriptions(tx, [...new Set([deal.id, ...payments.map(({ dealId }) => dealId)])])
    : new Map<string, string>()
  const late = new Set(payments.filter((payment) => comesAfter(payment, cancelled)).map(({ id }) => id))
  const returned = payments.filter(({ refunds }) => refunds !== null && late.has(refunds)).map(({ id }) => id)
  return { collections: payments.map(toCollection), afterCancellation: new Set([...late, ...returned]) }
}

function comesAfter(payment: PaymentRecord, cancelled: ReadonlyMap<string, string>): boolean {
  const on = payment.subscription === null ? undefined : cancelled.get(payment.subscription)
  return on !== undefined && payment.amountMinor > 0n && payment.paidOn > on
}

function toCollection(payment: PaymentRecord): Collection {
  const { id, paidOn: on, amountMinor, taxMinor, shippingMinor, discountMinor, refunds } = payment
  return { id, on, amountMinor, taxMinor, shippingMinor, discountMinor, refunds }
}
