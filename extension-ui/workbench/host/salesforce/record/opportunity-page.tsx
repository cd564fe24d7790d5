import { useCallback, useEffect, useRef, type ReactNode } from 'react'
import type { Bootstrap, OpportunityRecord, Person } from '../../../workbench-api.ts'
import { fetchOpportunity, patchOpportunity } from '../../api.ts'
import { RecordTabs } from '../../record/record-tabs.tsx'
import { PageLink } from '../../router.tsx'
import { useAddToast } from '../../toasts.tsx'
import { usePolling } from '../../use-polling.ts'
import { loadComponents } from '../component-library.ts'
import { LightningComponent } from '../lightning-component.tsx'
import { OPPORTUNITIES } from '../lightning-place.ts'
import { AccountDetails } from './account-details.tsx'
import { Highlights } from './highlights.tsx'
import { QuickActions } from './quick-actions.tsx'
import { OpportunityDetails } from './opportunity-details.tsx'
import { StagePath } from './stage-path.tsx'

const RECORD_EVERY_MS = 2000

interface OpportunityPageProps {
  bootstrap: Bootstrap
  person: Person
  id: string
  onChange(): void
  aside: ReactNode
}

export function OpportunityPage({ bootstrap, person, id, onChange, aside }: OpportunityPageProps) {
  const ask = useCallback(() => fetchOpportunity(id), [id])
  const opportunity = usePolling(ask, RECORD_EVERY_MS)
  const { refresh: refreshRecord } = opportunity
  const refresh = useCallback(() => {
    refreshRecord()
    onChange()
  }, [refreshRecord, onChange])

  useEffect(() => {
    addEventListener('workbench:records-changed', refresh)
    return () => removeEventListener('workbench:records-changed', refresh)
  }, [refresh])

  if (!opportunity.value) {
    return (
      <main className="sf-missing">
        {opportunity.problem ? (
          <div role="alert">
            <h1>This opportunity cannot be shown</h1>
            <p>{opportunity.problem}</p>
            <PageLink to={OPPORTUNITIES}>All opportunities</PageLink>
          </div>
        ) : (
          <p role="status">Loading the opportunity…</p>
        )}
      </main>
    )
  }
  return <LoadedOpportunity {...{ bootstrap, person, aside, refresh }} record={opportunity.value} />
}

interface LoadedProps {
  bootstrap: Bootstrap
  person: Person
  record: OpportunityRecord
  refresh(): void
  aside: ReactNode
}

function LoadedOpportunity({ bootstrap, person, record, refresh, aside }: LoadedProps) {
  const addToast = useAddToast()
  const org = bootstrap.salesforce
  useTellComponents(record)

  const save = async (name: string, value: string): Promise<boolean> => {
    try {
      await patchOpportunity(record.id, person.userId, { [name]: value })
      refresh()
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
    <div className="sf-record">
      <Highlights
        record={record}
        actions={<QuickActions {...{ bootstrap, person }} recordId={record.id} />}
      />
      <StagePath
        stages={org.stages}
        stage={record.fields['StageName'] ?? ''}
        onChoose={(stage) => save('StageName', stage)}
      />
      <div className="sf-columns">
        <OpportunityDetails org={org} record={record} onSave={save} />
        <main className="sf-middle">
          <RecordTabs
            tabs={[
              {
                id: 'partners',
                title: 'Partners',
                content: (
                  <section className="sf-island" aria-label="Partner Desk card">
                    <LightningComponent
                      tag="c-partner-panel"
                      org={org}
                      person={person}
                      recordId={record.id}
                      onRefresh={refresh}
                    />
                  </section>
                ),
              },
              { id: 'related', title: 'Related', content: <AccountDetails account={record.account} /> },
            ]}
          />
        </main>
        <aside className="sf-aside" aria-label="The demo">
          {aside}
        </aside>
      </div>
    </div>
  )
}

/** Lightning's own cache tells the components on the page when their record has changed, whoever changed it. */
function useTellComponents(record: OpportunityRecord): void {
  const known = useRef(JSON.stringify(record))
  useEffect(() => {
    const content = JSON.stringify(record)
    if (content === known.current) return
    known.current = content
    void loadComponents().then(
      (library) => library.recordsChanged([record.id]),
      () => undefined, // the card shows why there are no components
    )
  }, [record])
}
