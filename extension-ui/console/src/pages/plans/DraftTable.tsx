import { Link } from 'react-router'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { count, DRAFT_STATUS } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

type DraftRow = PlanList['plans'][number]['drafts'][number]

const COLUMNS: Column<DraftRow>[] = [
  { header: 'Draft', names: true, cell: (row) => <Link to={`/plans/drafts/${row.id}`}>{row.name}</Link> },
  { header: 'Status', cell: (row) => <Status {...DRAFT_STATUS[row.status]} /> },
  {
    header: 'Findings',
    cell: (row) =>
      row.errors + row.warnings === 0 ? (
        <span className="muted">None open</span>
      ) : (
        <span className="tags">
          {row.errors > 0 && <span className="tag fail">{count(row.errors, 'error')}</span>}
          {row.warnings > 0 && <span className="tag warn">{count(row.warnings, 'warning')}</span>}
        </span>
      ),
  },
  {
    header: 'Last changed by',
    cell: (row) => (
      <>
        {row.updatedBy.name}
        <span className="under">
          <When at={row.updatedAt} />
        </span>
      </>
    ),
  },
]

export const DraftTable = ({
  drafts,
  programmeName,
}: {
  drafts: readonly DraftRow[]
  programmeName: string
}) => (
  <DataTable
    label={`Open drafts of ${programmeName}`}
    columns={COLUMNS}
    rows={drafts}
    rowKey={(row) => row.id}
  />
)
