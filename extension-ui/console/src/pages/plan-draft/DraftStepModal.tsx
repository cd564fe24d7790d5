import { useState, type ReactNode } from 'react'
import { Textarea } from '@mantine/core'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { draftPath } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { fieldMessage } from '../../api/problem.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { DraftStep } from './DraftBar.tsx'

interface Words {
  title: string
  sentence: ReactNode
  confirm: string
  done: string
  reason: string
  reasonNeeded: boolean
}

/** Proposes, publishes, returns or discards what is saved; the sentence says what happens then. */
export function DraftStepModal({
  draft,
  step,
  onDone,
  onClose,
}: {
  draft: PlanDraftView
  step: Exclude<DraftStep, 'simulate'>
  onDone(): void
  onClose(): void
}) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const words = wordsOf(draft)[step]
  const action = useAction<{ revision: number; reason: string | null }>({
    path: `${draftPath(draft.id)}/${step}`,
    changes: ['plans', 'programmes'],
    success: words.done,
    onSuccess: onDone,
  })
  const confirm = () => {
    const text = reason.trim()
    setMissing(words.reasonNeeded && text === '')
    if (!words.reasonNeeded || text !== '') action.run({ revision: draft.revision, reason: text || null })
  }
  return (
    <ConfirmModal
      title={words.title}
      sentence={words.sentence}
      confirmLabel={words.confirm}
      destructive={step === 'discard'}
      pending={action.pending}
      problem={action.problem}
      shownFields={['reason']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Textarea
        label={words.reason}
        required={words.reasonNeeded}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={
          missing && reason.trim() === ''
            ? 'Say why, in a few words.'
            : fieldMessage(action.problem, 'reason')
        }
      />
    </ConfirmModal>
  )
}

function wordsOf(draft: PlanDraftView): Record<Exclude<DraftStep, 'simulate'>, Words> {
  const acknowledged = draft.findings.filter((finding) => finding.acknowledged).length
  return {
    propose: {
      title: 'Propose this plan',
      sentence: (
        <p>
          The draft is shown to those who may publish it. It can no longer be changed until one of them
          publishes or returns it. Nobody’s commission changes yet.
        </p>
      ),
      confirm: 'Propose',
      done: 'The draft is proposed.',
      reason: 'What changes and why',
      reasonNeeded: false,
    },
    publish: {
      title: 'Publish this plan',
      sentence: (
        <>
          <p>{draft.publishing ?? 'The draft becomes a version of the programme’s plan.'}</p>
          <p>
            A published version is never changed again; a later one can follow it.
            {acknowledged > 0 &&
              ` What was said of ${count(acknowledged, 'acknowledged warning')} stays with it, and by whom.`}
          </p>
        </>
      ),
      confirm: 'Publish',
      done: 'The plan is published.',
      reason: 'Why it is published',
      reasonNeeded: false,
    },
    return: {
      title: 'Return to draft',
      sentence: (
        <p>The draft can be changed again and has to be proposed anew. Nobody’s commission changes.</p>
      ),
      confirm: 'Return',
      done: 'The draft can be changed again.',
      reason: 'What should change',
      reasonNeeded: true,
    },
    discard: {
      title: 'Discard this draft',
      sentence: (
        <p>
          The draft of <strong>{draft.updatedBy.name}</strong> is given up: it can neither be changed nor
          published any more. The version in force stays as it is.
        </p>
      ),
      confirm: 'Discard this draft',
      done: 'The draft is discarded.',
      reason: 'Reason',
      reasonNeeded: false,
    },
  }
}
