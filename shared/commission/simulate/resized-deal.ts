import { divideRounded, multiplyRounded, type Rational } from '../../money/rounding.ts'
import { type Money, money } from '../../money/money.ts'
import { type BasisName, countedLineItems } from '../bases.ts'
import { netOf } from '../collected.ts'
import { conversion } from '../exchange.ts'
import type { Collection, CommissionInput } from '../input.ts'
import type { Rule } from '../plan.ts'

/** What a rate of the rule is applied to, in minor units of the plan's currency; null when the deal does not say. */
export function basisOf(input: CommissionInput, rule: Rule, basis: BasisName): bigint | null {
  const factor = toPlanCurrency(input)
  const found = basisInDeal(input, rule, basis)
  return factor && found !== null ? multiplyRounded(found, factor) : null
}

function basisInDeal({ deal, collections }: CommissionInput, rule: Rule, basis: BasisName): bigint | null {
  switch (basis) {
    case 'dealAmount':
    case 'firstYearAcv':
    case 'grossMargin':
      return deal[basis === 'dealAmount' ? 'amount' : basis]?.amountMinor ?? null
    case 'lineItems':
      return sum(countedLineItems(deal, counted(rule))?.map(({ amount }) => amount.amountMinor))
    case 'collected':
      return collections === null ? (deal.amount?.amountMinor ?? null) : sum(collections.map(netOf))
  }
}

/**
 * The same deal in the plan's currency with everything in proportion larger or smaller, so that this basis is exactly `toMinor`.
 * Only to ask what another size would have earned.
 */
export function resizedDeal(
  input: CommissionInput,
  rule: Rule,
  basis: BasisName,
  sizes: { fromMinor: bigint; toMinor: bigint },
): CommissionInput {
  const { deal, plan, collections } = input
  const factor = toPlanCurrency(input) ?? { numerator: 1n, denominator: 1n }
  const numerator = factor.numerator * sizes.toMinor
  const denominator = factor.denominator * sizes.fromMinor
  const size = (minor: bigint) => divideRounded(minor * numerator, denominator)
  const resized = (amount: Money | null) => amount && money(size(amount.amountMinor), plan.currency)
  const next: CommissionInput = {
    ...input,
    deal: {
      ...deal,
      currency: plan.currency,
      amount: resized(deal.amount),
      firstYearAcv: resized(deal.firstYearAcv),
      grossMargin: resized(deal.grossMargin),
      lineItems:
        deal.lineItems?.map(({ product, amount }) => ({
          product,
          amount: money(size(amount.amountMinor), plan.currency),
        })) ?? null,
    },
    collections: collections?.map((collection) => resizedCollection(collection, size)) ?? null,
  }
  return nudged(next, rule, basis, sizes.toMinor - (basisOf(next, rule, basis) ?? 0n))
}

/** Rounding each part may leave the whole some minor units away from the size that was asked for. */
function nudged(input: CommissionInput, rule: Rule, basis: BasisName, byMinor: bigint): CommissionInput {
  if (byMinor === 0n) return input
  const { deal, collections } = input
  const more = (amount: Money | null) => amount && money(amount.amountMinor + byMinor, amount.currency)
  switch (basis) {
    case 'dealAmount':
      return { ...input, deal: { ...deal, amount: more(deal.amount) } }
    case 'firstYearAcv':
    case 'grossMargin':
      return { ...input, deal: { ...deal, [basis]: more(deal[basis]) } }
    case 'lineItems': {
      const [first] = countedLineItems(deal, counted(rule)) ?? []
      const lineItems = deal.lineItems?.map((item) =>
        item === first
          ? { ...item, amount: money(item.amount.amountMinor + byMinor, item.amount.currency) }
          : item,
      )
      return { ...input, deal: { ...deal, lineItems: lineItems ?? null } }
    }
    case 'collected': {
      if (collections === null) return { ...input, deal: { ...deal, amount: more(deal.amount) } }
      const [first, ...others] = collections
      if (!first) return input
      return { ...input, collections: [{ ...first, amountMinor: first.amountMinor + byMinor }, ...others] }
    }
  }
}

function resizedCollection(collection: Collection, size: (minor: bigint) => bigint): Collection {
  return {
    ...collection,
    amountMinor: size(collection.amountMinor),
    taxMinor: size(collection.taxMinor),
    shippingMinor: size(collection.shippingMinor),
    discountMinor: size(collection.discountMinor),
  }
}

/** Undefined when there is no rate. */
function toPlanCurrency({ deal, plan, fx }: CommissionInput): Rational | undefined {
  if (deal.currency === null || deal.currency === plan.currency) return { numerator: 1n, denominator: 1n }
  return conversion(fx, deal.currency, plan.currency, deal.closeDate)?.factor
}

const counted = (rule: Rule): ReadonlySet<string> | null =>
  rule.when.products ? new Set(rule.when.products) : null

function sum(amounts: readonly bigint[] | undefined): bigint | null {
  return amounts ? amounts.reduce((total, amount) => total + amount, 0n) : null
}
