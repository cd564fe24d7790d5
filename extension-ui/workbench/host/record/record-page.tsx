import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { Bootstrap, DealRecord, Person } from '../../workbench-api.ts'
import { fetchDeal, patchDeal } from '../api.ts'
import { CardFrame } from '../card-frame.tsx'
import { RecordStore } from '../record-store.ts'
import { dealsPath, PageLink } from '../router.tsx'
import { useAddToast } from '../toasts.tsx'
import { usePolling } from '../use-polling.ts'
import { AccountCard } from './account-card.tsx'
import { Overview } from './overview.tsx'
import { PropertyPanel } from './property-panel.tsx'
import { RecordTabs } from './record-tabs.tsx'

const DEAL_EVERY_MS = 2000

interface RecordPageProps {
  bootstrap: Bootstrap
  person: Person
  dealId: string
  cardVersion: string
  onChange(): void
  aside: ReactNode
}

export function RecordPage({ bootstrap, person, dealId, cardVersion, onChange, aside }: RecordPageProps) {
  const ask = useCallback(() => fetchDeal(dealId), [dealId])
  const deal = usePolling(ask, DEAL_EVERY_MS)

  if (!deal.value) {
    return (
      <main className="crm-record-missing">
        {deal.problem ? (
          <div role="alert">
            <h1>This deal cannot be shown</h1>
            <p>{deal.problem}</p>
            <PageLink to={dealsPath(bootstrap.portal.id)}>All deals</PageLink>
          </div>
        ) : (
          <p role="status">Loading the deal…</p>
        )}
      </main>
    )
  }
  return (
    <LoadedRecord
      {...{ bootstrap, person, cardVersion, aside }}
      record={deal.value}
      refresh={() => {
        deal.refresh()
        onChange()
      }}
    />
  )
}

type LoadedProps = Omit<RecordPageProps, 'dealId' | 'onChange'> & { record: DealRecord; refresh(): void }

function LoadedRecord({ bootstrap, person, cardVersion, aside, record, refresh }: LoadedProps) {
  const addToast = useAddToast()
  const [store] = useState(() => new RecordStore(record))
  useEffect(() => store.update(record), [store, record])
  const latestRefresh = useLatest(refresh)

  const save = async (name: string, value: string): Promise<boolean> => {
    try {
      store.update(await patchDeal(record.id, person.userId, { [name]: value }))
      latestRefresh()
      return true
    } catch (error) {
      addToast({
        type: 'danger',
        title: 'Not saved',
        message: error instanceof Error ? error.message : String(error),
      })
      return false
    }
  }

  return (
    <div className="crm-record">
      <PropertyPanel bootstrap={bootstrap} record={record} onSave={save} />
      <main className="crm-middle">
        <RecordTabs
          tabs={[
            {
              id: 'card',
              title: bootstrap.card.title,
              content: (
                <CardFrame
                  {...{ bootstrap, person, store }}
                  dealId={record.id}
                  version={cardVersion}
                  refresh={latestRefresh}
                />
              ),
            },
            {
              id: 'overview',
              title: 'Overview',
              content: <Overview bootstrap={bootstrap} record={record} />,
            },
          ]}
        />
      </main>
      <aside className="crm-right" aria-label="Associations and the demo">
        {aside}
        <AccountCard account={record.account} />
      </aside>
    </div>
  )
}

/** One function for ever that calls the newest: the card must not start anew when the page is drawn again. */
function useLatest(callback: () => void): () => void {
  const latest = useRef(callback)
  latest.current = callback
  return useCallback(() => latest.current(), [latest])
}
