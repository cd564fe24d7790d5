import type { TrialBalance } from '../../../../../shared/contract/finance-api.ts'
import { formatMoney, isZero } from '../../format/money.ts'
import { ledgerAccount } from '../../format/ledger-account.ts'
import { CheckIcon, CrossIcon } from '../../parts/icons.tsx'
import { Money } from '../../parts/Money.tsx'
import { Side } from './Side.tsx'

/** The accounts of one currency, and the sums that prove them. */
export function TrialBalanceTable({
  rows,
  total,
}: {
  rows: TrialBalance['rows']
  total: TrialBalance['totals'][number]
}) {
  const { currency } = total
  return (
    <section className="section" aria-labelledby={`trial-${currency}`}>
      <div className="section-head">
        <h2 id={`trial-${currency}`}>{currency}</h2>
        <Verdict total={total} />
      </div>
      <div
        className="table-scroll panel"
        tabIndex={0}
        role="region"
        aria-label={`Trial balance in ${currency}`}
      >
        <table className="trial">
          <thead>
            <tr>
              <th scope="col">Code</th>
              <th scope="col">Account</th>
              <th scope="col" className="numeric">
                Opening
              </th>
              <th scope="col" className="numeric">
                Debits
              </th>
              <th scope="col" className="numeric">
                Credits
              </th>
              <th scope="col" className="numeric">
                Closing
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.account}>
                <td>
                  <span className="num">{row.code}</span>
                </td>
                <th scope="row">
                  {row.name}
                  <span className="under">{ledgerAccount(row.account)}</span>
                </th>
                <td className="numeric">
                  <Side money={row.opening} />
                </td>
                <td className="numeric">
                  <Money money={row.debits} quiet />
                </td>
                <td className="numeric">
                  <Money money={row.credits} quiet />
                </td>
                <td className="numeric">
                  <Side money={row.closing} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <th scope="row">Total</th>
              <td />
              <td className="numeric">
                <Money money={total.debits} />
              </td>
              <td className="numeric">
                <Money money={total.credits} />
              </td>
              <td className="numeric">
                <Side money={total.closing} />
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  )
}

/** In words: a column of figures alone does not say that it is right. */
function Verdict({ total }: { total: TrialBalance['totals'][number] }) {
  const balances = isZero(total.closing) && total.debits.amount === total.credits.amount
  return balances ? (
    <p className="verdict good">
      <CheckIcon /> Balances: debits equal credits, and the accounts close at zero
    </p>
  ) : (
    <p className="verdict bad" role="alert">
      <CrossIcon /> Does not balance: it is off by {formatMoney(total.closing)}. Verify the ledger below.
    </p>
  )
}
