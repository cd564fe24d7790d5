import { createContext, useContext } from 'react'
import type { Terms } from '../plan-terms/terms.ts'
import { findingsAt } from '../plan-terms/finding-place.ts'
import { setAt, valueAt, type Path } from '../plan-terms/terms-path.ts'
import type { ShownFinding } from './shown-findings.ts'

/** What every field of the editor needs: the terms, what lint says of them, and how to change them. */
export interface EditContextValue {
  terms: Terms
  findings: readonly ShownFinding[]
  readOnly: boolean
  change(change: (terms: Terms) => Terms): void
}

export const EditContext = createContext<EditContextValue | null>(null)

export function useEdit(): EditContextValue {
  const context = useContext(EditContext)
  if (!context) throw new Error('useEdit outside the editor of a draft')
  return context
}

export interface Field {
  value: unknown
  set(value: unknown): void
  /** What lint has against it, in words for under the field. */
  error: string | undefined
  disabled: boolean
}

/** One place in the terms as a form field. Setting `undefined` takes the key away. */
export function useField(path: Path): Field {
  const { terms, findings, readOnly, change } = useEdit()
  return {
    value: valueAt(terms, path),
    set: (value) => change((before) => setAt(before, path, value)),
    error: findingsAt(findings, path).find(({ severity }) => severity === 'error')?.message,
    disabled: readOnly,
  }
}
