import { useState } from 'react'
import { Link } from 'react-router'
import type { LedgerMonths } from '../../../../../shared/contract/finance-api.ts'
import { useLedgerMonths } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { CloseMonthModal } from './CloseMonthModal.tsx'
import { LedgerLinks } from './LedgerLinks.tsx'
import { formatMonth } from './months.ts'

export type Month = LedgerMonths['months'][number]

export function MonthsPage() {
  const months = useLedgerMonths()
  const [closing, setClosing] = useState<Month | null>(null)
  return (
    <>
      <LedgerLinks />
      <Page
        title="Months"
        lead="A closed month never changes again. Months are closed in order, once they are over."
      >
        <Loaded query={months} what="the months" rows={5}>
          {(data) =>
            data.months.length === 0 ? (
              <EmptyState title="No entries yet">
                A month appears here with its first entry, when a deal with a partner on it is won.
              </EmptyState>
            ) : (
              <DataTable
                label="Months of the ledger"
                columns={columns(setClosing)}
                rows={data.months}
                rowKey={(row) => row.month}
              />
            )
          }
        </Loaded>
        {closing && <CloseMonthModal month={closing} onClose={() => setClosing(null)} />}
      </Page>
    </>
  )
}

const columns = (onClose: (month: Month) => void): Column<Month>[] => [
  {
    header: 'Month',
    names: true,
    cell: (row) => <Link to={`/ledger?from=${row.month}&to=${row.month}`}>{formatMonth(row.month)}</Link>,
  },
  {
    header: 'Entries',
    numeric: true,
    cell: (row) => <span className="num">{row.entries.toLocaleString()}</span>,
  },
  {
    header: 'State',
    cell: (row) =>
      row.closedAt ? (
        <>
          <Status tone="success" text="Closed" />
          <span className="under">
            by {row.closedBy}, <When at={row.closedAt} />
          </span>
        </>
      ) : (
        <Status tone="info" text="Open" />
      ),
  },
  {
    header: <span className="sr-only">Actions</span>,
    numeric: true,
    cell: (row) =>
      row.closedAt ? null : (
        <ActionButton
          size="compact-sm"
          variant="default"
          aria-label={`Close ${formatMonth(row.month)}`}
          permitted={row.close}
          onClick={() => onClose(row)}
        >
          Close
        </ActionButton>
      ),
  },
]
