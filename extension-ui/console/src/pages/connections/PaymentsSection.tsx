import { Button } from '@mantine/core'
import type { ConnectionList } from '../../../../../shared/contract/console-api.ts'
import { CRM_NAME } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'

type Connection = ConnectionList['connections'][number]

/** Whether commission follows what customers pay in the CRM, and what to do where it does not. */
export function PaymentsSection({
  connection,
  payments,
}: {
  connection: Connection
  payments: NonNullable<Connection['customerPayments']>
}) {
  const manage = usePermission('manageConnections')
  const crm = CRM_NAME[connection.crm]
  return (
    <section className="payments-note" aria-labelledby={`payments-${connection.id}`}>
      <h3 id={`payments-${connection.id}`}>Customer payments</h3>
      {payments.granted ? (
        <p className="muted">
          Payments, refunds and paid invoices are read from {crm} with every sync. What another billing system
          sends of the same payments is refused.
        </p>
      ) : (
        <p className="muted">
          {crm} does not let us see invoices and payments. Connect the account again to grant it, or let your
          billing system send events.
        </p>
      )}
      {payments.problems.map((problem) => (
        <p key={problem} className="problem-text">
          {problem}
        </p>
      ))}
      {payments.grantUrl && manage.allowed && (
        <Button component="a" href={payments.grantUrl} size="xs" variant="default">
          Grant access to payments
        </Button>
      )}
    </section>
  )
}
