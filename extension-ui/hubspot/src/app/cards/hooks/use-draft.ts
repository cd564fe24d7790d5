import { useRef, useState } from 'react'

export interface Draft<Fields extends object> {
  fields: Fields
  /** What is in the form now. A click can arrive before the last keystroke was rendered; this never lags. */
  now(): Fields
  set<Name extends keyof Fields>(name: Name): (value: Fields[Name]) => void
}

/** The fields of one form. Inputs stay uncontrolled, so that a late echo cannot overwrite newer typing. */
export function useDraft<Fields extends object>(initial: Fields): Draft<Fields> {
  const [fields, setFields] = useState(initial)
  const current = useRef(initial)
  return {
    fields,
    now: () => current.current,
    set: (name) => (value) => {
      current.current = { ...current.current, [name]: value }
      setFields(current.current)
    },
  }
}
