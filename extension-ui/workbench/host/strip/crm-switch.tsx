import type { CrmPaths } from '../../workbench-api.ts'

export type Crm = keyof CrmPaths

const CRMS: { crm: Crm; name: string; list: string }[] = [
  { crm: 'hubspot', name: 'HubSpot', list: '/contacts/0/objects/0-3/views/all/list' },
  { crm: 'salesforce', name: 'Salesforce', list: '/lightning/o/Opportunity/list' },
]

/** Leads to the record of the same story in the other CRM; to its list when there is none. */
export function CrmSwitch({ crm, records }: { crm: Crm; records: CrmPaths }) {
  return (
    <nav className="wb-choice" aria-label="Which CRM">
      {CRMS.map((each) => (
        <a
          key={each.crm}
          href={records[each.crm] ?? each.list}
          aria-current={each.crm === crm ? 'page' : undefined}
        >
          {each.name}
        </a>
      ))}
    </nav>
  )
}
