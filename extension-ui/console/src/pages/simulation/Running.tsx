import { Button, Progress } from '@mantine/core'
import type { SimulationView } from '../../../../../shared/contract/plan-api.ts'
import { useAction } from '../../api/use-action.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'

/** How far it is. The work goes on without this page; the address shows it again. */
export function Running({ simulation }: { simulation: SimulationView }) {
  const cancel = useAction<Record<string, never>>({
    path: `/simulations/${encodeURIComponent(simulation.id)}/cancel`,
    changes: ['simulations'],
    success: 'The simulation is cancelled.',
  })
  const { done, total } = simulation
  const percent = total === null ? null : total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100))
  return (
    <section className="panel pad" aria-labelledby="progress">
      <div className="running-label">
        <h2 id="progress">{simulation.status === 'waiting' ? 'Waiting to start' : 'Rating closed deals'}</h2>
        <span className="num">
          {total === null
            ? `${done.toLocaleString()} deals so far`
            : `${done.toLocaleString()} of ${total.toLocaleString()} deals`}
        </span>
      </div>
      <Progress.Root size="lg">
        <Progress.Section
          value={percent ?? 100}
          aria-label="Deals rated"
          {...(percent === null && { striped: true, animated: true })}
        />
      </Progress.Root>
      <p className="muted">
        You can leave or reload this page: it goes on, and this address shows where it is.
      </p>
      <Button variant="default" size="xs" loading={cancel.pending} onClick={() => cancel.run({})}>
        Cancel
      </Button>
      {cancel.problem && <InlineProblem problem={cancel.problem} />}
    </section>
  )
}
