import { useCallback, useEffect, useReducer } from 'react'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import type { Terms } from '../plan-terms/terms.ts'
import { beginEditing, edited, isDirty, type Editing, type EditingStep } from './draft-editing.ts'

export interface DraftEditing extends Editing {
  dirty: boolean
  change(change: (terms: Terms) => Terms): void
  step(step: EditingStep): void
}

/** The draft as somebody is writing it. What the server has meanwhile is taken in without losing anything typed. */
export function useDraftEditing(draft: PlanDraftView): DraftEditing {
  const [editing, step] = useReducer(edited, draft, beginEditing)
  useEffect(() => step({ kind: 'arrived', draft }), [draft])
  const change = useCallback((change: (terms: Terms) => Terms) => step({ kind: 'edit', change }), [])
  return { ...editing, dirty: isDirty(editing), change, step }
}
