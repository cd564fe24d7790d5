import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { count } from '../../format/words.ts'

/** What could not be rated, and why: the figures above are without it. */
export function NotRated({ groups }: { groups: SimulationResult['notRated'] }) {
  if (groups.length === 0) return null
  return (
    <section className="section" aria-labelledby="not-rated">
      <div className="section-head">
        <div>
          <h2 id="not-rated">Not rated</h2>
          <p className="muted">These deals are in none of the figures above.</p>
        </div>
      </div>
      <ul className="answers">
        {groups.map((group) => (
          <li key={group.reason} className="panel pad">
            <p>
              <strong>{count(group.deals, 'deal')}</strong>: {group.reason}
            </p>
            {group.examples.length > 0 && (
              <p className="muted small">
                For example {group.examples.join(', ')}
                {group.deals > group.examples.length && ' …'}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
