import type { MoneyJson } from '../../../../shared/contract/money-json.ts'
import { ledgerAccount } from '../format/ledger-account.ts'
import { Money } from './Money.tsx'

/** What an entry moved, under the plain names of the accounts. */
export function Postings({ postings }: { postings: readonly { account: string; amount: MoneyJson }[] }) {
  return (
    <dl className="postings">
      {postings.map((posting, index) => (
        <div key={index}>
          <dt>{ledgerAccount(posting.account)}</dt>
          <dd>
            <Money money={posting.amount} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
