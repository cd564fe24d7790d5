import type { CurrencyCode } from '../money/money.ts'
import { LEDGER_ACCOUNTS, type LedgerAccount } from './posting.ts'

/** What a partner has been paid too much is shown apart from what partners are owed. */
export const TRIAL_ACCOUNTS = [...LEDGER_ACCOUNTS, 'receivable'] as const
export type TrialAccount = (typeof TRIAL_ACCOUNTS)[number]

/** What one account did in a period. Debits are above zero; for `payable`, one per partner. Minor units. */
export interface AccountSums {
  account: LedgerAccount
  partnerId: string | null
  currency: CurrencyCode
  openingMinor: bigint
  /** Both zero or above. */
  debitsMinor: bigint
  creditsMinor: bigint
}

export interface TrialRow {
  account: TrialAccount
  currency: CurrencyCode
  openingMinor: bigint
  debitsMinor: bigint
  creditsMinor: bigint
  /** Opening plus debits less credits. */
  closingMinor: bigint
}

export interface TrialTotal {
  currency: CurrencyCode
  debitsMinor: bigint
  creditsMinor: bigint
  /** Zero in a ledger that balances. */
  closingMinor: bigint
}

/**
 * One row per account and currency, and one total per currency, by currency and then account. A partner whose payable is
 * below zero is in `receivable` instead, with what moves a balance from one to the other as a debit or credit there: so
 * each row adds up by itself and debits still equal credits.
 */
export function trialBalance(sums: readonly AccountSums[]): { rows: TrialRow[]; totals: TrialTotal[] } {
  const byCurrency = Map.groupBy(sums.flatMap(split), ({ currency }) => currency)
  const currencies = [...byCurrency.keys()].sort()
  const rows = currencies.flatMap((currency) => {
    const own = Map.groupBy(byCurrency.get(currency) ?? [], ({ account }) => account)
    return TRIAL_ACCOUNTS.flatMap((account) => {
      const parts = own.get(account)?.filter(isAnything) ?? []
      return parts.length === 0 ? [] : [added(account, currency, parts)]
    })
  })
  const totals = currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const { debitsMinor, creditsMinor, closingMinor } = added('cash', currency, own)
    return { currency, debitsMinor, creditsMinor, closingMinor }
  })
  return { rows, totals }
}

type Part = Omit<TrialRow, 'closingMinor'>

function split({ account, currency, ...sums }: AccountSums): Part[] {
  const { openingMinor, debitsMinor, creditsMinor } = sums
  if (account !== 'payable') return [{ account, currency, openingMinor, debitsMinor, creditsMinor }]
  const closing = openingMinor + debitsMinor - creditsMinor
  const owedBack = atLeastZero(openingMinor)
  const moved = atLeastZero(closing) - owedBack
  const [debits, credits] = [atLeastZero(moved), atLeastZero(-moved)]
  return [
    {
      account,
      currency,
      openingMinor: openingMinor - owedBack,
      debitsMinor: debitsMinor - debits,
      creditsMinor: creditsMinor - credits,
    },
    { account: 'receivable', currency, openingMinor: owedBack, debitsMinor: debits, creditsMinor: credits },
  ]
}

const atLeastZero = (minor: bigint): bigint => (minor > 0n ? minor : 0n)

const isAnything = (part: Part): boolean =>
  part.openingMinor !== 0n || part.debitsMinor !== 0n || part.creditsMinor !== 0n

function added(account: TrialAccount, currency: CurrencyCode, parts: readonly Part[]): TrialRow {
  const sum = (of: (part: Part) => bigint) => parts.reduce((total, part) => total + of(part), 0n)
  const openingMinor = sum((part) => part.openingMinor)
  const debitsMinor = sum((part) => part.debitsMinor)
  const creditsMinor = sum((part) => part.creditsMinor)
  const closingMinor = openingMinor + debitsMinor - creditsMinor
  return { account, currency, openingMinor, debitsMinor, creditsMinor, closingMinor }
}
