import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { isNegative, isZero } from '../../format/money.ts'
import type { Tone } from '../../format/words.ts'
import { Money } from '../../parts/Money.tsx'

type Part = 'pending' | 'payable' | 'held' | 'inPayout' | 'paid'

const PARTS: { part: Part; label: string; tone: Tone; meaning: string }[] = [
  { part: 'pending', label: 'Pending', tone: 'warning', meaning: 'the customer has not paid yet' },
  { part: 'payable', label: 'Payable', tone: 'success', meaning: 'can go into the next payout' },
  { part: 'held', label: 'Held', tone: 'danger', meaning: 'kept back while a dispute stands' },
  { part: 'inPayout', label: 'In payout', tone: 'info', meaning: 'approved, not confirmed yet' },
  { part: 'paid', label: 'Paid', tone: 'success', meaning: 'confirmed as paid out' },
]

/** The commission, and where its money is. The five parts add up to the amount. */
export function CommissionFigures({ commission }: { commission: CommissionDetail }) {
  return (
    <section className="panel balance-strip commission-figures" aria-label="Where the money is">
      <div>
        <span className="balance-label">Commission</span>
        <span className="balance-amount whole">
          <Money money={commission.amount} />
        </span>
        <span className="under">the sum of the parts beside it</span>
      </div>
      {PARTS.map(({ part, label, tone, meaning }) => {
        const owedBack = part === 'payable' && isNegative(commission.payable)
        return (
          <div key={part}>
            <span className="balance-label">
              <span
                className={`dot dot-${isZero(commission[part]) ? 'off' : owedBack ? 'danger' : tone}`}
                aria-hidden="true"
              />
              {label}
            </span>
            <span className="balance-amount">
              <Money money={commission[part]} quiet />
            </span>
            <span className="under">
              {owedBack ? 'owed back: nets against what is earned next' : meaning}
            </span>
          </div>
        )
      })}
    </section>
  )
}
