import { TRIAL_ACCOUNTS, type TrialAccount } from './trial-balance.ts'

/** What an account of ours is called in the books of the company. */
export interface AccountCode {
  account: TrialAccount
  code: string
  name: string
}

/** Until somebody says what their own chart of accounts calls them. */
const USUAL: Record<TrialAccount, Omit<AccountCode, 'account'>> = {
  commission_expense: { code: '6100', name: 'Partner commission expense' },
  pending: { code: '2110', name: 'Partner commission accrued, customer has not paid' },
  payable: { code: '2120', name: 'Partner commission payable' },
  held: { code: '2130', name: 'Partner commission held' },
  in_transit: { code: '2140', name: 'Partner payouts in transit' },
  cash: { code: '1010', name: 'Bank' },
  receivable: { code: '1150', name: 'Partner receivables' },
}

/** Every account with its code, in the order of the trial balance; what was not mapped has its usual one. */
export function accountCodes(mapped: readonly AccountCode[]): AccountCode[] {
  return TRIAL_ACCOUNTS.map(
    (account) => mapped.find((one) => one.account === account) ?? { account, ...USUAL[account] },
  )
}
