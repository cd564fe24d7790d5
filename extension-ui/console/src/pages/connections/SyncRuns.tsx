import { Progress } from '@mantine/core'
import type { SyncRunView } from '../../../../../shared/contract/console-api.ts'
import { formatDuration } from '../../format/dates.ts'
import { recordKind, RUN_KIND, RUN_STATUS } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { progressOf, total } from './sync-progress.ts'

const COLUMNS: Column<SyncRunView>[] = [
  { header: 'Started', cell: (run) => <When at={run.startedAt} /> },
  { header: 'Reads', cell: (run) => RUN_KIND[run.kind] },
  {
    header: 'Result',
    cell: (run) => (
      <>
        <Status {...RUN_STATUS[run.status]} />
        {run.problem && <span className="under problem-text">{run.problem}</span>}
      </>
    ),
  },
  {
    header: 'Took',
    secondary: true,
    cell: (run) =>
      run.finishedAt ? (
        formatDuration(run.startedAt, run.finishedAt)
      ) : (
        <span className="muted">not finished</span>
      ),
  },
  { header: 'Records read', numeric: true, cell: (run) => <Counts counts={run.read} /> },
  { header: 'Rows written', numeric: true, cell: (run) => <Counts counts={run.written} /> },
  { header: 'API calls', numeric: true, cell: (run) => <Counts counts={run.apiCalls} /> },
]

/** The last syncs; a running one as bars that move. */
export function SyncRuns({ runs }: { runs: readonly SyncRunView[] }) {
  if (runs.length === 0) return <p className="muted">No sync has run yet. The first one starts by itself.</p>
  return (
    <div className="runs">
      {runs
        .filter((run) => run.status === 'running')
        .map((run) => (
          <RunningSync key={run.id} run={run} />
        ))}
      <h3>Last syncs</h3>
      <DataTable label="Last syncs" columns={COLUMNS} rows={runs} rowKey={(run) => run.id} />
    </div>
  )
}

function RunningSync({ run }: { run: SyncRunView }) {
  return (
    <div className="running">
      {progressOf(run).map(({ kind, read, expected, percent }) => (
        <div key={kind}>
          <div className="running-label">
            <span>{recordKind(kind)}</span>
            <span className="num">
              {expected === null
                ? `${read.toLocaleString()} read`
                : `${read.toLocaleString()} of ${expected.toLocaleString()}`}
            </span>
          </div>
          <Progress.Root size="md">
            <Progress.Section
              value={percent ?? 100}
              animated={percent === null}
              striped={percent === null}
              aria-label={`${recordKind(kind)} read`}
              {...(percent === null && { 'aria-valuetext': 'how many there are is not known yet' })}
            />
          </Progress.Root>
        </div>
      ))}
    </div>
  )
}

/** The sum, and what it is made of. */
function Counts({ counts }: { counts: Record<string, number> }) {
  const parts = Object.entries(counts).filter(([, amount]) => amount > 0)
  return (
    <>
      <span className="num">{total(counts).toLocaleString()}</span>
      {parts.length > 1 &&
        parts.map(([kind, amount]) => (
          <span key={kind} className="under nowrap">
            {recordKind(kind)} {amount.toLocaleString()}
          </span>
        ))}
    </>
  )
}
