import { useState } from 'react'
import { Radio, Stack } from '@mantine/core'
import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'
import { AFTER_DISPUTE } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { ReasonField } from '../../parts/ReasonField.tsx'
import { releaseSentence } from './dispute-sentences.ts'

const OUTCOMES = {
  upheld: {
    label: 'Upheld: the doubt is right',
    effect:
      'The amount does not change by itself: correct the credit, the deal or the plan that made it wrong, and the commission follows with its difference.',
  },
  rejected: {
    label: 'Rejected: the commission stands',
    effect: 'The commission stays as it is.',
  },
}
type Outcome = keyof typeof OUTCOMES

export function DecideDisputeModal({
  disputeId,
  held,
  onClose,
}: {
  disputeId: string
  held: MoneyJson
  onClose(): void
}) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [decision, setDecision] = useState('')
  const [tried, setTried] = useState(false)
  const decide = useAction<{ outcome: Outcome; decision: string }>({
    path: `/disputes/${encodeURIComponent(disputeId)}/decide`,
    changes: AFTER_DISPUTE,
    success: 'The dispute is decided.',
    onSuccess: onClose,
  })
  const confirm = () => {
    setTried(true)
    if (outcome && decision.trim() !== '') decide.run({ outcome, decision: decision.trim() })
  }
  return (
    <ConfirmModal
      title="Decide the dispute"
      sentence={
        <p>
          <strong>{releaseSentence(held)}</strong> {outcome && OUTCOMES[outcome].effect} A decision is final;
          the commission can be disputed again with new evidence.
        </p>
      }
      confirmLabel={outcome === null ? 'Decide' : outcome === 'upheld' ? 'Uphold it' : 'Reject it'}
      pending={decide.pending}
      problem={decide.problem}
      shownFields={['decision', 'outcome']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Radio.Group
        label="Outcome"
        required
        mt="md"
        value={outcome ?? ''}
        // The radios below are exactly the keys of OUTCOMES.
        onChange={(value) => setOutcome(value as Outcome)}
        error={tried && outcome === null ? 'Choose one.' : fieldMessage(decide.problem, 'outcome')}
      >
        <Stack gap="xs" mt="xs" mb="xs">
          {Object.entries(OUTCOMES).map(([value, { label }], index) => (
            <Radio key={value} value={value} label={label} {...(index === 0 && { 'data-autofocus': true })} />
          ))}
        </Stack>
      </Radio.Group>
      <ReasonField
        label="Reason"
        description="Kept with the dispute; who opened it reads it."
        value={decision}
        maxLength={2000}
        missing={tried}
        focused={false}
        error={fieldMessage(decide.problem, 'decision')}
        onChange={setDecision}
      />
    </ConfirmModal>
  )
}
