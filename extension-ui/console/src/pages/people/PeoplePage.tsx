import type { PeopleList } from '../../../../../shared/contract/console-api.ts'
import { usePeople } from '../../api/resources.ts'
import { ROLE, ROLES } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { PersonRow } from './PersonRow.tsx'

export function PeoplePage() {
  const people = usePeople()
  const manage = usePermission('managePeople')
  return (
    <Page
      title="People"
      lead={<>People come from the CRM when they first open a Partners card, as reps. {manage.because}</>}
    >
      <RoleGuide />
      <Loaded query={people} what="the people" rows={4}>
        {(data) =>
          data.people.length === 0 ? (
            <EmptyState title="Nobody yet">
              People appear here when they first open the Partners card of a deal.
            </EmptyState>
          ) : (
            <PeopleTable people={data.people} />
          )
        }
      </Loaded>
    </Page>
  )
}

function RoleGuide() {
  return (
    <dl className="panel pad facts role-guide">
      {ROLES.map((role) => (
        <div key={role}>
          <dt>{ROLE[role].name}</dt>
          <dd className="small">may {ROLE[role].may}</dd>
        </div>
      ))}
    </dl>
  )
}

function PeopleTable({ people }: { people: PeopleList['people'] }) {
  const admins = people.filter((person) => person.roles.includes('admin'))
  return (
    <div className="table-scroll panel" tabIndex={0} role="region" aria-label="People and their roles">
      <table>
        <thead>
          <tr>
            <th scope="col">Person</th>
            {ROLES.map((role) => (
              <th key={role} scope="col" className="role-column">
                {ROLE[role].name}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">Save</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              lastAdmin={admins.length === 1 && admins[0]?.id === person.id}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
