import { displayMoney } from '../money/format.ts'
import { parseMoney } from '../money/parse-decimal.ts'
import type { FailedCondition } from './conditions.ts'

const UNKNOWN = 'unknown'

const FAILURES: Record<FailedCondition['condition'], (failed: FailedCondition, currency: string) => string> =
  {
    role: ({ wanted, found }) => `It is for ${wanted} partners; this one is ${found}.`,
    partners: () => 'It is for another partner.',
    deals: () => 'It is for another deal.',
    partnerTypes: ({ wanted, found }) => `It is for ${words(wanted)} partners; this one is ${words(found)}.`,
    programmes: ({ wanted, found }) =>
      found === UNKNOWN
        ? `It is for partners of ${wanted}; the programme of this one is unknown.`
        : `It is for partners of ${wanted}; this one is of ${found}.`,
    tiers: ({ wanted, found }) => `It is for tier ${wanted}; this partner is ${found}.`,
    dealTypes: ({ wanted, found }) => `It is for ${wanted} deals; the type of this one is ${found}.`,
    regions: ({ wanted, found }) => `It is for deals in ${wanted}; the region of this one is ${found}.`,
    products: ({ wanted, found }) => `It is for deals with ${wanted}; ${products(found)}.`,
    dealAmount: ({ wanted, found }, currency) =>
      `It is for deals of ${wanted}; this one is ${amount(found, currency)}.`,
    closedWithinDaysOfRegistration: ({ wanted, found }) =>
      `It is for deals that close within ${wanted} days of registration; ${days(found)}.`,
  }

/** Why a rule does not apply, as a sentence. */
export function failureText(failed: FailedCondition, currency: string): string {
  return FAILURES[failed.condition](failed, currency)
}

function products(found: string): string {
  if (found === UNKNOWN) return 'the products of this one are unknown'
  return found === 'none' ? 'this one has no line items' : `this one has ${found}`
}

function days(found: string): string {
  if (found === UNKNOWN) return 'this one has no registration'
  if (found.startsWith('-')) return 'this one was registered after it closed'
  return found === '1' ? 'this one took 1 day' : `this one took ${found} days`
}

/** Explanations of before kept the amount in words. */
function amount(found: string, currency: string): string {
  return /^-?\d+(\.\d+)?$/.test(found) ? displayMoney(parseMoney(found, currency, { signed: true })) : found
}

function words(text: string): string {
  return text.replaceAll('_', ' ')
}
