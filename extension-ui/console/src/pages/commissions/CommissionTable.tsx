import { Link } from 'react-router'
import type { CommissionList } from '../../../../../shared/contract/finance-api.ts'
import { isZero } from '../../format/money.ts'
import { CREDIT_ROLE } from '../../format/words.ts'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { commissionTone } from './commission-tone.ts'

type CommissionRow = CommissionList['rows'][number]

const money = (
  header: string,
  pick: (row: CommissionRow) => CommissionRow['amount'],
): Column<CommissionRow> => ({
  header,
  numeric: true,
  cell: (row) => <Money money={pick(row)} quiet />,
})

const COLUMNS: Column<CommissionRow>[] = [
  {
    header: 'Commission',
    names: true,
    cell: (row) => (
      <>
        <Link to={`/commissions/${row.id}`}>{row.partnerName}</Link>
        <span className="under">
          <CrmLink href={row.dealUrl}>{row.dealName}</CrmLink>
        </span>
      </>
    ),
  },
  {
    header: 'Status',
    cell: (row) => (
      <>
        <Status tone={commissionTone(row)} text={row.status} />
        <span className="under">
          {CREDIT_ROLE[row.role]}, <When at={row.accruedAt} dayOnly />
        </span>
      </>
    ),
  },
  {
    header: 'Amount',
    numeric: true,
    cell: (row) => (
      <strong>
        <Money money={row.amount} />
      </strong>
    ),
  },
  money('Pending', (row) => row.pending),
  money('Payable', (row) => row.payable),
  money('Held', (row) => row.held),
  {
    header: 'Paid',
    numeric: true,
    cell: (row) => (
      <>
        <Money money={row.paid} quiet />
        {!isZero(row.inPayout) && (
          <span className="under">
            in payout <Money money={row.inPayout} />
          </span>
        )}
      </>
    ),
  },
]

export function CommissionTable({ rows }: { rows: readonly CommissionRow[] }) {
  return <DataTable label="Commissions" columns={COLUMNS} rows={rows} rowKey={(row) => row.id} />
}
