import { toMoneyJson } from '../money/format.ts'
import type { Money } from '../money/money.ts'
import type { DealFacts } from './deal-facts.ts'
import type { Match } from './match-rules.ts'
import type { PreparedPlan, PreparedRule } from './prepare-plan.ts'
import type { Why, WhyStep } from './why.ts'

/** The explanation of a line, from what was recorded while it was computed. */
export function explain(
  { deal, input: { plan } }: DealFacts,
  prepared: PreparedPlan,
  { credit, inForce, tried }: Match,
  applied: PreparedRule | null,
  amount: Money,
  steps: WhyStep[],
): Why {
  const { effectiveFrom, effectiveTo, decidingDate } = plan
  return {
    plan: prepared.head,
    inputs: {
      dealId: deal.id,
      dealAmount: deal.amount && toMoneyJson(deal.amount),
      firstYearAcv: deal.firstYearAcv && toMoneyJson(deal.firstYearAcv),
      grossMargin: deal.grossMargin && toMoneyJson(deal.grossMargin),
      products: deal.lineItems && [...new Set(deal.lineItems.map(({ product }) => product))],
      dealType: deal.dealType,
      region: deal.region,
      closeDate: deal.closeDate,
      partnerId: credit.partnerId,
      partnerType: credit.partnerType,
      programme: credit.programme,
      tier: credit.tier,
      role: credit.role,
      share: credit.sharePercent,
      registeredAt: credit.registeredAt && credit.registeredAt.toISOString(),
      termsDate: credit.termsDate,
    },
    rule: applied && { id: applied.rule.id, text: applied.text() },
    outsidePlan: inForce
      ? null
      : { effectiveFrom, effectiveTo, decidingDate, date: credit.termsDate ?? deal.closeDate },
    withdrawn: null,
    tried,
    steps,
    amount: toMoneyJson(amount),
  }
}
