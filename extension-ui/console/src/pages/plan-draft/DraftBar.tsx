import { Button } from '@mantine/core'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import type { SaveDraft } from './use-save-draft.ts'

export type DraftStep = 'propose' | 'publish' | 'return' | 'discard' | 'simulate'

const LABEL: Record<DraftStep, string> = {
  propose: 'Propose',
  publish: 'Publish',
  return: 'Return to draft',
  discard: 'Discard',
  simulate: 'Simulate',
}

/** Whether everything is saved, and the steps that the draft can take from here. */
export function DraftBar({
  draft,
  dirty,
  conflict,
  save,
  onStep,
}: {
  draft: PlanDraftView
  dirty: boolean
  /** Somebody else was faster: what to do about it is asked below. */
  conflict: boolean
  save: SaveDraft
  onStep(step: DraftStep): void
}) {
  const over = draft.status === 'published' || draft.status === 'discarded'
  if (over) return null
  const steps: DraftStep[] =
    draft.status === 'proposed'
      ? ['simulate', 'publish', 'return', 'discard']
      : ['simulate', 'propose', 'discard']
  const main: DraftStep = draft.status === 'proposed' ? 'publish' : 'propose'
  return (
    <div className="draft-bar panel" role="region" aria-label="Save and publish">
      <span className={dirty ? 'save-state unsaved' : 'save-state'} aria-live="polite">
        {save.pending ? 'Saving …' : dirty ? 'Not saved yet' : `Saved · revision ${draft.revision}`}
      </span>
      {draft.actions.edit.allowed ? (
        <Button
          size="xs"
          variant={dirty ? 'filled' : 'default'}
          loading={save.pending}
          disabled={!dirty || conflict}
          aria-keyshortcuts="Control+S Meta+S"
          title="Ctrl+S or ⌘S"
          onClick={() => void save.save()}
        >
          Save
        </Button>
      ) : (
        <span className="reason">{draft.actions.edit.because}</span>
      )}
      <span className="steps-of-draft">
        {steps.map((step) => (
          <ActionButton
            key={step}
            size="xs"
            variant={step === main && !dirty ? 'filled' : 'default'}
            permitted={
              dirty && draft.actions[step].allowed && step !== 'discard'
                ? { allowed: false, because: step === main ? 'Save first.' : '' }
                : draft.actions[step]
            }
            onClick={() => onStep(step)}
          >
            {LABEL[step]}
          </ActionButton>
        ))}
      </span>
      {save.problem && <InlineProblem problem={save.problem} />}
    </div>
  )
}
