import type { LintFinding } from '../../contract/plan-api.ts'
import type { Plan } from '../plan.ts'
import { parsePlan } from '../parse-plan.ts'
import type { LintContext } from './lint-context.ts'
import { lintPlan } from './lint-plan.ts'

/** For tests: a plan that pays 15 % sourced and 5 % influenced, about which there is nothing to say. */
export function sampleTerms(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'referral',
    version: 2,
    currency: 'USD',
    timeZone: 'America/New_York',
    effectiveFrom: '2027-01-01',
    effectiveTo: null,
    earning: { kind: 'onCollection' },
    rules: [
      sampleRule(),
      sampleRule({ id: 'influence', role: 'influenced', rate: { kind: 'percent', percent: '5' } }),
    ],
    ...changes,
  }
}

export function sampleRule(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'base',
    role: 'sourced',
    basis: 'dealAmount',
    rate: { kind: 'percent', percent: '15' },
    ...changes,
  }
}

/** A sourced rule for a range of deal amounts. */
export function ranged(
  id: string,
  percent: string,
  dealAmount: Record<string, string>,
): Record<string, unknown> {
  return sampleRule({ id, rate: { kind: 'percent', percent }, when: { dealAmount } })
}

export function sampleContext(changes: Partial<LintContext> = {}): LintContext {
  return {
    today: '2026-11-21',
    otherPlans: [],
    dealCurrencies: ['USD'],
    rates: [],
    programme: null,
    ...changes,
  }
}

/** The findings of one code on the sample with these rules beside it. */
export function foundIn(
  code: LintFinding['code'],
  terms: Record<string, unknown>,
  context: Partial<LintContext> = {},
): LintFinding[] {
  return lintPlan(terms, sampleContext(context)).filter((finding) => finding.code === code)
}

export function planOf(terms: unknown): Plan {
  const reading = parsePlan(terms)
  if (!reading.ok) throw new Error(reading.faults.map(({ path, message }) => `${path} ${message}`).join('\n'))
  return reading.plan
}
