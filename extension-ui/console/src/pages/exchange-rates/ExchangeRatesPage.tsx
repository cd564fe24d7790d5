import { useState } from 'react'
import { useListAddress } from '../../address/use-list-address.ts'
import { useFxRates } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { ListBar, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { LedgerLinks } from '../ledger/LedgerLinks.tsx'
import { AddRatesModal } from './AddRatesModal.tsx'
import { CorrectRateModal } from './CorrectRateModal.tsx'
import { DealsWaiting, type MissingRate } from './DealsWaiting.tsx'
import { RateHistoryModal } from './RateHistoryModal.tsx'
import { type Rate, RateTable } from './RateTable.tsx'

type Open = { what: 'add'; missing?: MissingRate } | { what: 'correct' | 'history'; rate: Rate }

export function ExchangeRatesPage() {
  const list = useListAddress({})
  const rates = useFxRates(list.query)
  const permitted = usePermission('manageLedger')
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <LedgerLinks />
      <Page
        title="Exchange rates"
        lead="A deal in another currency than its plan’s is converted at the newest rate on or before its close date, or at the inverse. Without one its commission waits, and accrues by itself when a rate is added. A rate that was stored wrong is corrected, and with it every commission that it converted."
        action={
          <ActionButton permitted={permitted} onClick={() => setOpen({ what: 'add' })}>
            Add rates
          </ActionButton>
        }
      >
        <DealsWaiting onAdd={permitted.allowed ? (missing) => setOpen({ what: 'add', missing }) : null} />
        <ListBar>
          <SearchField label="Search currencies: EUR USD" value={list.search} onSearch={list.setSearch} />
        </ListBar>
        <Loaded query={rates} what="the exchange rates" rows={6}>
          {(data, outdated) => {
            if (data.rows.length === 0 && list.narrowed)
              return <NothingMatches what="exchange rates" onClear={list.clear} />
            if (data.rows.length === 0) {
              return (
                <EmptyState title="No rates yet">
                  They are needed only where deals and plans have different currencies.
                </EmptyState>
              )
            }
            return (
              <>
                <RateTable
                  rows={data.rows}
                  mayCorrect={permitted.allowed}
                  onOpen={(what, rate) => setOpen({ what, rate })}
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
          }}
        </Loaded>
        {open?.what === 'add' && <AddRatesModal missing={open.missing} onClose={close} />}
        {open?.what === 'correct' && <CorrectRateModal rate={open.rate} onClose={close} />}
        {open?.what === 'history' && <RateHistoryModal rate={open.rate} onClose={close} />}
      </Page>
    </>
  )
}
