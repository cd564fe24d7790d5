import { plain } from './words.ts'

const NAMES: Record<string, string> = {
  commission_expense: 'Commission expense',
  pending: 'Pending',
  payable: 'Payable',
  held: 'On hold',
  in_transit: 'In payout',
  paid: 'Paid',
  cash: 'Cash',
  receivable: 'Owed by the partner',
  tax_withheld: 'Tax withheld',
}

/** "partner:payable" as the balances call it; an account that this page does not know keeps its own name. */
export function ledgerAccount(account: string): string {
  const name = account.slice(account.lastIndexOf(':') + 1)
  return NAMES[name] ?? plain(account)
}
