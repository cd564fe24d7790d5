import type { LintFinding } from '../../contract/plan-api.ts'
import type { Plan, Rule } from '../plan.ts'
import { amountAbove, amountBelow, contains, placeOf } from './amount-interval.ts'
import { warning } from './finding.ts'
import { payer } from './probe.ts'
import { canMeet, type Competitor, competing, includes, meeting } from './rule-scope.ts'
import { type Check, pathOf, shown } from './subject.ts'

/** Amounts at which a deal passes from one rule to the next and what it earns jumps. */
export const cliffsOfRanges: Check = (subject) =>
  rangeCliffs(subject.plan).map(({ below, above, lowMinor, stepMinor }): LintFinding => {
    const { plan } = subject
    const [low, high] = [shown(plan, lowMinor), shown(plan, lowMinor + 1n)]
    const size = shown(plan, stepMinor < 0n ? -stepMinor : stepMinor)
    return warning('cliff', {
      path: edgePath(subject, below, above, lowMinor),
      about: [below.id, above.id, lowMinor, lowMinor + 1n, stepMinor],
      message: `Between ${low} and ${high} a deal passes from rule "${below.id}" to rule "${above.id}".`,
      why:
        `A deal of ${high} earns ${size} ${stepMinor > 0n ? 'more' : 'less'} than one of ${low}: ` +
        `${shown(plan, 1n)} is worth ${size}${stepMinor > 0n ? '' : ', and selling more pays less'}.`,
      fix: 'Use one rule with graduated bands, so that only what lies above the limit gets the other rate, or say that the step is meant.',
    })
  })

export interface RangeCliff {
  /** The rules that apply at `lowMinor` and one minor unit above it. */
  below: Rule
  above: Rule
  lowMinor: bigint
  /** What that unit changes in the commission; below zero where it costs money. */
  stepMinor: bigint
}

/** Every pair of rules between which a credit can pass by one minor unit that moves the commission by more than itself. */
export function rangeCliffs(plan: Plan): RangeCliff[] {
  const rules = competing(plan)
  const found: RangeCliff[] = []
  for (const low of rules) {
    for (const high of rules) {
      if (low === high || low.rule.role !== high.rule.role) continue
      for (const lowMinor of edgesOf(low, high)) {
        if (!passes(rules, low, high, lowMinor)) continue
        const pair = rules.filter((one) => one === low || one === high).map(({ rule }) => rule)
        const paid = payer(plan, pair)
        const stepMinor = paid(lowMinor + 1n) - paid(lowMinor)
        if (stepMinor > 1n || stepMinor < -1n)
          found.push({ below: low.rule, above: high.rule, lowMinor, stepMinor })
      }
    }
  }
  return found
}

/** The amounts at which the one rule ends or the other begins, and a minor unit above which the other can apply. */
function edgesOf(low: Competitor, high: Competitor): bigint[] {
  const end = low.amounts.to === null ? null : amountBelow(low.amounts.to)
  const start = high.amounts.from === null ? null : amountAbove(high.amounts.from) - 1n
  return [end, start === end ? null : start]
    .flatMap((edge) => (edge === null || edge < 0n ? [] : [edge]))
    .filter((edge) => contains(low.amounts, placeOf(edge)) && contains(high.amounts, placeOf(edge + 1n)))
}

/** Whether a credit that both rules are for is rated by the one at this amount and by the other a minor unit above. */
function passes(rules: readonly Competitor[], low: Competitor, high: Competitor, lowMinor: bigint): boolean {
  if (!canMeet(low.rule.when, high.rule.when)) return false
  const common = meeting(low.rule.when, high.rule.when)
  const first = (amountMinor: bigint) =>
    rules.find(
      ({ rule, amounts }) =>
        rule.role === low.rule.role &&
        contains(amounts, placeOf(amountMinor)) &&
        common.some((when) => includes(rule.when, when)),
    )
  return first(lowMinor) === low && first(lowMinor + 1n) === high
}

/** Where the limit was written: at the end of the lower rule, else at the beginning of the upper one. */
function edgePath(subject: Parameters<Check>[0], below: Rule, above: Rule, lowMinor: bigint): string {
  const [lower, upper] = [below.when.dealAmount, above.when.dealAmount]
  if (lower?.atMost === lowMinor) return pathOf(subject, below, 'when.dealAmount.atMost')
  if (lower?.below === lowMinor + 1n) return pathOf(subject, below, 'when.dealAmount.below')
  return pathOf(
    subject,
    above,
    upper?.above === lowMinor ? 'when.dealAmount.above' : 'when.dealAmount.atLeast',
  )
}
