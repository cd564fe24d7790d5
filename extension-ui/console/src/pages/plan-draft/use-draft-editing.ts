import { useCallback, useEffect, useReducer } from 'react'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import type { Terms } from '../plan-terms/terms.ts'
import { beginEditing, edited, isDirty, type Editing, type EditingStep } from './draft-editing.ts'
import { keepTyping, keptTyping } from './kept-typing.ts'

export interface DraftEditing extends Editing {
  dirty: boolean
  change(change: (terms: Terms) => Terms): void
  step(step: EditingStep): void
  /** Whoever leaves without saving has let go of it. */
  forget(): void
}

/** The draft as somebody is writing it. What the server has meanwhile is taken in without losing anything typed. */
export function useDraftEditing(draft: PlanDraftView, userId: string): DraftEditing {
  const [editing, step] = useReducer(edited, draft, () =>
    beginEditing(draft, keptTyping(sessionStorage, draft.id, userId)),
  )
  const { terms, putAside } = editing
  const dirty = isDirty(editing)
  const over = draft.status === 'published' || draft.status === 'discarded'
  useEffect(() => {
    // What is put aside is all that there is of it, until somebody brings it back or lets go of it.
    const kept = over ? null : dirty ? terms : (putAside?.terms ?? null)
    keepTyping(sessionStorage, draft.id, userId, kept)
  }, [draft.id, userId, over, dirty, terms, putAside])
  useEffect(() => step({ kind: 'arrived', draft }), [draft])
  const change = useCallback((change: (terms: Terms) => Terms) => step({ kind: 'edit', change }), [])
  const forget = useCallback(() => keepTyping(sessionStorage, draft.id, userId, null), [draft.id, userId])
  return { ...editing, dirty, change, step, forget }
}
