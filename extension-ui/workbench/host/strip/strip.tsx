import type { Bootstrap, Person, SyncProgress } from '../../workbench-api.ts'
import { BusinessClock } from './business-clock.tsx'
import { PersonSwitch } from './person-switch.tsx'
import { ResetButton } from './reset-button.tsx'

interface StripProps {
  bootstrap: Bootstrap
  person: Person
  sync: SyncProgress | null
  onBePerson(userId: number): void
}

/** Everything that is not the CRM: who one is, what time it is, and that this is a simulation. */
export function Strip({ bootstrap, person, sync, onBePerson }: StripProps) {
  return (
    <section className="wb-strip" aria-label="Workbench">
      <p className="wb-simulation">
        <strong>Simulated HubSpot</strong>
        <span>Sample data on this computer. Nothing leaves it.</span>
      </p>
      <PersonSwitch people={bootstrap.people} person={person} onBePerson={onBePerson} />
      <BusinessClock timeZone={bootstrap.portal.timeZone} />
      <ResetButton />
      {sync?.running && <SyncBar sync={sync} />}
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
