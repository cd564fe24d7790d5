import { Link } from 'react-router'
import { useSimulation } from '../../api/resources.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Figures } from '../simulation/Figures.tsx'

/** What was known of the cost when the version was published. */
export function VersionSimulation({ id }: { id: string }) {
  const simulation = useSimulation(id)
  return (
    <section className="section" aria-labelledby="simulation">
      <div className="section-head">
        <div>
          <h2 id="simulation">Simulated before it was published</h2>
          <p className="muted">“This draft” is this version.</p>
        </div>
        <Link to={`/plans/simulations/${id}`}>By month and by partner</Link>
      </div>
      <Loaded query={simulation} what="its simulation" rows={2}>
        {({ result }) =>
          !result ? (
            <p className="muted">It ended without a result.</p>
          ) : result.deals === 0 ? (
            <p className="muted">No deal of this programme was won in the time that it looked at.</p>
          ) : (
            <Figures result={result} />
          )
        }
      </Loaded>
    </section>
  )
}
