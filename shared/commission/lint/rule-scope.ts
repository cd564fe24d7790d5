import { isOverride, type When } from '../conditions.ts'
import { PARTNER_TYPES } from '../../partner/partner.ts'
import type { Plan, Rule } from '../plan.ts'
import { type Interval, intervalOf, within } from './amount-interval.ts'

const LISTS = ['partnerTypes', 'programmes', 'tiers', 'dealTypes', 'regions', 'partners', 'deals'] as const
/** What a deal alone decides; the rest is about the partner. */
const OF_THE_DEAL = ['dealTypes', 'regions', 'deals'] as const

/** A rule with the places of the amounts that it takes; those that take none are left out. */
export interface Competitor {
  rule: Rule
  amounts: Interval
}

/** Rules that compete for a credit, in the order in which they are tried: overrides first. */
export function competing(plan: Plan): Competitor[] {
  const rules = plan.rules.filter((rule) => !rule.stack)
  const ranked = [
    ...rules.filter(({ when }) => isOverride(when)),
    ...rules.filter(({ when }) => !isOverride(when)),
  ]
  return ranked.flatMap((rule) => {
    const amounts = intervalOf(rule.when.dealAmount)
    return amounts ? [{ rule, amounts }] : []
  })
}

/** Whether every credit that meets the conditions of `inner` meets those of `outer`, leaving the deal's amount aside. */
export function includes(outer: When, inner: When): boolean {
  // Plain loops: rules are compared each with each.
  for (const key of LISTS) {
    const wanted = outer[key]
    if (
      wanted !== undefined &&
      !allIn(wanted, inner[key] ?? (key === 'partnerTypes' ? PARTNER_TYPES : undefined))
    )
      return false
  }
  if (outer.products !== undefined && !allIn(outer.products, inner.products)) return false
  const [most, days] = [outer.closedWithinDaysOfRegistration, inner.closedWithinDaysOfRegistration]
  return most === undefined || (days !== undefined && days <= most)
}

/** Whether some credit can meet the conditions of both, leaving the deal's amount aside. */
export function canMeet(a: When, b: When): boolean {
  for (const key of LISTS) if (!overlap(a[key], b[key])) return false
  return true
}

/**
 * The conditions of two rules that can meet as those of one, without the deal's amount. A deal can have products of both lists
 * at once, which one list cannot say: there is an answer for each of them, and what includes either includes the meeting.
 */
export function meeting(a: When, b: When): When[] {
  const both: Record<string, readonly string[] | number | undefined> = {}
  for (const key of LISTS) {
    const [one, other]: (readonly string[] | undefined)[] = [a[key], b[key]]
    both[key] = one && other ? one.filter((value) => other.includes(value)) : (one ?? other)
  }
  const days = [a, b].flatMap(({ closedWithinDaysOfRegistration: most }) => most ?? [])
  if (days.length > 0) both.closedWithinDaysOfRegistration = Math.min(...days)
  return [a.products, b.products].map((products) => ({ ...both, products }))
}

/** Whether some deal can meet the conditions of both that are about the deal. */
export function canShareDeal(a: When, b: When): boolean {
  for (const key of OF_THE_DEAL) if (!overlap(a[key], b[key])) return false
  const [first, second] = [intervalOf(a.dealAmount), intervalOf(b.dealAmount)]
  return first !== null && second !== null && within(first, second) !== null
}

function allIn(wanted: readonly string[], given: readonly string[] | undefined): boolean {
  return given !== undefined && (given === wanted || given.every((value) => wanted.includes(value)))
}

/** A deal can have products of two lists at once, so that products are never told apart here. */
function overlap(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined || a.some((value) => b.includes(value))
}
