import type { ReactNode } from 'react'
import type { Bootstrap, Person, StateView, SyncProgress } from '../../workbench-api.ts'
import { BusinessClock } from './business-clock.tsx'
import { CrmSwitch, type Crm } from './crm-switch.tsx'
import { PersonSwitch } from './person-switch.tsx'
import { ResetButton } from './reset-button.tsx'

interface StripProps {
  /** Whose page is below. */
  crm: Crm
  bootstrap: Bootstrap
  person: Person
  state: StateView | null
  onBePerson(userId: number): void
  /** What only this page can be switched to. */
  more?: ReactNode
}

const NAMES: Record<Crm, string> = { hubspot: 'Simulated HubSpot', salesforce: 'Simulated Salesforce' }

/** Everything that is not the CRM: which CRM, who one is, what time it is, and that this is a simulation. */
export function Strip({ crm, bootstrap, person, state, onBePerson, more }: StripProps) {
  return (
    <section className="wb-strip" aria-label="Workbench">
      <p className="wb-simulation">
        <strong>{NAMES[crm]}</strong>
        <span>Sample data on this computer.</span>
      </p>
      <CrmSwitch crm={crm} records={state?.records ?? bootstrap.records} />
      {more}
      <PersonSwitch people={bootstrap.people} person={person} onBePerson={onBePerson} />
      <BusinessClock timeZone={bootstrap.portal.timeZone} />
      <ResetButton />
      {state?.sync?.running && <SyncBar sync={state.sync} />}
    </section>
  )
}

function SyncBar({ sync }: { sync: SyncProgress }) {
  const percent = sync.expected ? Math.min(100, Math.round((sync.read / sync.expected) * 100)) : undefined
  return (
    <div className="wb-sync">
      <span>{sync.text}</span>
      <div role="progressbar" aria-label="First sync" aria-valuenow={percent} aria-valuetext={sync.text}>
        <div style={{ width: `${percent ?? 15}%` }} />
      </div>
    </div>
  )
}
