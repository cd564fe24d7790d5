import { Button } from '@mantine/core'
import type { DealPayments } from '../../../../../shared/contract/finance-api.ts'
import { formatMoney, isZero } from '../../format/money.ts'
import { formatCalendarDate } from '../../format/dates.ts'
import { EVENT_SOURCE } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { CalendarDate, When } from '../../parts/When.tsx'

export type DealPayment = DealPayments['payments'][number]

export function DealPaymentTable({
  payments,
  refundable,
  onRefund,
}: {
  payments: readonly DealPayment[]
  refundable: boolean
  onRefund(payment: DealPayment): void
}) {
  const columns: Column<DealPayment>[] = [
    {
      header: 'What',
      names: true,
      cell: (row) => (
        <>
          {row.kind === 'payment' ? 'Payment' : 'Refund'}
          {row.refunds && <span className="under">{refundedText(row, payments)}</span>}
          {row.subscription && <span className="under">Subscription {row.subscription}</span>}
        </>
      ),
    },
    { header: 'On', cell: (row) => <CalendarDate date={row.paidOn} /> },
    {
      header: 'Told by',
      cell: (row) => (
        <>
          {row.source === 'manual'
            ? (row.evidence ?? 'By hand')
            : `${EVENT_SOURCE[row.source] ?? row.source} ${row.externalId}`}
          <span className="under">
            {row.recordedBy}, <When at={row.recordedAt} dayOnly />
          </span>
        </>
      ),
    },
    amount('Amount', (row) => row.amount),
    { header: 'Less', numeric: true, cell: (row) => <Parts payment={row} /> },
    {
      header: 'Net',
      numeric: true,
      cell: (row) => (
        <strong>
          <Money money={row.net} />
        </strong>
      ),
    },
  ]
  if (refundable && payments.some(canRefund)) {
    columns.push({
      header: 'Give back',
      cell: (row) =>
        canRefund(row) && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Refund ${formatMoney(row.amount)} of ${formatCalendarDate(row.paidOn)}`}
            onClick={() => onRefund(row)}
          >
            Refund
          </Button>
        ),
    })
  }
  return <DataTable label="Payments and refunds" columns={columns} rows={payments} rowKey={(row) => row.id} />
}

const amount = (header: string, pick: (row: DealPayment) => DealPayment['amount']): Column<DealPayment> => ({
  header,
  numeric: true,
  cell: (row) => <Money money={pick(row)} quiet />,
})

const PARTS = ['tax', 'shipping', 'discount'] as const

/** What of it is not the vendor's revenue; parts of nothing are not named. */
function Parts({ payment }: { payment: DealPayment }) {
  const parts = PARTS.filter((part) => !isZero(payment[part]))
  if (parts.length === 0) return <span className="muted">–</span>
  return (
    <span className="lines">
      {parts.map((part) => (
        <span key={part} className="nowrap">
          <span className="muted small">{part}</span> <Money money={payment[part]} />
        </span>
      ))}
    </span>
  )
}

const canRefund = (payment: DealPayment) => payment.refundable !== null && !isZero(payment.refundable)

function refundedText(refund: DealPayment, payments: readonly DealPayment[]): string {
  const of = payments.find(({ id }) => id === refund.refunds)
  return of ? `of ${formatMoney(of.amount)} of ${formatCalendarDate(of.paidOn)}` : 'of an earlier payment'
}
