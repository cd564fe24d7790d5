import { useState } from 'react'
import type { FxRateList } from '../../../../../shared/contract/finance-api.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { useFxRates } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { CalendarDate } from '../../parts/When.tsx'
import { LedgerLinks } from '../ledger/LedgerLinks.tsx'
import { AddRatesModal } from './AddRatesModal.tsx'

type Rate = FxRateList['rows'][number]

const COLUMNS: Column<Rate>[] = [
  { header: 'Day', cell: (row) => <CalendarDate date={row.on} /> },
  {
    header: 'Currencies',
    names: true,
    cell: (row) => `${row.from} to ${row.to}`,
  },
  { header: 'Source', cell: (row) => row.source },
  {
    header: 'Rate',
    numeric: true,
    cell: (row) => (
      <span className="num">
        1 {row.from} = {row.rate} {row.to}
      </span>
    ),
  },
]

export function ExchangeRatesPage() {
  const list = useListAddress({})
  const rates = useFxRates({ cursor: list.query.cursor })
  const permitted = usePermission('manageLedger')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <LedgerLinks />
      <Page
        title="Exchange rates"
        lead="A deal in another currency than its plan’s is converted at the newest rate on or before its close date, or at the inverse. Without one its commission waits, and accrues by itself when a rate is added."
        action={
          <ActionButton permitted={permitted} onClick={() => setAdding(true)}>
            Add rates
          </ActionButton>
        }
      >
        <Loaded query={rates} what="the exchange rates" rows={6}>
          {(data, outdated) =>
            data.rows.length === 0 ? (
              <EmptyState title="No rates yet">
                They are needed only where deals and plans have different currencies.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="Exchange rates"
                  columns={COLUMNS}
                  rows={data.rows}
                  rowKey={(row) => `${row.from} ${row.to} ${row.on}`}
                />
                <Pager
                  outdated={outdated}
                  list={list}
                  total={data.total}
                  shown={data.rows.length}
                  nextCursor={data.nextCursor}
                  one="rate"
                />
              </>
            )
          }
        </Loaded>
        {adding && <AddRatesModal onClose={() => setAdding(false)} />}
      </Page>
    </>
  )
}
