import { Link } from 'react-router'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { PLAN_STATUS } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Status } from '../../parts/Status.tsx'
import { CalendarDate, When } from '../../parts/When.tsx'

type VersionRow = PlanList['plans'][number]['versions'][number]

const COLUMNS: Column<VersionRow>[] = [
  {
    header: 'Other versions',
    names: true,
    cell: (row) => <Link to={`/plans/versions/${row.id}`}>Version {row.version}</Link>,
  },
  { header: 'Status', cell: (row) => <Status {...PLAN_STATUS[row.status]} /> },
  {
    header: 'Deals closed',
    cell: (row) => (
      <>
        <CalendarDate date={row.effectiveFrom} /> –{' '}
        {row.effectiveTo ? <CalendarDate date={row.effectiveTo} /> : 'open end'}
      </>
    ),
  },
  {
    header: 'Published by',
    cell: (row) => (
      <>
        {row.publishedBy}
        <span className="under">
          <When at={row.publishedAt} />
        </span>
        {row.reason && <span className="under">{row.reason}</span>}
      </>
    ),
  },
]

export const VersionTable = ({
  versions,
  programmeName,
}: {
  versions: readonly VersionRow[]
  programmeName: string
}) => (
  <DataTable
    label={`Other versions of ${programmeName}`}
    columns={COLUMNS}
    rows={versions}
    rowKey={(row) => row.id}
  />
)
