import { Link } from 'react-router'
import type { DealRow } from '../../../../../shared/contract/console-api.ts'
import { CREDIT_ROLE, OUTCOME } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money, MoneyLines } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'
import { CalendarDate } from '../../parts/When.tsx'

const DEAL: Column<DealRow> = {
  header: 'Deal',
  names: true,
  cell: (row) => (
    <>
      <CrmLink href={row.crmUrl}>{row.name}</CrmLink>
      <span className="under">{row.account ?? 'No account'}</span>
    </>
  ),
}

const OUTCOME_COLUMN: Column<DealRow> = {
  header: 'Outcome',
  cell: (row) => (
    <>
      <Status {...OUTCOME[row.outcome]} />
      {row.stage && <span className="under">{row.stage}</span>}
    </>
  ),
}

const CLOSES: Column<DealRow> = {
  header: 'Close date',
  secondary: true,
  cell: (row) => (row.closeDate ? <CalendarDate date={row.closeDate} /> : <span className="muted">–</span>),
}

const AMOUNT: Column<DealRow> = {
  header: 'Amount',
  numeric: true,
  cell: (row) =>
    row.amount ? (
      <Money money={row.amount} />
    ) : (
      <span className="muted">{row.amountNote ?? 'No amount yet'}</span>
    ),
}

const CREDITS: Column<DealRow> = {
  header: 'Credit',
  cell: (row) =>
    row.credits.length === 0 ? (
      <span className="muted">No partner</span>
    ) : (
      <ul className="credits">
        {row.credits.map((credit) => (
          <li key={`${credit.partnerId} ${credit.role}`}>
            <Link to={`/partners/${credit.partnerId}`}>{credit.partnerName}</Link> ·{' '}
            {CREDIT_ROLE[credit.role]}
            <span className="under">
              <Status {...credit.status} />
            </span>
          </li>
        ))}
      </ul>
    ),
}

const COMMISSION: Column<DealRow> = {
  header: 'Commission',
  numeric: true,
  cell: (row) => <MoneyLines amounts={row.commission} />,
}

export function DealTable({ rows, label = 'Deals' }: { rows: readonly DealRow[]; label?: string }) {
  const money = usePermission('viewMoney')
  const columns = [DEAL, OUTCOME_COLUMN, CLOSES, AMOUNT, CREDITS, ...(money.allowed ? [COMMISSION] : [])]
  return <DataTable label={label} columns={columns} rows={rows} rowKey={(row) => row.id} />
}
