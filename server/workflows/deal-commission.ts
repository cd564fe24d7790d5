import {
  type CommissionLine,
  type CommissionOutcome,
  evaluateCommission,
} from '../../shared/commission/evaluate.ts'
import type { CommissionDeal, CommissionInput, ExchangeRate } from '../../shared/commission/input.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import { oneCreditPerPartner } from '../../shared/credit/credit.ts'
import { isStorable } from '../../shared/money/parse-decimal.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { chooseRate } from './choose-rate.ts'
import { keptRateNow } from './kept-rate.ts'
import { type DealFacts, gatherDealFacts } from './gather-deal-facts.ts'
import { closingAt, type CreditFacts, groupByPlan, type PlanGroup } from './plan-groups.ts'
import { planNeeds } from './plan-needs.ts'

/** What one credit earns, or why that cannot be said. */
export type CreditCommission =
  | {
      kind: 'lines'
      published: PublishedPlan
      lines: EvaluatedLine[]
    }
  | Exclude<CommissionOutcome, { kind: 'lines' }>
  /** No published plan of the partner's programme is in force at the deal's close. */
  | { kind: 'no_plan' }
  /** Larger than any amount that can be kept. */
  | { kind: 'too_large' }

export interface EvaluatedLine extends CommissionLine {
  /** All that made the amount, so that it can be computed again. */
  input: CommissionInput
}

export interface DealToRate {
  deal: MirroredDeal
  credits: readonly CreditFacts[]
  /** Newest version first, as `publishedPlans` gives them. */
  plans: readonly PublishedPlan[]
  now: Date
}

/**
 * What each credit of a deal earns, by credit id. Preview on the card, what-if and accrual all ask here, so the same deal,
 * credits, payments and published plans give the same cents everywhere. Credits under one version are evaluated together.
 */
export async function dealCommission(
  tx: WorkspaceTx,
  toRate: DealToRate,
): Promise<Map<string, CreditCommission>> {
  const credits = oneCreditPerPartner(toRate.credits)
  const groups = groupByPlan(closingAt(toRate.deal, toRate.now), credits, toRate.plans)
  return outcomes(toRate, groups, await gatherDealFacts(tx, toRate.deal, groups))
}

/** What each credit would earn if it were the only one of the deal, by credit id. */
export async function commissionAlone(
  tx: WorkspaceTx,
  toRate: DealToRate,
): Promise<Map<string, CreditCommission>> {
  const closesAt = closingAt(toRate.deal, toRate.now)
  const groups = toRate.credits.flatMap((credit) => groupByPlan(closesAt, [credit], toRate.plans))
  return outcomes(toRate, groups, await gatherDealFacts(tx, toRate.deal, groups))
}

function outcomes(
  { deal, credits }: DealToRate,
  groups: readonly PlanGroup[],
  facts: DealFacts,
): Map<string, CreditCommission> {
  const rated = groups.flatMap((group) => [...evaluateGroup(deal, group, facts)])
  return new Map([...credits.map(({ creditId }) => [creditId, noPlan] as const), ...rated])
}

const noPlan: CreditCommission = { kind: 'no_plan' }

function evaluateGroup(
  deal: MirroredDeal,
  group: PlanGroup,
  facts: DealFacts,
): (readonly [string, CreditCommission])[] {
  const evaluated = evaluateInput(inputOf(deal, group, facts), facts.afterCancellation)
  return group.credits.map(({ creditId }) => {
    if (evaluated.kind !== 'lines') return [creditId, evaluated] as const
    const lines = evaluated.lines.filter((line) => line.creditId === creditId)
    const fits = lines.every(
      ({ amount, revenueMinor }) => isStorable(amount.amountMinor) && isStorable(revenueMinor),
    )
    return [
      creditId,
      fits ? { kind: 'lines', published: group.published, lines } : { kind: 'too_large' },
    ] as const
  })
}

