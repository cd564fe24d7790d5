import type { Collection, CommissionDeal } from './input.ts'

/** What counts of a payment or refund, in minor units of the deal's currency. */
export function netOf({ amountMinor, taxMinor, shippingMinor, discountMinor }: Collection): bigint {
  return amountMinor - taxMinor - shippingMinor - discountMinor
}

/** Stands for what an open deal will collect: all of it, on the day that it closes. */
export function assumedCollection(deal: CommissionDeal): Collection {
  return {
    id: 'assumed',
    on: deal.closeDate,
    amountMinor: deal.amount?.amountMinor ?? 0n,
    taxMinor: 0n,
    shippingMinor: 0n,
    discountMinor: 0n,
    refunds: null,
  }
}

/** By day; on one day payments before refunds, so that what is given back was there. */
export function inOrder(collections: readonly Collection[]): Collection[] {
  const isRefund = ({ amountMinor }: Collection) => Number(amountMinor < 0n)
  return [...collections].sort(
    (a, b) => compare(a.on, b.on) || isRefund(a) - isRefund(b) || compare(a.id, b.id),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
