import { Button } from '@mantine/core'
import type { JobHealth } from '../../../../../shared/contract/console-api.ts'
import { useJobs } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { count } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { When } from '../../parts/When.tsx'

type ParkedJob = JobHealth['parked'][number]

const COLUMNS: Column<ParkedJob>[] = [
  {
    header: 'Work',
    names: true,
    cell: (job) => (
      <>
        {job.text}
        <span className="under">
          <code>{job.topic}</code>
        </span>
      </>
    ),
  },
  { header: 'What went wrong', cell: (job) => <span className="problem-text">{job.problem}</span> },
  {
    header: 'Given up',
    cell: (job) => (
      <>
        <When at={job.parkedAt} />
        <span className="under">after {count(job.attempts, 'try', 'tries')}</span>
      </>
    ),
  },
  { header: <span className="sr-only">Action</span>, cell: (job) => <TryAgain job={job} /> },
]

/** Work that was given up after several tries waits here until somebody has removed the cause. */
export function JobsSection() {
  const jobs = useJobs()
  return (
    <section className="section" aria-labelledby="jobs">
      <div className="section-head">
        <div>
          <h2 id="jobs">Background work</h2>
          {jobs.data && <Waiting jobs={jobs.data} />}
        </div>
      </div>
      <Loaded query={jobs} what="the background work" rows={2}>
        {(data) =>
          data.parked.length === 0 ? (
            <EmptyState title="Nothing is stuck">
              Work that fails is tried again by itself. What still fails then is parked here with the reason.
            </EmptyState>
          ) : (
            <DataTable label="Parked work" columns={COLUMNS} rows={data.parked} rowKey={(job) => job.id} />
          )
        }
      </Loaded>
    </section>
  )
}

function Waiting({ jobs }: { jobs: JobHealth }) {
  if (jobs.waiting === 0) return <p className="muted">Nothing is waiting.</p>
  return (
    <p className="muted">
      {count(jobs.waiting, 'job')} waiting
      {jobs.oldestWaitingAt && (
        <>
          , the oldest since <When at={jobs.oldestWaitingAt} />
        </>
      )}
      .
    </p>
  )
}

function TryAgain({ job }: { job: ParkedJob }) {
  const redrive = useAction<object>({
    path: `/jobs/${encodeURIComponent(job.id)}/redrive`,
    changes: ['jobs', 'connections'],
    success: 'It is tried again now.',
  })
  return (
    <>
      <Button size="xs" variant="default" loading={redrive.pending} onClick={() => redrive.run({})}>
        Try again
      </Button>
      {redrive.problem && <InlineProblem problem={redrive.problem} />}
    </>
  )
}
