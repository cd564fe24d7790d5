import { plain } from './words.ts'

const NAMES: Record<string, string> = {
  commission_expense: 'Commission expense',
  pending: 'Pending',
  payable: 'Payable',
  held: 'On hold',
  in_transit: 'In payout',
  cash: 'Cash',
  receivable: 'Owed back by partners',
}

/** A ledger account as the balances call it; one that this page does not know keeps its own name. */
export const ledgerAccount = (account: string): string => NAMES[account] ?? plain(account)
