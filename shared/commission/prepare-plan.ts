import type { BasisName } from './bases.ts'
import type { Bands } from './bands.ts'
import { type Condition, conditionsOf, isOverride } from './conditions.ts'
import { describeRule } from './describe-rule.ts'
import { type EarningJson, earningJson } from './earning-json.ts'
import { overOneDenominator } from './exact.ts'
import type { Plan, Rate, Rule } from './plan.ts'

/** What of a plan does not depend on a deal, worked out once. */
export interface PreparedPlan {
  /** In the order in which they are tried: overrides first. */
  rules: readonly PreparedRule[]
  head: { id: string; version: number; currency: string; earning: EarningJson }
}

export interface PreparedRule {
  rule: Rule
  conditions: readonly Condition[]
  /** The products whose line items are its basis; null for all. */
  products: ReadonlySet<string> | null
  /** The percentages of its bands or years over one denominator. */
  rates: { numerators: readonly bigint[]; denominator: bigint }
  /** null for a rate without bands. */
  bands: Bands | null
  /** Computed from what the customer paid. */
  cash: boolean
  /** What of the deal must be known besides its amount; null for nothing more. */
  needs: BasisName | null
  /** The rule as a sentence. */
  text(): string
}

const prepared = new WeakMap<Plan, PreparedPlan>()

/** A plan never changes once it is parsed, so what is worked out stays with it. */
export function preparePlan(plan: Plan): PreparedPlan {
  let found = prepared.get(plan)
  if (!found) {
    const rules = [...plan.rules].sort((a, b) => Number(isOverride(b.when)) - Number(isOverride(a.when)))
    found = { rules: rules.map((rule) => prepareRule(rule, plan)), head: headOf(plan) }
    prepared.set(plan, found)
  }
  return found
}

/** Whether what a rule pays is computed from what the customer paid, payment by payment. */
export function isCash({ basis, rate }: Pick<Rule, 'basis' | 'rate'>): boolean {
  return rate.kind === 'recurring' || (basis === 'collected' && rate.kind !== 'flat')
}

function prepareRule(rule: Rule, plan: Plan): PreparedRule {
  let text: string | undefined
  const rates = overOneDenominator(fractionsOf(rule.rate))
  return {
    rule,
    conditions: conditionsOf(rule.when, plan.currency),
    products: rule.when.products ? new Set(rule.when.products) : null,
    rates,
    bands: 'bands' in rule.rate ? { bands: rule.rate.bands, ...rates, currency: plan.currency } : null,
    cash: isCash(rule),
    needs: needsOf(rule),
    text: () => (text ??= describeRule(rule, plan)),
  }
}

/** Payments are known whatever they are, and a recurring rate looks at nothing else. */
function needsOf({ basis, rate }: Rule): BasisName | null {
  return rate.kind === 'recurring' || basis === 'collected' || basis === 'dealAmount' ? null : basis
}

function fractionsOf(rate: Rate) {
  switch (rate.kind) {
    case 'flat':
      return []
    case 'percent':
      return [rate.fraction]
    case 'recurring':
      return rate.perYear.map(({ fraction }) => fraction)
    default:
      return rate.bands.map(({ fraction }) => fraction)
  }
}

function headOf({ id, version, currency, earning }: Plan) {
  return { id, version, currency, earning: earningJson(earning) }
}
