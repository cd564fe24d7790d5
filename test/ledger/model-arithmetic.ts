import type { ModelCredit, ModelDeal, Sums } from './model-facts.ts'

/** Received less tax, discount and what was given back of all three. */
export function collected({ payments }: ModelDeal): bigint {
  return payments.reduce((sum, { amount, tax, discount, told, silent }) => {
    const back = told.amount + silent
    const taxLeft = tax - told.tax
    const taxBack =
      told.tax + (taxLeft > 0n && amount > told.amount ? half(taxLeft * silent, amount - told.amount) : 0n)
    return sum + (amount - back) - (tax - taxBack) - (discount - half(discount * back, amount))
  }, 0n)
}

export function taken<A extends 'pending' | 'payable' | 'held'>(
  sums: Sums,
  order: readonly A[],
  amount: bigint,
): Record<A | 'payable', bigint> {
  let left = amount
  const result: Partial<Record<A | 'payable', bigint>> = {}
  for (const account of order) {
    const there = sums[account] > 0n ? sums[account] : 0n
    const part = there < left ? there : left
    result[account] = part
    left -= part
  }
  // What nothing is left for makes the payable balance negative.
  result.payable = (result.payable ?? 0n) + left
  return result as Record<A | 'payable', bigint>
}

/** Parts of a total by shares: whole ones first, then a unit each to the largest remainders, the first of equals first. */
export function largestRemainder(total: bigint, credits: readonly ModelCredit[]): Map<ModelCredit, bigint> {
  const all = credits.reduce((sum, { shareBps }) => sum + shareBps, 0n)
  const parts = credits.map((credit) => ({
    credit,
    whole: (total * credit.shareBps) / all,
    rest: (total * credit.shareBps) % all,
  }))
  let left = total - parts.reduce((sum, { whole }) => sum + whole, 0n)
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    part.whole += 1n
    left -= 1n
  }
  return new Map(parts.map(({ credit, whole }) => [credit, whole]))
}

/** Half away from zero; the denominator is above zero. */
export function half(numerator: bigint, denominator: bigint): bigint {
  const up = numerator < 0n ? -denominator : denominator
  return (2n * numerator + up) / (2n * denominator)
}
