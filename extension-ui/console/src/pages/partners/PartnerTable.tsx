import { Link } from 'react-router'
import type { Balances, PartnerRow } from '../../../../../shared/contract/console-api.ts'
import { PARTNER_STATUS, PARTNER_TYPE, tierName } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { MoneyLines } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'

const COLUMNS: Column<PartnerRow>[] = [
  {
    header: 'Partner',
    names: true,
    cell: (row) => (
      <>
        <Link to={`/partners/${row.id}`}>{row.name}</Link>
        {row.domains.length > 0 && <span className="under">{row.domains.join(', ')}</span>}
      </>
    ),
  },
  {
    header: 'Type and tier',
    cell: (row) => (
      <>
        {PARTNER_TYPE[row.type]}
        <span className="under">{tierName(row.tier)}</span>
      </>
    ),
  },
  { header: 'Status', cell: (row) => <Status {...PARTNER_STATUS[row.status]} /> },
  {
    header: 'Deals',
    numeric: true,
    cell: (row) => <span className="num">{row.dealCount.toLocaleString()}</span>,
  },
]

const balance = (
  header: string,
  name: Exclude<keyof Balances, 'currency'>,
  secondary = false,
): Column<PartnerRow> => ({
  header,
  numeric: true,
  secondary,
  cell: (row) => <MoneyLines amounts={row.balances.map((balances) => balances[name])} />,
})

const MONEY_COLUMNS = [
  balance('Pending', 'pending'),
  balance('Payable', 'payable'),
  balance('On hold', 'held', true),
  balance('In payout', 'inTransit', true),
  balance('Paid', 'paid'),
]

export function PartnerTable({ rows }: { rows: readonly PartnerRow[] }) {
  const money = usePermission('viewMoney')
  return (
    <DataTable
      label="Partners"
      columns={money.allowed ? [...COLUMNS, ...MONEY_COLUMNS] : COLUMNS}
      rows={rows}
      rowKey={(row) => row.id}
    />
  )
}
