import type { Bootstrap, Person } from '../workbench-api.ts'
import { dealsPath, PageLink } from './router.tsx'

export function CrmNav({ bootstrap, person }: { bootstrap: Bootstrap; person: Person }) {
  return (
    <header className="crm-nav">
      <span className="crm-logo" aria-hidden="true">
        <span />
      </span>
      <nav aria-label="CRM">
        <PageLink to={dealsPath(bootstrap.portal.id)} className="crm-nav-current">
          Deals
        </PageLink>
      </nav>
      <span className="crm-portal">
        {bootstrap.portal.name} <small>{bootstrap.portal.id}</small>
      </span>
      <span className="crm-avatar" title={`${person.firstName} ${person.lastName}`} aria-hidden="true">
        {person.firstName[0]}
        {person.lastName[0]}
      </span>
    </header>
  )
}
