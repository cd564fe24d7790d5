import { Link } from 'react-router'
import type { BatchRow } from '../../../../../shared/contract/console-api.ts'
import { BATCH_STATUS } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

const COLUMNS: Column<BatchRow>[] = [
  {
    header: 'Batch',
    names: true,
    cell: (row) => <Link to={`/payouts/batches/${row.id}`}>Batch {row.number}</Link>,
  },
  { header: 'Status', cell: (row) => <Status {...BATCH_STATUS[row.status]} /> },
  {
    header: 'Made by',
    cell: (row) => (
      <>
        {row.createdBy}
        <span className="under">
          <When at={row.createdAt} />
        </span>
      </>
    ),
  },
  {
    header: 'Approved by',
    cell: (row) =>
      row.approvedBy && row.approvedAt ? (
        <>
          {row.approvedBy}
          <span className="under">
            <When at={row.approvedAt} />
          </span>
        </>
      ) : (
        <span className="muted">–</span>
      ),
  },
  {
    header: 'Payments',
    numeric: true,
    cell: (row) => <span className="num">{row.itemCount.toLocaleString()}</span>,
  },
  { header: 'Total', numeric: true, cell: (row) => <Money money={row.total} /> },
]

export function BatchTable({ rows }: { rows: readonly BatchRow[] }) {
  return <DataTable label="Payout batches" columns={COLUMNS} rows={rows} rowKey={(row) => row.id} />
}
