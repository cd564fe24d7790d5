import type { CurrencyCode } from '../money/money.ts'

export const LEDGER_ACCOUNTS = [
  'commission_expense',
  'pending',
  'payable',
  'held',
  'in_transit',
  'cash',
] as const
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number]

/**
 * One side of a transaction. Debits are above zero and credits below, so a partner account that owes the partner
 * something sums to below zero; `balance.ts` turns the sign for people.
 */
export interface Posting {
  account: LedgerAccount
  partnerId: string | null
  dealId: string | null
  commissionLineId: string | null
  currency: CurrencyCode
  amountMinor: bigint
}

/** Whose money and what for: the same on every posting of one commission line. */
export interface LineRef {
  partnerId: string
  dealId: string
  commissionLineId: string
  currency: CurrencyCode
}

/** What one commission line has in each of the partner's accounts, above zero when owed to the partner. */
export interface LineBalances {
  pending: bigint
  payable: bigint
  held: bigint
}

/** The deal is won: the vendor owes the partner, once the customer pays. */
export function accrue(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'commission_expense', 'pending', amountMinor)
}

/** The customer paid (their share of it): it can be paid out. */
export function earn(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'pending', 'payable', amountMinor)
}

export function hold(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'payable', 'held', amountMinor)
}

export function release(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'held', 'payable', amountMinor)
}

export function payoutApproved(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'payable', 'in_transit', amountMinor)
}

export function payoutConfirmed(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'in_transit', 'cash', amountMinor)
}

/** Never arrived: owed again. */
export function payoutFailed(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'in_transit', 'payable', amountMinor)
}

/** Had been paid and came back: owed again. */
export function payoutReturned(line: LineRef, amountMinor: bigint): Posting[] {
  return move(line, 'cash', 'payable', amountMinor)
}

/**
 * Brings what a line has accrued to a new target, from what it has now. More is pending. Less is taken from what is still
 * pending, then payable, then held; what is left was paid already and becomes a negative payable, which later payouts net.
 */
export function correct(
  line: LineRef,
  balances: LineBalances,
  accruedMinor: bigint,
  targetMinor: bigint,
): Posting[] {
  const delta = targetMinor - accruedMinor
  if (delta >= 0n) return accrue(line, delta)
  const take = taking(-delta)
  const pending = take(balances.pending)
  const payable = take(balances.payable)
  const held = take(balances.held)
  const paid = take.rest()
  return [
    ...move(line, 'pending', 'commission_expense', pending),
    ...move(line, 'payable', 'commission_expense', payable + paid),
    ...move(line, 'held', 'commission_expense', held),
  ]
}

/**
 * The customer took money back: so much of what was released waits again. It is taken from what is payable, then from what
 * is held; what is left was paid already and becomes a negative payable. Throws RangeError below zero.
 */
export function unearn(
  line: LineRef,
  balances: Pick<LineBalances, 'payable' | 'held'>,
  amountMinor: bigint,
): Posting[] {
  if (amountMinor < 0n) throw new RangeError('What is un-earned is not below zero.')
  const take = taking(amountMinor)
  const payable = take(balances.payable)
  const held = take(balances.held)
  const paid = take.rest()
  return [...move(line, 'payable', 'pending', payable + paid), ...move(line, 'held', 'pending', held)]
}

/** Throws `UnbalancedPostings` unless debits equal credits in every currency and no posting is empty. */
export function assertBalanced(postings: readonly Posting[]): void {
  const sums = new Map<CurrencyCode, bigint>()
  for (const { currency, amountMinor, account } of postings) {
    if (amountMinor === 0n) throw new UnbalancedPostings(`A posting on ${account} is empty.`)
    sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor)
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) throw new UnbalancedPostings(`Postings in ${currency} are off by ${sum} minor units.`)
  }
  if (postings.length === 0) throw new UnbalancedPostings('A transaction needs postings.')
}

export class UnbalancedPostings extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnbalancedPostings'
  }
}

/** Debit `from` and credit `to`. Nothing to move gives no postings; a negative amount moves the other way. */
function move(line: LineRef, from: LedgerAccount, to: LedgerAccount, amountMinor: bigint): Posting[] {
  if (amountMinor === 0n) return []
  return [
    { ...line, account: from, amountMinor },
    { ...line, account: to, amountMinor: -amountMinor },
  ]
}

/** Takes an amount from one balance after the other, each as far as it goes; a balance below zero gives nothing. */
function taking(amountMinor: bigint): { (availableMinor: bigint): bigint; rest(): bigint } {
  let left = amountMinor
  const take = (available: bigint) => {
    const taken = available <= 0n ? 0n : available < left ? available : left
    left -= taken
    return taken
  }
  return Object.assign(take, { rest: () => left })
}
