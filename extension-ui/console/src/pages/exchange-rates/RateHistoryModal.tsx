import { Modal } from '@mantine/core'
import type { FxRateDetail } from '../../../../../shared/contract/finance-api.ts'
import { useFxRate } from '../../api/finance-resources.ts'
import { formatCalendarDate } from '../../format/dates.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { When } from '../../parts/When.tsx'
import type { Rate } from './RateTable.tsx'

type Step = FxRateDetail['revisions'][number] & { before: string | null }

/** Every value that a rate was given, newest first. */
export function RateHistoryModal({ rate, onClose }: { rate: Rate; onClose(): void }) {
  const detail = useFxRate(rate)
  return (
    <Modal
      opened
      onClose={onClose}
      title={`History of ${rate.from} to ${rate.to} on ${formatCalendarDate(rate.on)}`}
      size="xl"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Loaded query={detail} what="the history of this rate" rows={3}>
        {(data) => (
          <DataTable
            label="History of the rate"
            columns={COLUMNS}
            rows={stepsOf(data.revisions)}
            rowKey={({ revision }) => String(revision)}
          />
        )}
      </Loaded>
    </Modal>
  )
}

const COLUMNS: Column<Step>[] = [
  {
    header: 'When',
    names: true,
    cell: (row) => (
      <>
        <When at={row.at} />
        <span className="under">{row.by ?? 'by nobody of this workspace'}</span>
      </>
    ),
  },
  { header: 'Value', cell: (row) => <span className="num">{valueOf(row)}</span> },
  {
    header: 'Reason',
    cell: (row) => row.reason ?? <span className="muted">Stored from {row.source}</span>,
  },
]

const stepsOf = (revisions: FxRateDetail['revisions']): Step[] =>
  revisions.map((revision, index) => ({ ...revision, before: revisions[index + 1]?.rate ?? null }))

function valueOf({ before, rate }: Step): string {
  if (rate === null) return `${before ?? ''} → taken back`
  return before === null ? rate : `${before} → ${rate}`
}
