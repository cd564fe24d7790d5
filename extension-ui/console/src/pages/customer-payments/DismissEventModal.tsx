import { useState } from 'react'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney } from '../../format/money.ts'
import { eventType } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { ReasonField } from '../../parts/ReasonField.tsx'
import type { EventRow } from './EventTable.tsx'

export function DismissEventModal({ event, onClose }: { event: EventRow; onClose(): void }) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const dismiss = useAction<{ reason: string }>({
    path: `/customer-events/${encodeURIComponent(event.id)}/dismiss`,
    changes: ['customer-payments'],
    success: 'The event is dismissed.',
    onSuccess: onClose,
  })
  const confirm = () => {
    setMissing(reason.trim() === '')
    if (reason.trim() !== '') dismiss.run({ reason: reason.trim() })
  }
  return (
    <ConfirmModal
      title={`Dismiss ${eventType(event.type).toLowerCase()} ${event.externalId}`}
      sentence={
        <p>
          It stays in the list and is never applied
          {event.amount && (
            <>
              : <strong>{formatMoney(event.amount)}</strong> makes nothing payable
            </>
          )}
          . A dismissed event cannot be taken up again.
        </p>
      }
      confirmLabel="Dismiss this event"
      destructive
      pending={dismiss.pending}
      problem={dismiss.problem}
      shownFields={['reason']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <ReasonField
        label="Reason"
        description="Kept with the event for audit."
        value={reason}
        maxLength={500}
        missing={missing}
        error={fieldMessage(dismiss.problem, 'reason')}
        onChange={setReason}
      />
    </ConfirmModal>
  )
}
