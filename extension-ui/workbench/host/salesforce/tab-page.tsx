import type { ReactNode } from 'react'
import type { Bootstrap, Person } from '../../workbench-api.ts'
import { LightningComponent } from './lightning-component.tsx'

interface TabPageProps {
  title: string
  tag: string
  bootstrap: Bootstrap
  person: Person
  aside: ReactNode
}

/** A custom tab of the package: one component over the whole width. */
export function TabPage({ title, tag, bootstrap, person, aside }: TabPageProps) {
  return (
    <div className="sf-tab">
      <main aria-label={title}>
        <LightningComponent key={tag} tag={tag} org={bootstrap.salesforce} person={person} />
      </main>
      <aside className="sf-aside" aria-label="The demo">
        {aside}
      </aside>
    </div>
  )
}
