import { useState } from 'react'
import { Textarea } from '@mantine/core'
import { fieldMessage } from '../../api/problem.ts'
import { draftPath } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { ShownFinding } from './shown-findings.ts'

/** Says that a warning is meant, under one's own name. */
export function AcknowledgeModal({
  draftId,
  finding,
  onClose,
}: {
  draftId: string
  finding: ShownFinding
  onClose(): void
}) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const acknowledge = useAction<{ findingId: string; reason: string }>({
    path: `${draftPath(draftId)}/acknowledge`,
    changes: ['plans'],
    success: 'The warning is acknowledged.',
    onSuccess: onClose,
  })
  const confirm = () => {
    setMissing(reason.trim() === '')
    if (reason.trim() !== '') acknowledge.run({ findingId: finding.id, reason: reason.trim() })
  }
  return (
    <ConfirmModal
      title="Acknowledge a warning"
      sentence={
        <>
          <p>
            <strong>{finding.message}</strong> {finding.why}
          </p>
          <p>You say that this is meant. Your name and the reason stay with the version for good.</p>
        </>
      }
      confirmLabel="Acknowledge"
      pending={acknowledge.pending}
      problem={acknowledge.problem}
      shownFields={['reason']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Textarea
        label="Reason"
        required
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={
          missing && reason.trim() === ''
            ? 'Say why it is meant so, in a few words.'
            : fieldMessage(acknowledge.problem, 'reason')
        }
      />
    </ConfirmModal>
  )
}
