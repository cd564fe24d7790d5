import type { LedgerAccount, Posting } from './posting.ts'

/**
 * Balances for people. Partner accounts are turned round: above zero is owed to the partner, below zero is owed by the
 * partner. `accrued` and `paid` are what commission has cost and what left the bank, both above zero.
 */
export interface Balances {
  accrued: bigint
  pending: bigint
  payable: bigint
  held: bigint
  inTransit: bigint
  paid: bigint
}

export const NOTHING: Readonly<Balances> = {
  accrued: 0n,
  pending: 0n,
  payable: 0n,
  held: 0n,
  inTransit: 0n,
  paid: 0n,
}

const COLUMN: Record<LedgerAccount, { name: keyof Balances; sign: 1n | -1n }> = {
  commission_expense: { name: 'accrued', sign: 1n },
  pending: { name: 'pending', sign: -1n },
  payable: { name: 'payable', sign: -1n },
  held: { name: 'held', sign: -1n },
  in_transit: { name: 'inTransit', sign: -1n },
  cash: { name: 'paid', sign: -1n },
}

/** Sums postings of one currency. Throws RangeError when they are of several. */
export function foldBalances(
  postings: readonly Pick<Posting, 'account' | 'currency' | 'amountMinor'>[],
): Balances {
  const balances: Balances = { ...NOTHING }
  for (const { account, currency, amountMinor } of postings) {
    if (currency !== postings[0]?.currency)
      throw new RangeError('Balances are summed one currency at a time.')
    const { name, sign } = COLUMN[account]
    balances[name] += sign * amountMinor
  }
  return balances
}
