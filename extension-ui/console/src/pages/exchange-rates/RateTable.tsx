import { Button, Group } from '@mantine/core'
import type { FxRateList } from '../../../../../shared/contract/finance-api.ts'
import { formatCalendarDate } from '../../format/dates.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Status } from '../../parts/Status.tsx'
import { CalendarDate } from '../../parts/When.tsx'

export type Rate = FxRateList['rows'][number]
type OnOpen = (what: 'correct' | 'history', rate: Rate) => void

export function RateTable({
  rows,
  mayCorrect,
  onOpen,
}: {
  rows: readonly Rate[]
  mayCorrect: boolean
  onOpen: OnOpen
}) {
  return (
    <DataTable
      label="Exchange rates"
      columns={columns(mayCorrect, onOpen)}
      rows={rows}
      rowKey={(row) => `${row.from} ${row.to} ${row.on}`}
    />
  )
}

const columns = (mayCorrect: boolean, onOpen: OnOpen): Column<Rate>[] => [
  { header: 'Day', cell: (row) => <CalendarDate date={row.on} /> },
  { header: 'Currencies', names: true, cell: (row) => `${row.from} to ${row.to}` },
  { header: 'Source', secondary: true, cell: (row) => row.source },
  {
    header: 'Rate',
    numeric: true,
    cell: (row) => (
      <>
        <span className="num">{row.takenBack ? <s>{valueOf(row)}</s> : valueOf(row)}</span>
        {row.takenBack && (
          <span className="under">
            <Status tone="warning" text="Taken back" />
          </span>
        )}
        {!row.takenBack && row.revision > 1 && <span className="under">Corrected</span>}
      </>
    ),
  },
  {
    header: <span className="sr-only">Actions</span>,
    numeric: true,
    cell: (row) => (
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`History of ${nameOf(row)}`}
          onClick={() => onOpen('history', row)}
        >
          History
        </Button>
        {mayCorrect && !row.takenBack && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Correct ${nameOf(row)}`}
            onClick={() => onOpen('correct', row)}
          >
            Correct
          </Button>
        )}
      </Group>
    ),
  },
]

const valueOf = ({ from, to, rate }: Rate) => `1 ${from} = ${rate} ${to}`
const nameOf = ({ from, to, on }: Rate) => `${from} to ${to} on ${formatCalendarDate(on)}`
