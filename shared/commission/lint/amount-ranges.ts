import type { LintFinding } from '../../contract/plan-api.ts'
import type { Plan, Rule } from '../plan.ts'
import { amountAbove, amountBelow, type Interval, merged, placeOf, within } from './amount-interval.ts'
import { error, warning } from './finding.ts'
import type { LintContext } from './lint-context.ts'
import { matcher, wouldPay } from './probe.ts'
import { type Competitor, competing, includes } from './rule-scope.ts'
import { type Check, pathOf, type Subject, shown } from './subject.ts'
import { witnessesOf } from './witness.ts'

/** Deal amounts between the ranges of rules for the same credits that none of them takes. */
export const gapsInAmounts: Check = (subject) => {
  const { plan, context } = subject
  const converts = context.dealCurrencies.some((currency) => currency !== plan.currency)
  return amountGaps(plan, context).flatMap((gap): LintFinding[] => {
    const { below, above } = gap
    const first = amountAbove(gap.from)
    const last = gap.to === null ? null : amountBelow(gap.to)
    const matter = { path: rangePath(subject, below), about: [below.id, above?.id ?? null, gap.from, gap.to] }
    const lost = shown(plan, wouldPay(plan, below, first))
    const [from, to] = [shown(plan, first), shown(plan, last ?? first)]
    if (last === null || !above) {
      return [
        warning('amount_gap', {
          ...matter,
          message: `No rule takes a deal of ${from} or more that rule "${below.id}" would take if it were smaller.`,
          why: `A deal of ${from} earns nothing; by rule "${below.id}" it would earn ${lost}.`,
          fix: `Add a rule for larger deals, leave the range of "${below.id}" open, or say that they earn nothing.`,
        }),
      ]
    }
    if (first > last) {
      if (!converts) return []
      return [
        warning('amount_gap', {
          ...matter,
          message: `Rule "${below.id}" ends at ${to} and rule "${above.id}" begins at ${from}; a converted amount can lie between.`,
          why: `A deal in another currency that converts to between ${to} and ${from} earns nothing, where rule "${below.id}" would pay about ${lost}.`,
          fix: `Let "${above.id}" begin \`above\` where "${below.id}" ends \`atMost\`, or \`atLeast\` where it ends \`below\`.`,
        }),
      ]
    }
    if (first === last) {
      const other = shown(plan, wouldPay(plan, above, first))
      return [
        error('amount_gap', {
          ...matter,
          message: `A deal of exactly ${from} is matched neither by rule "${below.id}" nor by rule "${above.id}".`,
          why: `It earns nothing, where rule "${below.id}" would pay ${lost} and rule "${above.id}" ${other}.`,
          fix: `Let one of them have the limit: \`atMost\` in "${below.id}" or \`atLeast\` in "${above.id}".`,
        }),
      ]
    }
    return [
      warning('amount_gap', {
        ...matter,
        message: `Deals from ${from} to ${to} fall between rule "${below.id}" and rule "${above.id}".`,
        why: `A deal of ${from} earns nothing, where rule "${below.id}" would pay ${lost}.`,
        fix: `Let "${below.id}" end where "${above.id}" begins, or say that these deals earn nothing.`,
      }),
    ]
  })
}

/** Deal amounts that two rules for the same credits both take, neither being an exception within the other. */
export const overlapsInAmounts: Check = (subject) =>
  amountOverlaps(subject.plan).map(({ first, second, from, to }): LintFinding => {
    const { plan } = subject
    const amount = amountAbove(from)
    const amounts =
      from === to
        ? `exactly ${shown(plan, amount)}`
        : `${shown(plan, amount)} to ${shown(plan, amountBelow(to))}`
    const [pays, never] = [wouldPay(plan, first, amount), wouldPay(plan, second, amount)]
    return warning('amount_overlap', {
      path: rangePath(subject, second),
      about: [first.id, second.id, from, to, pays, never],
      message: `A deal of ${amounts} is matched by rule "${first.id}" and by rule "${second.id}".`,
      why:
        `The first of them wins: a deal of ${shown(plan, amount)} pays ${shown(plan, pays)} by "${first.id}", ` +
        `never the ${shown(plan, never)} of "${second.id}".`,
      fix:
        from === to
          ? `Let only one of them have the limit: \`below\` or \`above\` instead of \`atMost\` or \`atLeast\` in the other.`
          : `Let "${second.id}" begin where "${first.id}" ends, or say that the order is meant.`,
    })
  })

