import { useState } from 'react'
import { Textarea } from '@mantine/core'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney } from '../../format/money.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'

export function CancelBatchModal({ batch, onClose }: { batch: BatchDetail; onClose(): void }) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const cancel = useAction<{ reason: string }>({
    path: `/payouts/batches/${encodeURIComponent(batch.id)}/cancel`,
    changes: ['payouts', 'partners'],
    success: `Batch ${batch.number} is cancelled.`,
    onSuccess: onClose,
  })
  const confirm = () => {
    setMissing(reason.trim() === '')
    if (reason.trim() !== '') cancel.run({ reason: reason.trim() })
  }
  return (
    <ConfirmModal
      title={`Cancel batch ${batch.number}`}
      sentence={
        <p>
          Nobody in this batch is paid. Its <strong>{formatMoney(batch.total)}</strong> stays owed and can go
          into another batch. A cancelled batch cannot be opened again.
        </p>
      }
      confirmLabel="Cancel this batch"
      destructive
      pending={cancel.pending}
      problem={cancel.problem}
      shownFields={['reason']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Textarea
        label="Reason"
        description="Kept with the batch for audit."
        required
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={
          missing && reason.trim() === ''
            ? 'Say why, in a few words.'
            : fieldMessage(cancel.problem, 'reason')
        }
      />
    </ConfirmModal>
  )
}
