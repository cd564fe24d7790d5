import { useEffect, useId, useRef, useState } from 'react'

interface EditablePropertyProps {
  label: string
  /** As the CRM stores it. */
  value: string
  /** As people read it. */
  shown: string
  type?: 'text' | 'date'
  inputMode?: 'decimal'
  choices?: { value: string; label: string }[]
  /** Answers whether it was saved; when not, the field stays open with what was typed. */
  onSave(value: string): Promise<boolean>
}

/** Click or Enter opens the field; Enter or leaving saves, Escape keeps the old value. */
export function EditableProperty(props: EditablePropertyProps) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const giveFocusBack = useRef(false)

  useEffect(() => {
    if (draft !== null || !giveFocusBack.current) return
    giveFocusBack.current = false
    opener.current?.focus()
  }, [draft])

  const save = async (next: string): Promise<void> => {
    if (saving) return
    if (next === props.value) return setDraft(null)
    setSaving(true)
    const saved = await props.onSave(next)
    setSaving(false)
    if (saved) setDraft(null)
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape') {
      giveFocusBack.current = true
      setDraft(null)
    }
    if (event.key === 'Enter' && draft !== null) {
      giveFocusBack.current = true
      void save(draft)
    }
  }

  if (draft === null) {
    return (
      <div className="crm-property">
        <span className="crm-property-label" id={`${id}-label`}>
          {props.label}
        </span>
        <button
          ref={opener}
          type="button"
          className="crm-property-value"
          id={`${id}-value`}
          aria-labelledby={`${id}-label ${id}-value`}
          onClick={() => setDraft(props.value)}
        >
          <span>{props.shown}</span>
          <span className="crm-pencil" aria-hidden="true">
            ✎
          </span>
        </button>
      </div>
    )
  }
  return (
    <div className="crm-property">
      <label className="crm-property-label" htmlFor={id}>
        {props.label}
      </label>
      {props.choices ? (
        <select
          id={id}
          autoFocus
          value={draft}
          disabled={saving}
          onKeyDown={onKeyDown}
          onBlur={() => setDraft(null)}
          onChange={(event) => {
            setDraft(event.target.value)
            giveFocusBack.current = true
            void save(event.target.value)
          }}
        >
          {!props.choices.some((choice) => choice.value === draft) && (
            <option value={draft}>{draft || '--'}</option>
          )}
          {props.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          autoFocus
          type={props.type ?? 'text'}
          inputMode={props.inputMode}
          value={draft}
          readOnly={saving}
          onKeyDown={onKeyDown}
          onBlur={() => void save(draft)}
          onChange={(event) => setDraft(event.target.value)}
        />
      )}
    </div>
  )
}
