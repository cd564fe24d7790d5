import type { DealFacts } from './deal-facts.ts'
import type { FailedCondition } from './conditions.ts'
import type { CommissionCredit } from './input.ts'
import type { Plan } from './plan.ts'
import type { PreparedPlan, PreparedRule } from './prepare-plan.ts'
import type { TriedRule } from './why.ts'

export interface Match {
  credit: CommissionCredit
  inForce: boolean
  /** The first matching rule and every stacked one. */
  applied: readonly PreparedRule[]
  /** Empty when nobody asks. */
  tried: TriedRule[]
}

const NOT_ASKED: TriedRule[] = []

/** Whether a calendar date falls into a plan's window; both ends belong to it. */
export function isInForce(plan: Pick<Plan, 'effectiveFrom' | 'effectiveTo'>, date: string): boolean {
  return date >= plan.effectiveFrom && (plan.effectiveTo === null || date <= plan.effectiveTo)
}

/** Which rules of the plan a credit earns under. What was tried is told only with `why`. */
export function matchRules(
  facts: DealFacts,
  plan: PreparedPlan,
  credit: CommissionCredit,
  why: boolean,
): Match {
  const tried: TriedRule[] = why ? [] : NOT_ASKED
  const applied: PreparedRule[] = []
  if (!isInForce(facts.input.plan, credit.termsDate ?? facts.deal.closeDate))
    return { credit, inForce: false, applied, tried }
  let decided = false
  for (const prepared of plan.rules) {
    // Nothing else can apply, and nobody asks for the reasons.
    if (decided && !why && !prepared.rule.stack) continue
    const outcome = tryRule(facts, prepared, credit, decided, why)
    if (outcome === 'applied') {
      applied.push(prepared)
      if (!prepared.rule.stack) decided = true
    }
    if (why) tried.push(triedRule(prepared, outcome))
  }
  return { credit, inForce: true, applied, tried }
}

type Outcome = 'applied' | 'not_reached' | 'failed' | FailedCondition

function tryRule(
  facts: DealFacts,
  { rule, conditions }: PreparedRule,
  credit: CommissionCredit,
  decided: boolean,
  why: boolean,
): Outcome {
  if (rule.role !== credit.role)
    return why ? { condition: 'role', wanted: rule.role, found: credit.role } : 'failed'
  for (const { condition, wanted, holds, found } of conditions) {
    if (!holds(facts, credit)) return why ? { condition, wanted, found: found(facts, credit) } : 'failed'
  }
  return decided && !rule.stack ? 'not_reached' : 'applied'
}

function triedRule({ rule, text }: PreparedRule, outcome: Outcome): TriedRule {
  const { id } = rule
  if (typeof outcome === 'object') return { id, text: text(), outcome: { kind: 'failed', failed: outcome } }
  return { id, text: text(), outcome: { kind: outcome === 'applied' ? 'applied' : 'not_reached' } }
}
