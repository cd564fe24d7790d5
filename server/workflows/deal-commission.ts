import { calendarDate } from '../../shared/calendar-date.ts'
import {
  type CommissionLine,
  type CommissionOutcome,
  evaluateCommission,
  isInForce,
} from '../../shared/commission/evaluate.ts'
import type { CommissionCredit, CommissionDeal } from '../../shared/commission/deal.ts'
import { oneCreditPerPartner } from '../../shared/credit/credit.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'

/** What one credit earns, or why that cannot be said. */
export type CreditCommission =
  | { kind: 'lines'; planVersionId: string; plan: PublishedPlan['plan']; lines: CommissionLine[] }
  | Exclude<CommissionOutcome, { kind: 'lines' }>
  /** No published plan of the partner's programme is in force at the deal's close. */
  | { kind: 'no_plan' }

/**
 * What each credit of a deal earns, by credit id. Preview on the card, what-if and accrual all ask here, so the same deal,
 * credits and published plans give the same cents everywhere. A deal without a close date is taken to close now.
 */
export function dealCommission(input: {
  deal: Pick<MirroredDeal, 'id' | 'currency' | 'amount' | 'dealType' | 'closedAt'>
  credits: readonly CommissionCredit[]
  /** Newest version first, as `publishedPlans` gives them. */
  plans: readonly PublishedPlan[]
  now: Date
}): Map<string, CreditCommission> {
  const { deal, plans } = input
  const closesAt = deal.closedAt ?? input.now
  const commissions = oneCreditPerPartner(input.credits).map((credit) => {
    const published = planInForce(plans, credit.partnerType, closesAt)
    return [credit.creditId, published ? underPlan(deal, credit, published, closesAt) : noPlan] as const
  })
  return new Map(commissions)
}

const noPlan = { kind: 'no_plan' } as const

function planInForce(
  plans: readonly PublishedPlan[],
  partnerType: CommissionCredit['partnerType'],
  closesAt: Date,
): PublishedPlan | undefined {
  return plans.find(
    ({ plan, partnerType: serves }) =>
      serves === partnerType && isInForce(plan, calendarDate(closesAt, plan.timeZone)),
  )
}

function underPlan(
  deal: Pick<MirroredDeal, 'id' | 'currency' | 'amount' | 'dealType'>,
  credit: CommissionCredit,
  { plan, versionId }: PublishedPlan,
  closesAt: Date,
): CreditCommission {
  const facts: CommissionDeal = {
    id: deal.id,
    currency: deal.currency,
    amount: deal.amount,
    // The CRM's deal carries no contract value apart from its amount.
    firstYearAcv: null,
    dealType: deal.dealType,
    closeDate: calendarDate(closesAt, plan.timeZone),
  }
  const outcome = evaluateCommission({ plan, deal: facts, credits: [credit] })
  return outcome.kind === 'lines' ? { ...outcome, planVersionId: versionId, plan } : outcome
}
