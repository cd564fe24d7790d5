import type { LintFinding } from '../../contract/plan-api.ts'
import { multiplyRounded } from '../../money/rounding.ts'
import { isOverride } from '../conditions.ts'
import { warning } from './finding.ts'
import { wouldPay } from './probe.ts'
import { type Check, exampleDeal, pathOf, shown, written } from './subject.ts'

/** Recurring rates that nothing ends. */
export const ratesWithoutTerm: Check = (subject) =>
  subject.plan.rules.flatMap((rule): LintFinding[] => {
    const { plan } = subject
    const { rate } = rule
    if (rate.kind !== 'recurring' || rate.months !== null) return []
    const [percent] = rate.perYear
    if (!percent) return []
    const monthly = exampleDeal(subject).amountMinor
    const each = multiplyRounded(monthly, percent.fraction)
    return [
      warning('no_term', {
        path: pathOf(subject, rule, 'rate.months'),
        about: [rule.id, ...rate.perYear.map((year) => year.percent)],
        message: `Nothing ends the ${percent.percent} % of every payment.`,
        why:
          `A customer that pays ${shown(plan, monthly)} a month costs ${shown(plan, each)} a month for ever: ` +
          `${shown(plan, each * 36n)} after three years, ${shown(plan, each * 120n)} after ten.`,
        fix: 'Write for how many months it is paid, such as `"months": 36`, or say that it has no end.',
      }),
    ]
  })

/** Overrides that do not say whose decision they are. */
export const overridesWithoutAuthor: Check = (subject) =>
  subject.plan.rules.flatMap((rule): LintFinding[] => {
    const { plan } = subject
    if (!isOverride(rule.when) || rule.author !== null) return []
    const { partners = [], deals = [] } = rule.when
    const example = exampleDeal(subject).amountMinor
    const whom = [counted(partners.length, 'named partner'), counted(deals.length, 'named deal')].filter(
      Boolean,
    )
    return [
      warning('override_without_author', {
        path: pathOf(subject, rule, 'author'),
        about: [rule.id, ...partners, ...deals, JSON.stringify(written(subject, rule).rate)],
        message: `Rule "${rule.id}" is an exception for ${whom.join(' and ')} and does not say who decided on it.`,
        why: `It outranks every other rule and pays ${shown(plan, wouldPay(plan, rule, example))} on a deal of ${shown(plan, example)}.`,
        fix: 'Name in `author` who decided on it.',
      }),
    ]
  })

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`
}
