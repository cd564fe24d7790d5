import { calendarDate } from '../calendar-date.ts'
import type { DealType } from '../crm/deal.ts'
import { displayMoney } from '../money/format.ts'
import type { CurrencyCode } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import type { PartnerType } from '../partner/partner.ts'
import { daysBetween } from './calendar.ts'
import type { CommissionCredit, CommissionDeal } from './input.ts'
import { inMinor } from './exact.ts'

/** When a rule applies; every key is optional and all of them must hold. */
export interface When {
  partnerTypes?: readonly PartnerType[] | undefined
  programmes?: readonly string[] | undefined
  tiers?: readonly string[] | undefined
  dealTypes?: readonly DealType[] | undefined
  regions?: readonly string[] | undefined
  /** At least one line item is of one of these. */
  products?: readonly string[] | undefined
  dealAmount?: AmountRange | undefined
  /** Whole days from the registration's calendar date, in the plan's time zone, to the close. */
  closedWithinDaysOfRegistration?: number | undefined
  partners?: readonly string[] | undefined
  deals?: readonly string[] | undefined
}

export const WHEN_KEYS = [
  'partners',
  'deals',
  'partnerTypes',
  'programmes',
  'tiers',
  'dealTypes',
  'regions',
  'products',
  'dealAmount',
  'closedWithinDaysOfRegistration',
] as const satisfies readonly (keyof When)[]

/** Minor units of the plan's currency. */
export interface AmountRange {
  atLeast?: bigint | undefined
  above?: bigint | undefined
  atMost?: bigint | undefined
  below?: bigint | undefined
}
export const RANGE_KEYS = [
  'atLeast',
  'above',
  'atMost',
  'below',
] as const satisfies readonly (keyof AmountRange)[]

/**
 * Why a rule did not match: which condition, what it asked for and what it met. `found` is "unknown" where that is the reason, and
 * decimal text in the plan's currency for an amount.
 */
export interface FailedCondition {
  condition: keyof When | 'role'
  wanted: string
  found: string
}

/** What conditions look at. */
export interface Facts {
  deal: CommissionDeal
  /** The deal's amount in minor units of the plan's currency. */
  dealAmount: Rational
  timeZone: string
  currency: CurrencyCode
}

/** One condition of one rule, made ready once for every deal. */
export interface Condition {
  condition: keyof When
  wanted: string
  holds(facts: Facts, credit: CommissionCredit): boolean
  found(facts: Facts, credit: CommissionCredit): string
}

/** A rule for named partners or deals is an override and outranks every other rule. */
export function isOverride(when: When): boolean {
  return when.partners !== undefined || when.deals !== undefined
}

/** The conditions of a rule in the order in which they are tried. */
export function conditionsOf(when: When, currency: CurrencyCode): Condition[] {
  const conditions: Condition[] = []
  const oneOf = (
    condition: keyof When,
    wanted: readonly string[] | undefined,
    found: (facts: Facts, credit: CommissionCredit) => string | null,
  ) => {
    if (!wanted) return
    const set = new Set(wanted)
    const holds = (facts: Facts, credit: CommissionCredit) => {
      const value = found(facts, credit)
      return value !== null && set.has(value)
    }
    conditions.push({
      condition,
      wanted: either(wanted),
      holds,
      found: (facts, credit) => found(facts, credit) ?? 'unknown',
    })
  }
  oneOf('partners', when.partners, (_facts, { partnerId }) => partnerId)
  oneOf('deals', when.deals, ({ deal }) => deal.id)
  oneOf('partnerTypes', when.partnerTypes, (_facts, { partnerType }) => partnerType)
  oneOf('programmes', when.programmes, (_facts, { programme }) => programme)
  oneOf('tiers', when.tiers, (_facts, { tier }) => tier)
  oneOf('dealTypes', when.dealTypes, ({ deal }) => deal.dealType)
  oneOf('regions', when.regions, ({ deal }) => deal.region)
  if (when.products) conditions.push(productCondition(when.products))
  if (when.dealAmount) conditions.push(amountCondition(when.dealAmount, currency))
  if (when.closedWithinDaysOfRegistration !== undefined)
    conditions.push(daysCondition(when.closedWithinDaysOfRegistration))
  return conditions
}

function productCondition(products: readonly string[]): Condition {
  const set = new Set(products)
  return {
    condition: 'products',
    wanted: either(products),
    holds: ({ deal }) => deal.lineItems?.some(({ product }) => set.has(product)) ?? false,
    found: ({ deal: { lineItems } }) =>
      lineItems === null
        ? 'unknown'
        : lineItems.length === 0
          ? 'none'
          : [...new Set(lineItems.map(({ product }) => product))].join(', '),
  }
}

function amountCondition(range: AmountRange, currency: CurrencyCode): Condition {
  const { atLeast, above, atMost, below } = range
  return {
    condition: 'dealAmount',
    wanted: rangeText(range, currency),
    holds: ({ dealAmount: { numerator, denominator } }) =>
      (atLeast === undefined || numerator >= atLeast * denominator) &&
      (above === undefined || numerator > above * denominator) &&
      (atMost === undefined || numerator <= atMost * denominator) &&
      (below === undefined || numerator < below * denominator),
    found: ({ dealAmount }) => inMinor(dealAmount, currency),
  }
}

function daysCondition(most: number): Condition {
  const days = ({ deal, timeZone }: Facts, { registeredAt }: CommissionCredit) =>
    registeredAt === null ? null : daysBetween(calendarDate(registeredAt, timeZone), deal.closeDate)
  return {
    condition: 'closedWithinDaysOfRegistration',
    wanted: String(most),
    holds: (facts, credit) => {
      const passed = days(facts, credit)
      // A registration after the close has not brought it about.
      return passed !== null && passed >= 0 && passed <= most
    },
    found: (facts, credit) => {
      const passed = days(facts, credit)
      return passed === null ? 'unknown' : String(passed)
    },
  }
}

/** "at least $1,000.00 and less than $5,000.00" */
export function rangeText(range: AmountRange, currency: CurrencyCode): string {
  const words = { atLeast: 'at least', above: 'more than', atMost: 'at most', below: 'less than' } as const
  return RANGE_KEYS.flatMap((key) => {
    const amountMinor = range[key]
    return amountMinor === undefined ? [] : [`${words[key]} ${displayMoney({ amountMinor, currency })}`]
  }).join(' and ')
}

/** "gold", "gold or silver", "gold, silver or bronze" */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
