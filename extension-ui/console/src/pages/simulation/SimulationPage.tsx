import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { SimulationView } from '../../../../../shared/contract/plan-api.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { download } from '../../api/request.ts'
import { useSimulation } from '../../api/resources.ts'
import { SIMULATION_STATUS } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { Cliffs } from './Cliffs.tsx'
import { Figures } from './Figures.tsx'
import { MonthChart } from './MonthChart.tsx'
import { NotRated } from './NotRated.tsx'
import { PartnerOutcomes } from './PartnerOutcomes.tsx'
import { Running } from './Running.tsx'
import { TierMoves } from './TierMoves.tsx'

export function SimulationPage() {
  const { simulationId = '' } = useParams()
  const simulation = useSimulation(simulationId)
  const { data } = simulation
  return (
    <Page
      title={data ? `Simulation for ${data.programme.name}` : 'Simulation'}
      crumbs={[
        { to: '/plans', label: 'Plans' },
        ...(data?.draftId ? [{ to: `/plans/drafts/${data.draftId}`, label: 'Draft' }] : []),
      ]}
      lead={
        data && (
          <span className="row">
            <Status {...SIMULATION_STATUS[data.status]} />
            <span>
              Asked for by {data.requestedBy}, <When at={data.requestedAt} />
            </span>
          </span>
        )
      }
      action={data?.result && data.result.deals > 0 && <SaveCsv simulation={data} />}
    >
      <Loaded query={simulation} what="this simulation" rows={6}>
        {(view) => <Simulation simulation={view} />}
      </Loaded>
    </Page>
  )
}

function Simulation({ simulation }: { simulation: SimulationView }) {
  const { status, result, problem, draftId, outdated } = simulation
  const toDraft = draftId && (
    <Button component={Link} to={`/plans/drafts/${draftId}`} variant="default">
      Open the draft
    </Button>
  )
  if (status === 'waiting' || status === 'running') return <Running simulation={simulation} />
  if (status === 'cancelled')
    return (
      <EmptyState title="Cancelled before it was done" action={toDraft}>
        Nothing was kept of it. Start another one from the draft.
      </EmptyState>
    )
  if (status === 'failed' || !result)
    return (
      <EmptyState title="This simulation could not be finished" action={toDraft}>
        {problem ?? 'It ended without a result. Start another one from the draft.'}
      </EmptyState>
    )
  return (
    <>
      {outdated && (
        <p className="note outdated" role="status">
          <strong>Outdated:</strong> the draft has changed since. Its last changes are not in these figures.{' '}
          {draftId && <Link to={`/plans/drafts/${draftId}`}>Simulate again from the draft</Link>}
        </p>
      )}
      {result.deals === 0 ? (
        <EmptyState title="No closed deals in this time" action={toDraft}>
          No deal with a partner of this programme was won in these months. Go further back, or wait for the
          first one.
        </EmptyState>
      ) : (
        <>
          <Figures result={result} />
          <MonthChart result={result} />
          <PartnerOutcomes partners={result.partners} />
          <Cliffs result={result} />
          <TierMoves moves={result.tierMoves} />
        </>
      )}
      <NotRated groups={result.notRated} />
    </>
  )
}

function SaveCsv({ simulation }: { simulation: SimulationView }) {
  const save = useMutation<void, ApiProblem>({
    mutationFn: () =>
      download(
        `/simulations/${encodeURIComponent(simulation.id)}/simulation.csv`,
        `simulation-${simulation.requestedAt.slice(0, 10)}.csv`,
      ),
  })
  return (
    <>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Download CSV
      </Button>
      {save.error && <InlineProblem problem={save.error} />}
    </>
  )
}
