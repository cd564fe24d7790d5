import type { LintFinding } from '../../contract/plan-api.ts'
import { CREDIT_ROLES } from '../../credit/credit.ts'
import { either, isOverride } from '../conditions.ts'
import type { Plan, Rule } from '../plan.ts'
import { covers, merged, within } from './amount-interval.ts'
import type { LintContext } from './lint-context.ts'
import { error, warning } from './finding.ts'
import { wouldPay } from './probe.ts'
import { competing, includes } from './rule-scope.ts'
import { type Check, exampleDeal, pathOf, shown } from './subject.ts'

/** Rules that never rate a credit, because those before them take everything or no partner of the programme can meet them. */
export const unreachableRules: Check = (subject) => {
  const { plan, context } = subject
  const example = exampleDeal(subject).amountMinor
  const shadowed = unreachable(plan).map(({ rule, behind }): LintFinding => {
    const names = few(
      behind.map(({ id }) => `"${id}"`),
      'and',
    )
    const takes = few([...new Set(behind.map((other) => shown(plan, wouldPay(plan, other, example))))], 'or')
    return error('unreachable_rule', {
      path: pathOf(subject, rule),
      about: [rule.id, ...behind.map(({ id }) => id)],
      message: `Rule "${rule.id}" never applies: ${names} ${behind.length === 1 ? 'takes' : 'together take'} everything that it could match.`,
      why: `On a deal of ${shown(plan, example)} it promises ${shown(plan, wouldPay(plan, rule, example))}; what partners get is ${takes}.`,
      fix: `Put "${rule.id}" before ${names}, narrow ${behind.length === 1 ? 'that rule' : 'those rules'}, or take "${rule.id}" out.`,
    })
  })
  const { programme } = context
  if (!programme) return shadowed
  const foreign = plan.rules.filter((rule) => !canRate(rule, programme))
  return [
    ...shadowed,
    ...foreign.map((rule): LintFinding => {
      const typeFits = rule.when.partnerTypes?.includes(programme.partnerType) ?? true
      return warning('unreachable_rule', {
        path: pathOf(subject, rule, typeFits ? 'when.tiers' : 'when.partnerTypes'),
        about: [
          rule.id,
          programme.partnerType,
          ...((typeFits ? rule.when.tiers : rule.when.partnerTypes) ?? []),
        ],
        message: typeFits
          ? `The programme has no tier ${either((rule.when.tiers ?? []).map((tier) => `"${tier}"`))}; it has ${programme.tiers.join(', ')}.`
          : `This rule is for ${either((rule.when.partnerTypes ?? []).map(words))} partners, but the programme is for ${words(programme.partnerType)} partners.`,
        why: `0 partners of the programme can get the ${shown(plan, wouldPay(plan, rule, example))} that this rule pays on a deal of ${shown(plan, example)}.`,
        fix: typeFits
          ? 'Write the tier as the programme writes it, or take the rule out.'
          : "Name the programme's partner type, or move the rule to the plan of the other programme.",
      })
    }),
  ]
}

/** Roles and tiers of the programme that no rule pays. Rules for named partners or deals do not count. */
export const notCovered: Check = (subject) => {
  const { plan, context } = subject
  const { programme } = context
  if (!programme) return []
  const example = exampleDeal(subject).amountMinor
  const deal = `a deal of ${shown(plan, example)}`
  return CREDIT_ROLES.flatMap((role): LintFinding[] => {
    const rules = plan.rules.filter((rule) => rule.role === role && !isOverride(rule.when))
    const reaching = rules.filter((rule) => canRate(rule, programme))
    const [best] = reaching
      .map((rule) => wouldPay(plan, rule, example))
      .toSorted((a, b) => (a === b ? 0 : a > b ? -1 : 1))
    if (best === undefined) {
      return [
        warning('not_covered', {
          path: 'rules',
          about: [role, programme.partnerType],
          message: `No rule pays ${role} credit to ${words(programme.partnerType)} partners.`,
          why: `A partner that is ${role} on ${deal} earns ${shown(plan, 0n)}.`,
          fix: `Add a rule with \`"role": "${role}"\`, or say that it earns nothing.`,
        }),
      ]
    }
    const left = programme.tiers.filter(
      (tier) => !reaching.some(({ when }) => when.tiers?.includes(tier) ?? true),
    )
    return left.map((tier) =>
      warning('not_covered', {
        path: 'rules',
        about: [role, programme.partnerType, tier],
        message: `No rule pays ${role} credit to partners in tier "${tier}".`,
        why: `On ${deal} a "${tier}" partner that is ${role} earns ${shown(plan, 0n)}; other tiers earn up to ${shown(plan, best)}.`,
        fix: `Add "${tier}" to the \`tiers\` of a rule or write one for it, or say that it earns nothing.`,
      }),
    )
  })
}

export interface Unreachable {
  rule: Rule
  /** The rules before it that take everything, one where one is enough. */
  behind: Rule[]
}

/** Rules that compete and can never win. A stacked rule does not compete. */
export function unreachable(plan: Plan): Unreachable[] {
  const rules = competing(plan)
  return rules.flatMap(({ rule, amounts }, index): Unreachable[] => {
    const before = rules
      .slice(0, index)
      .filter((other) => other.rule.role === rule.role && includes(other.rule.when, rule.when))
    const one = before.find((other) => covers(other.amounts, amounts))
    if (one) return [{ rule, behind: [one.rule] }]
    const parts = before.filter((other) => within(other.amounts, amounts) !== null)
    const taken = merged(parts.map((other) => other.amounts))
    return taken.some((block) => covers(block, amounts))
      ? [{ rule, behind: parts.map((other) => other.rule) }]
      : []
  })
}

/** Three of them at most, and how many more. */
function few(all: readonly string[], joint: string): string {
  const said = all.length > 3 ? [...all.slice(0, 3), `${all.length - 3} more`] : all
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} ${joint} ${said.at(-1)}`
}

/** "system_integrator" as sentences write it. */
function words(partnerType: string): string {
  return partnerType.replaceAll('_', ' ')
}

function canRate({ when }: Rule, { partnerType, tiers }: NonNullable<LintContext['programme']>): boolean {
  if (when.partnerTypes && !when.partnerTypes.includes(partnerType)) return false
  return !when.tiers || tiers.length === 0 || when.tiers.some((tier) => tiers.includes(tier))
}
