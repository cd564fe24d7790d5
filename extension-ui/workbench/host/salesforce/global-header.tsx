import type { Person, SalesforceOrg } from '../../workbench-api.ts'

/** The bar at the top of every Lightning page. What leads out of the demo is drawn but does nothing, so it is no button. */
export function GlobalHeader({ person, org }: { person: Person; org: SalesforceOrg }) {
  return (
    <header className="sf-header">
      <span className="sf-logo" aria-hidden="true">
        <svg viewBox="0 0 40 28">
          <path d="M16.6 4.2a8 8 0 0 1 5.8-2.5c3 0 5.6 1.7 7 4.2a9.7 9.7 0 0 1 4-.9c5.4 0 9.6 4.4 9.6 9.8s-4.300 9.700-9.700 9.700c-.7 0-1.300 0-1.900-.2a7.100 7.100 0 0 1-9.300 3 8.100 8.100 0 0 1-15.100-.4c-.5.100-1 .200-1.600.200C2.400 27.100-1 23.700-1 19.400c0-2.900 1.500-5.300 3.800-6.700a8.700 8.700 0 0 1 13.800-8.500z" />
        </svg>
      </span>
      <span className="sf-org">
        {org.name} <small>{org.id}</small>
      </span>
      <span className="sf-avatar" title={`${person.firstName} ${person.lastName}`} aria-hidden="true">
        {person.firstName[0]}
        {person.lastName[0]}
      </span>
    </header>
  )
}
