import type { FormProps } from '@hubspot/ui-extensions'
import { createContext, useContext, useEffect, useId, useRef } from 'react'
import { flushSync } from 'react-dom'
import { extensionEvent, reactions } from './extension-event.ts'

interface FormField {
  name: string
  read(): unknown
  /** Reports a typed value that has not been reported yet. */
  commit(): void
}

const Fields = createContext<Set<FormField> | null>(null)

/** Makes a field's value part of `targetValue` of the form around it. */
export function useFormField(
  name: string | undefined,
  read: () => unknown,
  commit: () => void = () => {},
): void {
  const fields = useContext(Fields)
  const latest = useRef({ read, commit })
  latest.current = { read, commit }
  useEffect(() => {
    if (!fields || !name) return
    const field: FormField = {
      name,
      read: () => latest.current.read(),
      commit: () => latest.current.commit(),
    }
    fields.add(field)
    return () => {
      fields.delete(field)
    }
  }, [fields, name])
}

export function Form(props: FormProps) {
  const id = useId()
  const fields = useRef(new Set<FormField>())

  const submit = (event: React.FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    // Enter submits while the field still has the focus: its `onChange` has to reach the card before `onSubmit`.
    flushSync(() => fields.current.forEach((field) => field.commit()))
    const values = Object.fromEntries([...fields.current].map((field) => [field.name, field.read()]))
    // The SDK's type promises strings and numbers; dates and lists arrive as they are, as in HubSpot.
    const targetValue = values as Record<string, string | number>
    void props.onSubmit?.({ ...extensionEvent(event.nativeEvent, id), targetValue }, reactions)
  }

  return (
    <form noValidate autoComplete={props.autoComplete} data-testid={props.testId} onSubmit={submit}>
      <Fields.Provider value={fields.current}>{props.children}</Fields.Provider>
    </form>
  )
}
