import { useRef, useEffect } from 'react'
import { Button } from '@mantine/core'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { When } from '../../parts/When.tsx'
import type { DraftEditing } from './use-draft-editing.ts'
import { useKeepCopy } from './use-keep-copy.ts'

/** Somebody else saved meanwhile: who and when, and both ways on. What was typed is there whichever is taken. */
export function ConflictPanel({ draft, editing }: { draft: PlanDraftView; editing: DraftEditing }) {
  const panel = useRef<HTMLElement>(null)
  const copy = useKeepCopy(draft, () => {
    editing.step({ kind: 'takeTheirs' })
    editing.step({ kind: 'forgetAside' })
  })
  const { theirs } = editing
  useEffect(() => {
    if (theirs) panel.current?.focus()
  }, [theirs])
  if (theirs) {
    return (
      <section ref={panel} className="panel pad conflict" role="alert" tabIndex={-1}>
        <h2>{theirs.updatedBy.name} has changed this draft meanwhile</h2>
        <p>
          Revision {theirs.revision} was saved <When at={theirs.updatedAt} />. Yours began from revision{' '}
          {editing.base.revision}; it is still on this page and nothing of it is lost.
        </p>
        <div className="row">
          <Button loading={copy.pending} onClick={() => copy.keep(editing.terms)}>
            Keep mine as a draft of its own
          </Button>
          <Button variant="default" onClick={() => editing.step({ kind: 'takeTheirs' })}>
            Take theirs
          </Button>
        </div>
        {copy.problem && <InlineProblem problem={copy.problem} />}
      </section>
    )
  }
  if (!editing.putAside) return null
  return (
    <p className="note undo-bar" role="status">
      {editing.putAside.from === 'conflict'
        ? `This is ${draft.updatedBy.name}’s revision now. Yours is kept beside it.`
        : 'Something that you typed here earlier was not saved. This is what is saved.'}{' '}
      <Button size="compact-xs" variant="default" onClick={() => editing.step({ kind: 'bringBack' })}>
        Bring mine back
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => editing.step({ kind: 'forgetAside' })}>
        Let go of it
      </Button>
    </p>
  )
}
