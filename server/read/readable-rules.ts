import { describeRule } from '../../shared/commission/describe-rule.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { PlanTerms } from '../db/plan-draft-store.ts'

/** The rules that can be read as sentences. One with a fault is left out, and no fault elsewhere holds a rule back. */
export function readableRules(terms: PlanTerms): { id: string; text: string }[] {
  const rules: unknown = terms['rules']
  if (!Array.isArray(rules)) return []
  return rules.flatMap((rule: unknown) => {
    const reading = parsePlan({ ...WHATEVER, currency: terms['currency'], rules: [rule] })
    if (!reading.ok) return []
    const { plan } = reading
    return plan.rules.map((one) => ({ id: one.id, text: describeRule(one, plan) }))
  })
}

/** What a sentence about a rule does not depend on. */
const WHATEVER = {
  id: 'draft',
  version: 1,
  timeZone: 'UTC',
  effectiveFrom: '2000-01-01',
  effectiveTo: null,
  earning: { kind: 'onWon' },
}
