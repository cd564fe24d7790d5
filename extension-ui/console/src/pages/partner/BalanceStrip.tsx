import type { Balances } from '../../../../../shared/contract/console-api.ts'
import { isZero } from '../../format/money.ts'
import type { Tone } from '../../format/words.ts'
import { Money } from '../../parts/Money.tsx'

type Part = Exclude<keyof Balances, 'currency'>

const PARTS: { part: Part; label: string; tone: Tone; meaning: string }[] = [
  { part: 'pending', label: 'Pending', tone: 'warning', meaning: 'won, the customer has not paid yet' },
  { part: 'payable', label: 'Payable', tone: 'success', meaning: 'can go into the next payout' },
  { part: 'held', label: 'On hold', tone: 'danger', meaning: 'kept back until a question is settled' },
  { part: 'inTransit', label: 'In payout', tone: 'info', meaning: 'approved, not confirmed yet' },
  { part: 'paid', label: 'Paid', tone: 'success', meaning: 'confirmed as paid out' },
]

/** What we owe and have paid, one strip per currency. A light is on where there is money. */
export function BalanceStrip({
  balances,
  payoutCurrency,
}: {
  balances: readonly Balances[]
  payoutCurrency: string
}) {
  if (balances.length === 0) {
    return (
      <p className="panel pad muted">
        No commission yet. It appears here in {payoutCurrency} when a deal with credit for this partner is
        won.
      </p>
    )
  }
  return (
    <>
      {balances.map((balance) => (
        <section
          key={balance.currency}
          className="panel balance-strip"
          aria-label={`Balances in ${balance.currency}`}
        >
          {PARTS.map(({ part, label, tone, meaning }) => (
            <div key={part}>
              <span className="balance-label">
                <span className={`dot dot-${isZero(balance[part]) ? 'off' : tone}`} aria-hidden="true" />
                {label}
              </span>
              <span className="balance-amount">
                <Money money={balance[part]} quiet />
              </span>
              <span className="under">{meaning}</span>
            </div>
          ))}
        </section>
      ))}
    </>
  )
}
