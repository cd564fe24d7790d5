import type { LintFinding } from '../../contract/plan-api.ts'
import { displayMoney } from '../../money/format.ts'
import { exponentOf } from '../../money/currency.ts'
import type { Money } from '../../money/money.ts'
import type { Plan, Rule } from '../plan.ts'
import type { LintContext } from './lint-context.ts'

/** A plan under the eyes of lint: read, as it was written, and where its rules stand in what was written. */
export interface Subject {
  plan: Plan
  terms: Readonly<Record<string, unknown>>
  context: LintContext
  /** False when some rules could not be read: nothing can then be said about what no rule matches. */
  complete: boolean
  /** Places of the plan's rules in the terms. */
  places: readonly number[]
}

/** One family of findings; pure. */
export type Check = (subject: Subject) => LintFinding[]

/** JSON path of a rule, or of a field in it. */
export function pathOf(subject: Subject, rule: Rule, field = ''): string {
  const place = subject.places[subject.plan.rules.indexOf(rule)] ?? 0
  return `rules[${place}]${field && `.${field}`}`
}

/** The rule as it was written. */
export function written(subject: Subject, rule: Rule): Readonly<Record<string, unknown>> {
  const place = subject.places[subject.plan.rules.indexOf(rule)] ?? 0
  return fields(list(subject.terms.rules)[place])
}

/** The fields of a JSON object; none of anything else. */
export function fields(json: unknown): Readonly<Record<string, unknown>> {
  // Anything that is neither null, a list nor a scalar is an object with text keys in JSON.
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : {}
}

/** The items of a JSON list; none of anything else. */
export function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : []
}

/** An amount in the plan's currency for people: "$10,000.00". */
export function shown(plan: Pick<Plan, 'currency'>, amountMinor: bigint): string {
  return displayMoney({ amountMinor, currency: plan.currency })
}

/** The deal that examples are made with, in the plan's currency. */
export function exampleDeal({ plan, context }: Subject): Money {
  const typical = context.typicalDealAmount
  if (typical && typical.currency === plan.currency && typical.amountMinor > 0n) return typical
  return tenThousand(plan.currency)
}

export function tenThousand(currency: string): Money {
  return { amountMinor: 10n ** BigInt(4 + exponentOf(currency)), currency }
}
