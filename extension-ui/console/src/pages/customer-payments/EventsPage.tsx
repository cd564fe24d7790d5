import { useState } from 'react'
import { useListAddress } from '../../address/use-list-address.ts'
import { useCustomerEvents } from '../../api/finance-resources.ts'
import { EVENT_STATE } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, optionsOf, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { DismissEventModal } from './DismissEventModal.tsx'
import { EventTable, type EventRow } from './EventTable.tsx'
import { MatchEventModal } from './MatchEventModal.tsx'
import { PaymentLinks } from './PaymentLinks.tsx'

const CHOICES = { state: Object.keys(EVENT_STATE) } as const

type Asking = { step: 'match' | 'dismiss'; event: EventRow } | null

export function EventsPage() {
  const list = useListAddress(CHOICES)
  const events = useCustomerEvents(list.query)
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  return (
    <>
      <PaymentLinks />
      <Page
        title="Customer payments"
        lead="What billing systems told about payments, refunds and subscriptions. Commission becomes payable as the customer pays."
      >
        <ListBar>
          <SearchField label="Search event, payment or deal" value={list.search} onSearch={list.setSearch} />
          <FilterSelect
            label="State"
            all="All states"
            value={list.filters.state}
            options={optionsOf(EVENT_STATE)}
            onChange={(state) => list.setFilter('state', state)}
          />
        </ListBar>
        <Loaded query={events} what="the events" rows={8}>
          {(data, outdated) => {
            if (data.rows.length === 0 && list.filters.state === 'waiting' && !list.search) {
              return (
                <EmptyState title="Nothing waits">
                  Every event found its deal, or was dismissed. One that names a deal nobody knows waits here.
                </EmptyState>
              )
            }
            if (data.rows.length === 0 && list.narrowed)
              return <NothingMatches what="events" onClear={list.clear} />
            if (data.rows.length === 0) {
              return (
                <EmptyState title="No events yet">
                  Billing systems send them with an API key that an admin makes. Payments can also be recorded
                  by hand, under By deal or in the Partners card of the deal.
                </EmptyState>
              )
            }
            return (
              <>
                <EventTable rows={data.rows} onStep={(step, event) => setAsking({ step, event })} />
                <Pager
                  outdated={outdated}
                  list={list}
                  total={data.total}
                  shown={data.rows.length}
                  nextCursor={data.nextCursor}
                  one="event"
                />
              </>
            )
          }}
        </Loaded>
        {asking?.step === 'match' && <MatchEventModal event={asking.event} onClose={close} />}
        {asking?.step === 'dismiss' && <DismissEventModal event={asking.event} onClose={close} />}
      </Page>
    </>
  )
}
