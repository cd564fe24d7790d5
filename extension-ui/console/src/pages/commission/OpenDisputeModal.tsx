import { useState } from 'react'
import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { AFTER_DISPUTE, commissionPath } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { ReasonField } from '../../parts/ReasonField.tsx'
import { holdSentence } from './dispute-sentences.ts'

export function OpenDisputeModal({ commission, onClose }: { commission: CommissionDetail; onClose(): void }) {
  const [evidence, setEvidence] = useState('')
  const [missing, setMissing] = useState(false)
  const open = useAction<{ evidence: string }>({
    path: `${commissionPath(commission.id)}/disputes`,
    changes: AFTER_DISPUTE,
    success: 'The dispute is open.',
    onSuccess: onClose,
  })
  const confirm = () => {
    setMissing(evidence.trim() === '')
    if (evidence.trim() !== '') open.run({ evidence: evidence.trim() })
  }
  return (
    <ConfirmModal
      title="Dispute this commission"
      sentence={
        <p>
          <strong>{holdSentence(commission.payable)}</strong> Somebody else takes it up and decides; you can
          withdraw it until then.
        </p>
      }
      confirmLabel="Open the dispute"
      pending={open.pending}
      problem={open.problem}
      shownFields={['evidence']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <ReasonField
        label="Evidence"
        description="What is wrong, and where one sees it. Whoever decides reads this."
        value={evidence}
        maxLength={2000}
        missing={missing}
        error={fieldMessage(open.problem, 'evidence')}
        onChange={setEvidence}
      />
    </ConfirmModal>
  )
}
