import type { CommissionDeal } from './input.ts'

/** What a rate is applied to, in words that follow "of". */
export const BASES = {
  dealAmount: 'the deal amount',
  firstYearAcv: 'first-year ACV',
  lineItems: 'the line items',
  grossMargin: 'gross margin',
  collected: 'what the customer paid',
} as const satisfies Record<string, string>

export type BasisName = keyof typeof BASES
// Object.keys forgets the keys; they are exactly those of BASES.
export const BASIS_NAMES = Object.keys(BASES) as [BasisName, ...BasisName[]]

/** The line items that count: those of the named products, or all. null is not knowing them. */
export function countedLineItems(
  deal: CommissionDeal,
  products: ReadonlySet<string> | null,
): CommissionDeal['lineItems'] {
  if (deal.lineItems === null || products === null) return deal.lineItems
  return deal.lineItems.filter(({ product }) => products.has(product))
}
