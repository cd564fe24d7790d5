import { Checkbox } from '@mantine/core'
import { Link } from 'react-router'
import type { PayableList } from '../../../../../shared/contract/console-api.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { CheckIcon, CrossIcon } from '../../parts/icons.tsx'
import { Money } from '../../parts/Money.tsx'

type PayableRow = PayableList['rows'][number]

export function PayableTable({
  rows,
  selectedIds,
  onSelect,
}: {
  rows: readonly PayableRow[]
  selectedIds: ReadonlySet<string>
  onSelect(ids: ReadonlySet<string>): void
}) {
  const ready = rows.filter((row) => row.ready)
  const all = ready.length > 0 && ready.every((row) => selectedIds.has(row.partnerId))
  const toggle = (id: string) => {
    const next = new Set(selectedIds)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }
  const columns: Column<PayableRow>[] = [
    {
      header: (
        <Checkbox
          aria-label="Select all that are ready"
          checked={all}
          indeterminate={!all && selectedIds.size > 0}
          disabled={ready.length === 0}
          onChange={() => onSelect(new Set(all ? [] : ready.map((row) => row.partnerId)))}
        />
      ),
      cell: (row) => (
        <Checkbox
          aria-label={row.ready ? `Select ${row.partnerName}` : `${row.partnerName} cannot be paid yet`}
          checked={selectedIds.has(row.partnerId)}
          disabled={!row.ready}
          onChange={() => toggle(row.partnerId)}
        />
      ),
    },
    {
      header: 'Partner',
      names: true,
      cell: (row) => <Link to={`/partners/${row.partnerId}`}>{row.partnerName}</Link>,
    },
    { header: 'Gates', cell: (row) => <Gates gates={row.gates} /> },
    { header: 'Payable', numeric: true, cell: (row) => <Money money={row.payable} /> },
  ]
  return (
    <DataTable
      label="Payable balances by partner"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.partnerId}
      selected={(row) => selectedIds.has(row.partnerId)}
    />
  )
}

/** All gates, passed ones too: who decides about money wants to see what was checked. */
function Gates({ gates }: { gates: PayableRow['gates'] }) {
  return (
    <ul className="gates">
      {gates.map((gate) => (
        <li key={gate.name} className={gate.passed ? 'passed' : 'failed'}>
          {gate.passed ? <CheckIcon /> : <CrossIcon />}
          <span>
            <span className="sr-only">{gate.passed ? 'Passed: ' : 'Not passed: '}</span>
            <strong>{gate.name}</strong> <span className="gate-text">{gate.text}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