export interface AmountGap {
  /** The rule that ends right below the gap. */
  below: Rule
  /** The rule that begins right above it; null when nothing does. */
  above: Rule | null
  /** Places, as in `Interval`. */
  from: bigint
  to: bigint | null
}

/** Gaps at whose lowest amount the engine finds no rule for some credit that `below` takes right below it. */
export function amountGaps(plan: Plan, context: Pick<LintContext, 'programme'>): AmountGap[] {
  const rules = competing(plan)
  const ruleAt = matcher(plan)
  const found = new Map<string, AmountGap>()
  for (const { rule: scope } of differentScopes(rules)) {
    const same = rules.filter(({ rule }) => rule.role === scope.role && includes(rule.when, scope.when))
    const blocks = merged(same.map(({ amounts }) => amounts))
    const ending = new Map(same.toReversed().map(({ rule, amounts }) => [amounts.to, rule]))
    const beginning = new Map(same.toReversed().map(({ rule, amounts }) => [amounts.from, rule]))
    for (const [index, { to: end }] of blocks.entries()) {
      const below = ending.get(end)
      if (end === null || end < 0n || !below) continue
      const next = blocks[index + 1]?.from ?? null
      const above = next === null ? null : (beginning.get(next) ?? null)
      const gap = { from: end + 1n, to: next === null ? null : next - 1n }
      const key = [below.id, above?.id, gap.from, gap.to].join(' ')
      if (found.has(key)) continue
      // A whole amount where there is one: it is what people look at.
      const place = gap.to === null || gap.from < gap.to ? placeOf(amountAbove(gap.from)) : gap.from
      const open = witnessesOf(plan, scope, context).some((witness) => ruleAt(witness, place) === null)
      if (open) found.set(key, { below, above, ...gap })
    }
  }
  return [...found.values()]
}

/** One rule for each set of conditions besides the amount. */
function differentScopes(rules: readonly Competitor[]): Competitor[] {
  const scopes = new Map<string, Competitor>()
  for (const competitor of rules) {
    const { dealAmount: _, ...when } = competitor.rule.when
    const key = JSON.stringify([competitor.rule.role, Object.entries(when).toSorted()])
    if (!scopes.has(key)) scopes.set(key, competitor)
  }
  return [...scopes.values()]
}

export interface AmountOverlap {
  /** The one that wins. */
  first: Rule
  second: Rule
  /** Places, as in `Interval`. */
  from: bigint
  to: bigint
}

/** Pairs of rules for the same credits whose ranges share amounts, neither lying within the other. */
export function amountOverlaps(plan: Plan): AmountOverlap[] {
  const rules = competing(plan)
  return rules.flatMap(({ rule: first, amounts: a }, index) =>
    rules.slice(index + 1).flatMap(({ rule: second, amounts: b }): AmountOverlap[] => {
      const common = first.role === second.role ? within(a, b) : null
      // What two have in common without an end lies within one of them, all of it.
      if (!common || common.from === null || common.to === null) return []
      const { from, to } = common
      if (same(common, a) || same(common, b)) return []
      if (!includes(first.when, second.when) || !includes(second.when, first.when)) return []
      // What only a converted amount could meet is no matter for anybody.
      return from === to && from % 2n !== 0n ? [] : [{ first, second, from, to }]
    }),
  )
}

function rangePath(subject: Subject, rule: Rule): string {
  return pathOf(subject, rule, 'when.dealAmount')
}

function same(a: Interval, b: Interval): boolean {
  return a.from === b.from && a.to === b.to
}
