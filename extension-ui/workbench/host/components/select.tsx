import type { MultiSelectProps, SelectProps } from '@hubspot/ui-extensions'
import { useId, useRef, useState } from 'react'
import { controlAria, Field, type FieldLook } from './field.tsx'
import { useFormField } from './form.tsx'
import { useClickOutside } from './use-click-outside.ts'
import { useGivenOrOwn } from './use-given-or-own.ts'

type Value = string | number | boolean
type Option = SelectProps['options'][number]

export function Select(props: SelectProps) {
  const [value, setValue] = useGivenOrOwn<Value | undefined>(props.value, undefined)
  useFormField(props.name, () => value)
  return (
    <Listbox
      {...props}
      look={props}
      selected={value === undefined ? [] : [value]}
      onPick={(picked) => {
        setValue(picked)
        props.onChange?.(picked)
      }}
    />
  )
}

export function MultiSelect(props: MultiSelectProps) {
  const [values, setValues] = useGivenOrOwn<Value[]>(props.value, [])
  useFormField(props.name, () => values)
  return (
    <Listbox
      {...props}
      look={props}
      several
      selected={values}
      onPick={(picked) => {
        const next = values.includes(picked)
          ? values.filter((value) => value !== picked)
          : [...values, picked]
        setValues(next)
        props.onChange?.(next)
      }}
    />
  )
}

interface ListboxProps {
  look: FieldLook
  options: Option[]
  selected: Value[]
  several?: boolean
  readOnly?: boolean
  placeholder?: string
  variant?: 'transparent' | 'input'
  testId?: string
  onPick(value: Value): void
  onInput?: (query: string) => void
}

const SEARCHABLE_FROM = 8

function Listbox({ look, options, selected, several = false, onPick, onInput, ...props }: ListboxProps) {
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  useClickOutside(root, open, () => setOpen(false))

  const visible = options.filter((option) => option.label.toLowerCase().includes(query.toLowerCase()))
  const labels = options.filter((option) => selected.includes(option.value)).map((option) => option.label)

  const show = (): void => {
    setQuery('')
    setActive(
      Math.max(
        0,
        options.findIndex((option) => selected.includes(option.value)),
      ),
    )
    setOpen(true)
  }
  const pick = (option: Option): void => {
    onPick(option.value)
    if (several) return
    setOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        show()
      }
      return
    }
    if (event.key === 'Escape') {
      // Closes the list only: the panel around it stays.
      event.preventDefault()
      setOpen(false)
      button.current?.focus()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : visible.length - 1
      if (visible.length > 0) setActive((index) => (index + step) % visible.length)
    } else if (event.key === 'Enter' || (event.key === ' ' && event.target === button.current)) {
      event.preventDefault()
      const option = visible[active]
      if (option) pick(option)
    } else if (event.key === 'Tab') {
      setOpen(false)
    }
  }

  const listControl = {
    'aria-controls': `${id}-list`,
    'aria-activedescendant': open && visible[active] ? `${id}-option-${active}` : undefined,
  }
  return (
    <Field id={id} look={look}>
      <div className="hs-select" ref={root} onKeyDown={onKeyDown}>
        <button
          ref={button}
          type="button"
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-haspopup="listbox"
          aria-labelledby={look.label === undefined ? undefined : `${id}-label ${id}-value`}
          disabled={props.readOnly}
          className={props.variant === 'transparent' ? 'hs-select-plain' : 'hs-input'}
          data-testid={props.testId}
          {...listControl}
          {...controlAria(id, look)}
          onClick={() => (open ? setOpen(false) : show())}
        >
          <span id={`${id}-value`} className={labels.length > 0 ? undefined : 'hs-placeholder'}>
            {labels.join(', ') || (props.placeholder ?? 'Select an option')}
          </span>
          <span className="hs-caret" aria-hidden="true" />
        </button>
        {open && (
          <div className="hs-menu">
            {options.length >= SEARCHABLE_FROM && (
              <input
                className="hs-input"
                type="search"
                placeholder="Search"
                aria-label="Search options"
                autoFocus
                value={query}
                {...listControl}
                onChange={(event) => {
                  setQuery(event.target.value)
                  setActive(0)
                  onInput?.(event.target.value)
                }}
              />
            )}
            <ul
              id={`${id}-list`}
              role="listbox"
              aria-label={look.label}
              aria-multiselectable={several || undefined}
            >
              {visible.map((option, index) => (
                <li
                  key={String(option.value)}
                  id={`${id}-option-${index}`}
                  role="option"
                  aria-selected={selected.includes(option.value)}
                  className={index === active ? 'hs-active' : undefined}
                  onMouseEnter={() => setActive(index)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => pick(option)}
                >
                  {several && (
                    <span className="hs-tick" aria-hidden="true">
                      {selected.includes(option.value) ? '✓' : ''}
                    </span>
                  )}
                  {option.label}
                </li>
              ))}
            </ul>
            {visible.length === 0 && <p className="hs-menu-empty">No results</p>}
          </div>
        )}
      </div>
    </Field>
  )
}