/**
 * Payments after the subscription was cancelled count for nothing that recurs; a rule that goes by what the customer
 * paid, whatever for, counts them.
 */
function evaluateInput(
  input: CommissionInput,
  late: ReadonlySet<string>,
): { kind: 'lines'; lines: EvaluatedLine[] } | Exclude<CommissionOutcome, { kind: 'lines' }> {
  const evaluate = (given: CommissionInput) => {
    const outcome = evaluateCommission(given)
    return outcome.kind === 'lines'
      ? { ...outcome, lines: outcome.lines.map((line) => ({ ...line, input: given })) }
      : outcome
  }
  const all = evaluate(input)
  const recurring = recurringRules(input.plan)
  if (all.kind !== 'lines' || late.size === 0 || recurring.size === 0) return all
  const timely = evaluate({
    ...input,
    collections: (input.collections ?? []).filter(({ id }) => !late.has(id)),
  })
  if (timely.kind !== 'lines') return timely
  return {
    kind: 'lines',
    lines: [
      ...all.lines.filter(({ ruleId }) => ruleId === null || !recurring.has(ruleId)),
      ...timely.lines.filter(({ ruleId }) => ruleId !== null && recurring.has(ruleId)),
    ],
  }
}

const recurringRules = ({ rules }: Plan) =>
  new Set(rules.filter(({ rate }) => rate.kind === 'recurring').map(({ id }) => id))

/** Only what the plan looks at goes in: what it does not look at must not change an explanation. */
function inputOf(deal: MirroredDeal, group: PlanGroup, facts: DealFacts): CommissionInput {
  const { published, closeDate, credits } = group
  const { plan, partnerType } = published
  const needs = planNeeds(plan)
  const before = credits.flatMap(({ partnerId }) => {
    const totals = needs.periods.length > 0 ? facts.before.get(`${partnerId}:${partnerType}`) : undefined
    return totals ? [[partnerId, totals] as const] : []
  })
  const rate = rateOf(deal, group, facts)
  return {
    plan,
    deal: {
      ...dealOf(deal, closeDate),
      firstYearAcv: needs.dealFields.includes('firstYearAcv') ? deal.firstYearAcv : null,
      grossMargin: needs.dealFields.includes('grossMargin') ? deal.grossMargin : null,
      region: needs.dealFields.includes('region') ? deal.region : null,
      lineItems: needs.lineItems ? facts.lineItems : null,
    },
    credits,
    collections: needs.collections ? facts.collections : [],
    periodToDate: new Map(before),
    fx: rate ? [rate] : [],
  }
}

/** What a plan looks at in a mirrored deal; its line items are for who reads them. */
export function dealOf(deal: MirroredDeal, closeDate: string): CommissionDeal {
  return {
    id: deal.id,
    currency: deal.currency,
    amount: deal.amount,
    dealType: deal.dealType,
    closeDate,
    firstYearAcv: deal.firstYearAcv,
    grossMargin: deal.grossMargin,
    region: deal.region,
    lineItems: null,
  }
}

/**
 * The rate that a line of the group was accrued with, as somebody corrected it since, unless it was taken back, is for other
 * currencies or from after the close.
 */
function rateOf(deal: MirroredDeal, group: PlanGroup, facts: DealFacts): ExchangeRate | undefined {
  const { closeDate, keptRates, published } = group
  const [from, to] = [deal.currency, published.plan.currency]
  if (from === null || from === to) return undefined
  const kept = keptRates.find(
    (rate) =>
      rate.on <= closeDate &&
      ((rate.from === from && rate.to === to) || (rate.from === to && rate.to === from)),
  )
  return (kept && keptRateNow(kept, facts.revised)) ?? chooseRate(facts.rates, from, to, closeDate)
}

/** The rule by which a line is computed; undefined for the line that says that none applies. */
export function ruleOf(published: PublishedPlan, line: Pick<CommissionLine, 'ruleId'>) {
  return published.plan.rules.find(({ id }) => id === line.ruleId)
}
