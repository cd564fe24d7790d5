import { displayMoney } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import { either, rangeText, type When } from './conditions.ts'
import { describeRate } from './describe-rate.ts'
import type { Plan, Rule } from './plan.ts'

/** A rule as a sentence for people: "Gold referral partners get 15 % of first-year ACV, at most $10,000.00." */
export function describeRule(rule: Rule, { currency }: Pick<Plan, 'currency'>): string {
  const shown = (amountMinor: bigint) => displayMoney({ amountMinor, currency })
  const { floorMinor, capMinor, periodCap, stack, author } = rule
  const bounds = [
    floorMinor === null ? [] : `at least ${shown(floorMinor)}`,
    capMinor === null ? [] : `at most ${shown(capMinor)}`,
    periodCap === null
      ? []
      : `at most ${shown(periodCap.amountMinor)} a ${periodCap.period} for each partner`,
    stack ? 'on top of any other rule' : [],
  ].flat()
  const gets = `${subject(rule)} get ${describeRate(rule, currency)}`
  const sentence = [`${gets}${occasion(rule.when, currency)}`, ...bounds].join(', ')
  return `${capitalised(sentence)}.${author === null ? '' : ` Decided by ${author}.`}`
}

/** "gold referral partners", "influencing partners": who a rule is for. */
function subject({ role, when }: Rule): string {
  const words = [
    when.tiers && either(when.tiers),
    role === 'influenced' ? 'influencing' : undefined,
    when.partnerTypes && either(when.partnerTypes.map((type) => type.replaceAll('_', ' '))),
  ].filter((word) => word !== undefined)
  const plain = words.length === 0 ? 'sourcing partners' : `${words.join(' ')} partners`
  if (when.partners) {
    const named =
      when.partners.length === 1 ? 'the named partner' : `the ${when.partners.length} named partners`
    return `${named}, ${role === 'sourced' ? 'when sourcing' : 'when influencing'},`.replace(/,$/, '')
  }
  return when.programmes ? `${plain} of ${either(when.programmes)}` : plain
}

/** On which deals, ready to follow what partners get. */
function occasion(when: When, currency: CurrencyCode): string {
  const parts = [
    when.deals &&
      ` on ${when.deals.length === 1 ? 'the named deal' : `the ${when.deals.length} named deals`}`,
    when.dealTypes && ` on ${either(when.dealTypes)} deals`,
    when.regions && ` in ${either(when.regions)}`,
    when.products && ` on deals with ${either(when.products)}`,
    when.dealAmount && ` on deals of ${rangeText(when.dealAmount, currency)}`,
    when.closedWithinDaysOfRegistration !== undefined &&
      ` when the deal closes within ${when.closedWithinDaysOfRegistration} days of registration`,
  ]
  return parts.filter((part) => typeof part === 'string').join(',')
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
