import type { ReactNode } from 'react'
import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { isNegative, isZero } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import { Money } from '../../parts/Money.tsx'
import { CalendarDate } from '../../parts/When.tsx'

/** The answer in three amounts: what these deals cost, what they would have cost, and the difference. */
export function Figures({ result }: { result: SimulationResult }) {
  const { costNow, costThen, delta } = result
  return (
    <div className="panel figures">
      <Figure label="Cost with the terms that applied">
        {costNow ? <Money money={costNow} /> : <span className="muted">Nothing to compare with</span>}
      </Figure>
      <Figure label="Cost with this draft">
        <Money money={costThen} />
      </Figure>
      <Figure label="Difference">
        {delta ? (
          <>
            <span className="sr-only">{isNegative(delta) ? 'Less: ' : 'More: '}</span>
            {!isNegative(delta) && !isZero(delta) && <span aria-hidden="true">+</span>}
            <span className="delta">
              <Money money={delta} />
            </span>
          </>
        ) : (
          <span className="muted">Not known</span>
        )}
      </Figure>
      <Figure label="Tried on">
        <span className="figure-small">
          {count(result.deals, 'deal')} of <Money money={result.dealAmount} />
          <span className="under">
            closed <CalendarDate date={result.from} /> – <CalendarDate date={result.to} />
          </span>
        </span>
      </Figure>
    </div>
  )
}

const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <span className="balance-label">{label}</span>
    <span className="figure">{children}</span>
  </div>
)
