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
  const gets = `${subject(rule)} ${describeRate(rule, currency)}${occasion(rule, currency)}`
  return `${capitalised([gets, ...bounds].join(', '))}.${author === null ? '' : ` Decided by ${author}.`}`
}

/** Who a rule is for, with the verb: "gold referral partners get", "the named partner gets". */
function subject({ role, when }: Rule): string {
  const programme = when.programmes ? ` of ${either(when.programmes)}` : ''
  const words = [
    role === 'influenced' ? 'influencing' : undefined,
    when.tiers && either(when.tiers),
    when.partnerTypes && either(when.partnerTypes.map((type) => type.replaceAll('_', ' '))),
  ].filter((word) => word !== undefined)
  if (when.partners) {
    const kind = words.length === 0 ? '' : `${words.join(' ')} `
    return when.partners.length === 1
      ? `the named ${kind}partner${programme} gets`
      : `the ${when.partners.length} named ${kind}partners${programme} get`
  }
  return `${words.length === 0 ? 'sourcing' : words.join(' ')} partners${programme} get`
}

/** On which deals, ready to follow what partners get. */
function occasion({ when, basis }: Rule, currency: CurrencyCode): string {
  const days = when.closedWithinDaysOfRegistration
  return `${deals(when, basis, currency)}${
    days === undefined
      ? ''
      : ` when the deal closes within ${days} ${days === 1 ? 'day' : 'days'} of registration`
  }`
}

function deals(when: When, basis: Rule['basis'], currency: CurrencyCode): string {
  const { deals: named, dealTypes, regions, products, dealAmount } = when
  // The line items that count are those of the products already.
  const withProducts = products && basis !== 'lineItems' ? ` with ${either(products)}` : ''
  if (!named && !dealTypes && !regions && !withProducts && !dealAmount) return ''
  const types = dealTypes ? `${either(dealTypes)} ` : ''
  const which = named
    ? named.length === 1
      ? `the named ${types}deal`
      : `the ${named.length} named ${types}deals`
    : `${types}deals`
  const where = regions ? ` in ${either(regions)}` : ''
  const size = dealAmount ? ` of ${rangeText(dealAmount, currency)}` : ''
  return ` on ${which}${where}${size}${withProducts}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
