import { addMonths } from './calendar.ts'
import { recordAssumed } from './basis-amount.ts'
import { netOf } from './collected.ts'
import { type DealFacts, dealMoney, recordConversion } from './deal-facts.ts'
import { exactText } from './exact.ts'
import type { Collection } from './input.ts'
import type { Rational } from '../money/rounding.ts'
import type { Rate } from './plan.ts'
import type { PreparedRule } from './prepare-plan.ts'
import type { WhyStep } from './why.ts'

type Recurring = Extract<Rate, { kind: 'recurring' }>

/** Each payment at the rate of its plan year, each refund at that of its payment; exact in the plan's currency, not rounded. */
export function recurringAmount(
  facts: DealFacts,
  rate: Recurring,
  { rates: { numerators, denominator } }: PreparedRule,
  steps: WhyStep[] | null,
): Rational {
  const { collections, deal } = facts
  if (steps) recordAssumed(facts, steps)
  let sum = 0n
  for (const collection of collections) {
    const year = planYear(deal.closeDate, ratedOn(collection, collections), rate.months)
    const index = year === null ? null : rate.perYear.length === 1 ? 0 : year - 1
    const net = netOf(collection)
    const part = index === null ? 0n : net * (numerators[index] ?? 0n)
    sum += part
    steps?.push({
      step: 'recurring',
      collection: collection.id,
      on: collection.on,
      refunds: collection.refunds,
      year,
      percent: index === null ? null : (rate.perYear[index]?.percent ?? null),
      net: dealMoney(facts, net),
      exact: exactText({ numerator: part, denominator }),
    })
  }
  if (steps && collections.length !== 1)
    steps.push({ step: 'sum', exact: exactText({ numerator: sum, denominator }) })
  if (!facts.conversion) return { numerator: sum, denominator }
  const { factor } = facts.conversion
  const exact = { numerator: sum * factor.numerator, denominator: denominator * factor.denominator }
  if (steps) recordConversion(facts, exact, steps)
  return exact
}

/**
 * 1 from the close date to the day before its anniversary, and so on; null before the close and from the same calendar day
 * `months` later on. A payment in advance of the close is not drawn into the first year: customers who pay by the month would then
 * pay one period more than the term has. Where it was the first one, the close date is wrong, and correcting it counts it.
 */
export function planYear(closeDate: string, on: string, months: number | null): number | null {
  if (on < closeDate) return null
  if (months !== null && on >= addMonths(closeDate, months)) return null
  const years = Number(on.slice(0, 4)) - Number(closeDate.slice(0, 4))
  return on >= addMonths(closeDate, years * 12) ? years + 1 : years
}

/** A refund takes back what its payment earned, whenever it is made. */
function ratedOn(collection: Collection, all: readonly Collection[]): string {
  if (collection.refunds === null) return collection.on
  return all.find(({ id }) => id === collection.refunds)?.on ?? collection.on
}
