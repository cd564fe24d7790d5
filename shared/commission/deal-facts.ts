import { toMoneyJson } from '../money/format.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import type { Rational } from '../money/rounding.ts'
import { assumedCollection } from './collected.ts'
import type { Facts } from './conditions.ts'
import { type Conversion, conversion } from './exchange.ts'
import { exactText } from './exact.ts'
import type { Collection, CommissionInput } from './input.ts'
import type { WhyStep } from './why.ts'

/** A deal made ready for one plan: its amount in the plan's currency, and what it collected or would. */
export interface DealFacts extends Facts {
  kind: 'known'
  input: CommissionInput
  dealCurrency: CurrencyCode
  /** null when the deal is in the plan's currency. */
  conversion: Conversion | null
  collections: readonly Collection[]
  assumed: boolean
}

export type FactsOutcome =
  | DealFacts
  | { kind: 'no_amount'; missing: 'dealAmount' }
  /** No rate is known on the close date. */
  | { kind: 'needs_rate'; from: CurrencyCode; to: CurrencyCode; on: string }

export function dealFacts(input: CommissionInput): FactsOutcome {
  const { plan, deal } = input
  const { amount } = deal
  if (!amount) return { kind: 'no_amount', missing: 'dealAmount' }
  let found: Conversion | null = null
  if (amount.currency !== plan.currency) {
    found = conversion(input.fx, amount.currency, plan.currency, deal.closeDate) ?? null
    if (!found) return { kind: 'needs_rate', from: amount.currency, to: plan.currency, on: deal.closeDate }
  }
  return {
    kind: 'known',
    input,
    deal,
    dealCurrency: amount.currency,
    conversion: found,
    dealAmount: converted(amount.amountMinor, found),
    timeZone: plan.timeZone,
    currency: plan.currency,
    collections: input.collections ?? [assumedCollection(deal)],
    assumed: input.collections === null,
  }
}

/** An amount of the deal, exact in minor units of the plan's currency. */
export function inPlanCurrency(facts: DealFacts, amountMinor: bigint, steps: WhyStep[] | null): Rational {
  const exact = converted(amountMinor, facts.conversion)
  if (steps) recordConversion(facts, exact, steps)
  return exact
}

export function recordConversion(facts: DealFacts, exact: Rational, steps: WhyStep[]): void {
  if (!facts.conversion) return
  const { rate, inverse } = facts.conversion
  steps.push({
    step: 'fx',
    from: rate.from,
    to: rate.to,
    rate: rate.text,
    on: rate.on,
    inverse,
    exact: exactText(exact),
  })
}

export function dealMoney(facts: DealFacts, amountMinor: bigint) {
  return toMoneyJson({ amountMinor, currency: facts.dealCurrency })
}

/** Throws when amounts of one deal are in two currencies: its parser or mapper has gone wrong. */
export function sameCurrency(facts: DealFacts, amount: Money): bigint {
  if (amount.currency !== facts.dealCurrency)
    throw new Error(
      `deal ${facts.deal.id} is in ${facts.dealCurrency}, but one of its amounts in ${amount.currency}`,
    )
  return amount.amountMinor
}

function converted(amountMinor: bigint, by: Conversion | null): Rational {
  return by
    ? { numerator: amountMinor * by.factor.numerator, denominator: by.factor.denominator }
    : { numerator: amountMinor, denominator: 1n }
}
