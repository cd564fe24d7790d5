import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { sameJson } from '../plan-terms/same-json.ts'
import type { Terms } from '../plan-terms/terms.ts'

/** What somebody has typed into a draft, beside what the server has of it. */
export interface Editing {
  terms: Terms
  /** What the next save replaces. */
  base: { revision: number; terms: Terms }
  /** Somebody else's newer revision, while there is something of one's own that is not saved. */
  theirs: PlanDraftView | null
  /** What was put aside and can be brought back: for theirs, or by an earlier visit that ended unsaved. */
  putAside: { terms: Terms; from: 'conflict' | 'earlierVisit' } | null
}

export type EditingStep =
  | { kind: 'edit'; change(terms: Terms): Terms }
  /** The server's draft was read again. */
  | { kind: 'arrived'; draft: PlanDraftView }
  | { kind: 'saved'; draft: PlanDraftView; sent: Terms }
  | { kind: 'takeTheirs' }
  | { kind: 'bringBack' }
  | { kind: 'forgetAside' }

/** With what an earlier visit left unsaved, if it is anything else than what is saved. */
export const beginEditing = (draft: PlanDraftView, kept: Terms | null = null): Editing => ({
  terms: draft.terms,
  base: { revision: draft.revision, terms: draft.terms },
  theirs: null,
  putAside: kept && !sameJson(kept, draft.terms) ? { terms: kept, from: 'earlierVisit' } : null,
})

export const isDirty = (editing: Editing): boolean => !sameJson(editing.terms, editing.base.terms)

/** Nothing that was typed is ever lost here: it stays in `terms`, or in `putAside` until somebody lets go of it. */
export function edited(editing: Editing, step: EditingStep): Editing {
  switch (step.kind) {
    case 'edit':
      return { ...editing, terms: step.change(editing.terms) }
    case 'arrived':
      return arrived(editing, step.draft)
    case 'saved': {
      const base = { revision: step.draft.revision, terms: step.draft.terms }
      const typedMeanwhile = !sameJson(editing.terms, step.sent)
      return { ...editing, base, terms: typedMeanwhile ? editing.terms : base.terms, theirs: null }
    }
    case 'takeTheirs':
      if (!editing.theirs) return editing
      return { ...beginEditing(editing.theirs), putAside: { terms: editing.terms, from: 'conflict' } }
    case 'bringBack':
      return { ...editing, terms: editing.putAside?.terms ?? editing.terms, putAside: null }
    case 'forgetAside':
      return { ...editing, putAside: null }
  }
}

function arrived(editing: Editing, draft: PlanDraftView): Editing {
  // An answer that was overtaken by a newer one.
  if (draft.revision < editing.base.revision) return editing
  const base = { revision: draft.revision, terms: draft.terms }
  if (!isDirty(editing)) return { ...editing, base, terms: draft.terms, theirs: null }
  // A step such as an acknowledgement counts up the revision and leaves the terms alone.
  if (sameJson(draft.terms, editing.base.terms)) return { ...editing, base, theirs: null }
  return draft.revision === editing.base.revision ? editing : { ...editing, theirs: draft }
}
