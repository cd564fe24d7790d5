import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { CustomerEventList } from '../../../../../shared/contract/finance-api.ts'
import { EVENT_SOURCE, EVENT_STATE, eventType, plain } from '../../format/words.ts'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

export type EventRow = CustomerEventList['rows'][number]
type OnStep = (step: 'match' | 'dismiss', event: EventRow) => void

export function EventTable({ rows, onStep }: { rows: readonly EventRow[]; onStep: OnStep }) {
  return <DataTable label="Events" columns={columns(onStep)} rows={rows} rowKey={(row) => row.id} />
}

const columns = (onStep: OnStep): Column<EventRow>[] => [
  {
    header: 'Event',
    names: true,
    cell: (row) => (
      <>
        {eventType(row.type)}
        <span className="under">
          <code>{row.externalId}</code>
        </span>
        <span className="under">{EVENT_SOURCE[row.source] ?? plain(row.source)}</span>
      </>
    ),
  },
  {
    header: 'Happened',
    secondary: true,
    cell: (row) => (
      <>
        <When at={row.occurredAt} />
        <span className="under">
          received <When at={row.receivedAt} dayOnly />
        </span>
      </>
    ),
  },
  {
    header: 'Deal',
    cell: (row) =>
      row.dealName ? (
        <span className="deal-column">
          <CrmLink href={row.dealUrl}>{row.dealName}</CrmLink>
          {row.dealId && (
            <span className="under">
              <Link to={`/customer-payments/deals/${row.dealId}`}>
                Its payments<span className="sr-only"> ({row.dealName})</span>
              </Link>
            </span>
          )}
        </span>
      ) : (
        <span className="muted deal-column">
          {row.names ? plain(row.names) : 'Goes where its payment goes'}
        </span>
      ),
  },
  {
    header: 'State',
    cell: (row) => (
      <>
        <Status {...EVENT_STATE[row.state]} />
        {row.problem && <span className="under event-problem">{row.problem}</span>}
      </>
    ),
  },
  {
    header: 'Amount',
    numeric: true,
    cell: (row) => (row.amount ? <Money money={row.amount} /> : <span className="muted">–</span>),
  },
  {
    header: 'Settle',
    cell: (row) => row.state === 'waiting' && <Steps row={row} onStep={onStep} />,
  },
]

/** Who may do neither reads why, once. */
function Steps({ row, onStep }: { row: EventRow; onStep: OnStep }) {
  const { match, dismiss } = row.actions
  const name = `${eventType(row.type).toLowerCase()} ${row.externalId}`
  return (
    <span className="event-steps">
      <span className="outcome-buttons">
        {match.allowed && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Match ${name}`}
            onClick={() => onStep('match', row)}
          >
            Match
          </Button>
        )}
        {dismiss.allowed && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="danger"
            aria-label={`Dismiss ${name}`}
            onClick={() => onStep('dismiss', row)}
          >
            Dismiss
          </Button>
        )}
      </span>
      {!match.allowed && !dismiss.allowed && <span className="reason">{dismiss.because}</span>}
    </span>
  )
}
