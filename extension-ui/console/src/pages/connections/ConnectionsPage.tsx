import { useConnections } from '../../api/resources.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ConnectionPanel } from './ConnectionPanel.tsx'
import { JobsSection } from './JobsSection.tsx'

export function ConnectionsPage() {
  const connections = useConnections()
  const manage = usePermission('manageConnections')
  return (
    <Page
      title="Connections"
      lead="The CRM accounts that deals come from, how fresh they are, and work that is stuck."
    >
      <Loaded query={connections} what="the connections" rows={5}>
        {(data) =>
          data.connections.length === 0 ? (
            <EmptyState title="No CRM is connected">
              An admin of the CRM installs the app from its marketplace; the account then appears here and its
              first sync starts by itself.
            </EmptyState>
          ) : (
            data.connections.map((connection) => (
              <ConnectionPanel key={connection.id} connection={connection} />
            ))
          )
        }
      </Loaded>
      {manage.allowed && <JobsSection />}
    </Page>
  )
}
