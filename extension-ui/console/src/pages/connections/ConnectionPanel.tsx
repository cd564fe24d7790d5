import { useState, type ReactNode } from 'react'
import { Button, Group } from '@mantine/core'
import type { ConnectionList } from '../../../../../shared/contract/console-api.ts'
import { useAction } from '../../api/use-action.ts'
import { CONNECTION_STATUS, CRM_NAME } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { DealFieldsSection } from './DealFieldsSection.tsx'
import { DetailsSection } from './DetailsSection.tsx'
import { PaymentsSection } from './PaymentsSection.tsx'
import { SyncRuns } from './SyncRuns.tsx'

type Connection = ConnectionList['connections'][number]

/** One CRM account: is it well, what is wrong and who can fix it, and how much of it is here. */
export function ConnectionPanel({ connection }: { connection: Connection }) {
  return (
    <section className="panel pad connection" aria-labelledby={`connection-${connection.id}`}>
      <div className="section-head">
        <div>
          <h2 id={`connection-${connection.id}`}>{connection.name}</h2>
          <p className="muted">
            {CRM_NAME[connection.crm]} account {connection.externalAccountId}
          </p>
        </div>
        <Status {...CONNECTION_STATUS[connection.status]} />
      </div>
      {connection.problem && <Trouble connection={connection} problem={connection.problem} />}
      <dl className="facts">
        <Fact term="Deals">{connection.dealCount.toLocaleString()}</Fact>
        <Fact term="Accounts">{connection.accountCount.toLocaleString()}</Fact>
        <Fact term="Deals without usable amount">{connection.unusableAmountCount.toLocaleString()}</Fact>
        <Fact term="Waiting webhooks">{connection.waitingWebhooks.toLocaleString()}</Fact>
        <Fact term="Last synced">
          {connection.lastSyncedAt ? (
            <When at={connection.lastSyncedAt} />
          ) : (
            <span className="muted">Not yet</span>
          )}
        </Fact>
        {connection.listening && (
          <Fact term="Changes arrive">{connection.listening.since ? 'At once' : 'Every 5 minutes'}</Fact>
        )}
        {connection.dailyCalls && (
          <Fact term="API calls today">
            {`${connection.dailyCalls.used.toLocaleString()} of ${connection.dailyCalls.limit.toLocaleString()}`}
          </Fact>
        )}
      </dl>
      {connection.listening?.because && <p className="muted">{connection.listening.because}</p>}
      <StartSync connection={connection} />
      {connection.details.length > 0 && <DetailsSection connection={connection} />}
      {connection.customerPayments && (
        <PaymentsSection connection={connection} payments={connection.customerPayments} />
      )}
      <DealFieldsSection connection={connection} />
      <SyncRuns runs={connection.runs} />
    </section>
  )
}

function Trouble({ connection, problem }: { connection: Connection; problem: string }) {
  return (
    <div className="trouble" role="alert">
      <p>{problem}</p>
      {connection.reconnectUrl && (
        <Button component="a" href={connection.reconnectUrl} size="xs">
          Reconnect
        </Button>
      )}
    </div>
  )
}

function StartSync({ connection }: { connection: Connection }) {
  const manage = usePermission('manageConnections')
  const [asking, setAsking] = useState(false)
  const sync = useAction<{ full: boolean }>({
    path: `/connections/${encodeURIComponent(connection.id)}/sync`,
    changes: ['connections'],
    success: 'The sync starts. Its progress appears here.',
    onSuccess: () => setAsking(false),
  })
  const running = connection.runs.some((run) => run.status === 'running')
  if (!manage.allowed) return <p className="reason">{manage.because}</p>
  const permitted =
    connection.status !== 'connected'
      ? { allowed: false, because: 'Reconnect first; nothing is read until then.' }
      : { allowed: !running, because: running ? 'A sync is running.' : null }
  return (
    <>
      <Group gap="sm">
        <ActionButton
          permitted={permitted}
          size="xs"
          loading={sync.pending && !asking}
          onClick={() => sync.run({ full: false })}
        >
          Read changes now
        </ActionButton>
        {permitted.allowed && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Read everything again
          </Button>
        )}
      </Group>
      {sync.problem && !asking && <InlineProblem problem={sync.problem} />}
      {asking && (
        <ConfirmModal
          title="Read everything again"
          sentence={
            <p>
              Every deal and account of {connection.name} is read again. That takes about one API call per 100
              records from the account’s daily limit. Records that have not changed stay as they are.
            </p>
          }
          confirmLabel="Read everything"
          pending={sync.pending}
          problem={sync.problem}
          onConfirm={() => sync.run({ full: true })}
          onClose={() => {
            sync.clear()
            setAsking(false)
          }}
        />
      )}
    </>
  )
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd className="num">{children}</dd>
  </div>
)
