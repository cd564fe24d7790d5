import { looksAt } from '../../shared/commission/looks-at.ts'
import { DEAL_FIELDS, type DealFieldName } from '../../shared/crm/deal-fields.ts'
import { type Period, PERIODS, type Plan, type Rule } from '../../shared/commission/plan.ts'

/** Which facts beyond the deal and its credits a plan looks at: what it does not look at is not read and not stored. */
export interface PlanNeeds {
  /** What the customer paid. */
  collections: boolean
  lineItems: boolean
  /** Fields of the deal that an admin maps. */
  dealFields: readonly DealFieldName[]
  /** What the partner had in the period before; widest last. */
  periods: readonly Period[]
}

export function planNeeds({ rules }: Pick<Plan, 'rules'>): PlanNeeds {
  const periods = new Set(rules.flatMap(periodsOf))
  return {
    collections: rules.some(isCash),
    lineItems: rules.some(({ basis, when }) => basis === 'lineItems' || when.products !== undefined),
    dealFields: DEAL_FIELDS.filter((field) => rules.some((rule) => looksAt(rule, field))),
    periods: PERIODS.filter((period) => periods.has(period)),
  }
}

/** Whether a rule's commission is computed from what the customer pays, payment by payment. */
export function isCash({ basis, rate }: Pick<Rule, 'basis' | 'rate'>): boolean {
  return basis === 'collected' || rate.kind === 'recurring'
}

function periodsOf({ rate, periodCap }: Rule): Period[] {
  const measured =
    (rate.kind === 'graduated' || rate.kind === 'volume') && rate.measure.kind === 'period'
      ? [rate.measure.period]
      : []
  return periodCap ? [...measured, periodCap.period] : measured
}
