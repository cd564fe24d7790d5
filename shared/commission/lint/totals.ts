import type { LintFinding } from '../../contract/plan-api.ts'
import { multiplyRounded, type Rational } from '../../money/rounding.ts'
import { plus } from '../exact.ts'
import type { Percent, Plan, Rule } from '../plan.ts'
import { warning } from './finding.ts'
import { canMeet, canShareDeal } from './rule-scope.ts'
import { type Check, fields, pathOf, shown, tenThousand, written } from './subject.ts'

/** Percentages above the whole. */
export const ratesOverWhole: Check = (subject) =>
  subject.plan.rules.flatMap((rule) =>
    percentsOf(rule).flatMap(({ percent, fraction }, index): LintFinding[] => {
      if (fraction.numerator <= fraction.denominator) return []
      const { plan } = subject
      const example = tenThousand(plan.currency).amountMinor
      const path =
        rule.rate.kind === 'percent'
          ? 'rate.percent'
          : rule.rate.kind !== 'recurring'
            ? `rate.bands[${index}].percent`
            : fields(written(subject, rule).rate).percentByYear === undefined
              ? 'rate.percent'
              : `rate.percentByYear[${index}]`
      return [
        warning('rate_over_100', {
          path: pathOf(subject, rule, path),
          about: [rule.id, index, percent],
          message: `A rate of ${percent} % pays more than the amount that it is of.`,
          why: `On ${shown(plan, example)} it pays ${shown(plan, multiplyRounded(example, fraction))}, before any cap.`,
          fix: `Write the percentage as "15" for 15 %; if ${percent} % is meant, say so.`,
        }),
      ]
    }),
  )

/** One deal on which the sourced partner, an influenced one and everything stacked get more than the whole together. */
export const paysOverWhole: Check = (subject) => {
  const { plan } = subject
  const worst = highestTotal(plan)
  if (!worst || worst.total.numerator <= worst.total.denominator) return []
  const example = tenThousand(plan.currency).amountMinor
  const [first] = worst.parts
  if (!first) return []
  const sum = worst.parts.map(({ rule, highest }) => `"${rule.id}" ${highest.percent} %`).join(' + ')
  return [
    warning('pays_over_whole', {
      path: pathOf(subject, first.rule, 'rate'),
      about: worst.parts.flatMap(({ rule, highest }) => [rule.id, highest.percent]),
      message: `One deal can pay more than 100 % of itself: ${sum}.`,
      why: `A deal of ${shown(plan, example)} would pay ${shown(plan, multiplyRounded(example, worst.total))}, before any cap and where each base is the deal's amount.`,
      fix: 'Lower one of the rates, cap it, or keep these rules to different deals.',
    }),
  ]
}

export interface DealTotal {
  total: Rational
  /** The highest first. */
  parts: { rule: Rule; highest: Percent }[]
}

/**
 * The most that rules which can meet on one deal pay together, by their highest percentages; null without any. Of stacked rules
 * that exclude each other the highest are taken first, and once with each of them as the first.
 */
export function highestTotal(plan: Plan): DealTotal | null {
  const rated = plan.rules.flatMap((rule) => {
    const highest = percentsOf(rule).toSorted(highestFirst)[0]
    return highest ? [{ rule, highest }] : []
  })
  const ranked = rated.toSorted((a, b) => highestFirst(a.highest, b.highest))
  const ofRole = (role: string) => ranked.filter(({ rule }) => rule.role === role && !rule.stack)
  const stacked = ranked.filter(({ rule }) => rule.stack)
  const extra = stacked.map(({ highest }) => highest.fraction).reduce(plus, NOTHING)
  let best: DealTotal | null = null
  for (const sourced of [...ofRole('sourced'), null]) {
    for (const influenced of [...ofRole('influenced'), null]) {
      const pair = [sourced, influenced].filter((part) => part !== null)
      const most = pair.map(({ highest }) => highest.fraction).reduce(plus, extra)
      // The pairs that follow are no higher.
      if (best && compare(most, best.total) <= 0) break
      if (sourced && influenced && !canShareDeal(sourced.rule.when, influenced.rule.when)) continue
      const fitting = stacked.filter((next) => pair.every((part) => together(part.rule, next.rule)))
      for (const first of [0, ...fitting.keys()]) {
        const parts = [...pair]
        for (const next of fitting.slice(first))
          if (parts.every((part) => together(part.rule, next.rule))) parts.push(next)
        if (parts.length === 0) continue
        const total = parts.map(({ highest }) => highest.fraction).reduce(plus)
        if (!best || compare(total, best.total) > 0)
          best = { total, parts: parts.toSorted((a, b) => highestFirst(a.highest, b.highest)) }
        // All of them fit together: beginning later leaves some out.
        if (parts.length === pair.length + fitting.length) break
      }
    }
  }
  return best
}

const NOTHING: Rational = { numerator: 0n, denominator: 1n }

/** Two rules on one deal: of one role they must also be for one partner. */
function together(a: Rule, b: Rule): boolean {
  return canShareDeal(a.when, b.when) && (a.role !== b.role || canMeet(a.when, b.when))
}

function percentsOf({ rate }: Rule): readonly Percent[] {
  switch (rate.kind) {
    case 'percent':
      return [rate]
    case 'graduated':
    case 'volume':
      return rate.bands
    case 'recurring':
      return rate.perYear
    case 'flat':
      return []
  }
}

function highestFirst(a: Percent, b: Percent): number {
  return compare(b.fraction, a.fraction)
}

function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}
