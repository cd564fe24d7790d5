import { divideRounded } from '../money/rounding.ts'

/** The parts of a payment that earn nothing. Minor units; in refunds below zero, as the amount is. */
export interface PaymentParts {
  taxMinor: bigint
  shippingMinor: bigint
  discountMinor: bigint
}

interface Entry extends PaymentParts {
  id: string
  /** The payment that this entry gives back; null for a payment. */
  refunds: string | null
  externalId: string
  paidOn: string
  amountMinor: bigint
  partsStated: boolean
}

/**
 * What each entry earns nothing on. A refund that does not say how much of it is tax and shipping gives back the same share of
 * them as of the payment, and every refund does so with the discount. Cumulative over a payment's refunds by date and name,
 * whatever the order in which they came: when all is refunded, all parts are given back, to the cent.
 */
export function partsOf(entries: readonly Entry[]): Map<string, PaymentParts> {
  const parts = new Map(
    entries.map(({ id, taxMinor, shippingMinor, discountMinor }) => [
      id,
      { taxMinor, shippingMinor, discountMinor },
    ]),
  )
  const refundsOf = Map.groupBy(
    entries.filter(({ refunds }) => refunds !== null),
    ({ refunds }) => refunds,
  )
  for (const payment of entries) {
    const refunds = refundsOf.get(payment.id)?.toSorted(byDateAndName) ?? []
    const silent = refunds.filter(({ partsStated }) => !partsStated)
    const telling = refunds.filter(({ partsStated }) => partsStated)
    give(payment, 'taxMinor', silent, telling, parts)
    give(payment, 'shippingMinor', silent, telling, parts)
    give(payment, 'discountMinor', refunds, [], parts)
  }
  return parts
}

/** Gives `silent` refunds their share of what the `telling` ones left of a part. */
function give(
  payment: Entry,
  part: keyof PaymentParts,
  silent: readonly Entry[],
  telling: readonly Entry[],
  parts: ReadonlyMap<string, PaymentParts>,
): void {
  // Refunds are below zero.
  const leftOfPart = telling.reduce((left, refund) => left + refund[part], payment[part])
  const leftOfAmount = telling.reduce((left, refund) => left + refund.amountMinor, payment.amountMinor)
  if (leftOfPart <= 0n || leftOfAmount <= 0n) return
  let amount = 0n
  let given = 0n
  for (const refund of silent) {
    amount += refund.amountMinor
    const target = divideRounded(leftOfPart * amount, leftOfAmount)
    const own = parts.get(refund.id)
    if (own) own[part] = target - given
    given = target
  }
}

function byDateAndName(a: Entry, b: Entry): number {
  if (a.paidOn !== b.paidOn) return a.paidOn < b.paidOn ? -1 : 1
  return a.externalId < b.externalId ? -1 : a.externalId > b.externalId ? 1 : 0
}
