import type { CheckboxProps, RadioButtonProps, ToggleGroupProps, ToggleProps } from '@hubspot/ui-extensions'
import { useId, type ReactNode } from 'react'
import { Field } from './field.tsx'
import { useFormField } from './form.tsx'
import { classes } from './sizes.ts'
import { useGivenOrOwn } from './use-given-or-own.ts'

export function Checkbox(props: CheckboxProps) {
  const [checked, setChecked] = useGivenOrOwn(props.checked, props.initialIsChecked ?? false)
  useFormField(props.name, () => checked)
  return (
    <Check
      {...props}
      type="checkbox"
      checked={checked}
      label={props['aria-label']}
      onCheck={(next) => {
        setChecked(next)
        props.onChange?.(next, props.value ?? '')
      }}
    />
  )
}

/** Radio buttons of one name form a group in the browser: arrow keys move inside it, Tab leaves it. */
export function RadioButton(props: RadioButtonProps) {
  const [checked, setChecked] = useGivenOrOwn(props.checked, props.initialIsChecked ?? false)
  return (
    <Check
      {...props}
      type="radio"
      checked={checked}
      onCheck={(next) => {
        setChecked(next)
        props.onChange?.(next, props.value ?? '')
      }}
    />
  )
}

interface CheckProps {
  type: 'checkbox' | 'radio'
  checked: boolean
  name?: string
  label?: string
  inline?: boolean
  readOnly?: boolean
  description?: string
  testId?: string
  children?: ReactNode
  onCheck(checked: boolean): void
}

function Check(props: CheckProps) {
  const id = useId()
  return (
    <span className={classes('hs-check', props.inline && 'hs-check-inline')}>
      <input
        id={id}
        type={props.type}
        name={props.name}
        checked={props.checked}
        disabled={props.readOnly}
        aria-label={props.label}
        aria-describedby={props.description ? `${id}-description` : undefined}
        data-testid={props.testId}
        onChange={(event) => props.onCheck(event.target.checked)}
      />
      <span>
        <label htmlFor={id}>{props.children}</label>
        {props.description && (
          <span className="hs-description" id={`${id}-description`}>
            {props.description}
          </span>
        )}
      </span>
    </span>
  )
}

export function ToggleGroup(props: ToggleGroupProps) {
  const id = useId()
  const single = props.toggleType === 'radioButtonList'
  const preset = props.options.filter((option) => option.initialIsChecked).map((option) => option.value)
  const given = props.value === undefined ? undefined : [props.value].flat()
  const [chosen, setChosen] = useGivenOrOwn<string[]>(given, single ? preset.slice(0, 1) : preset)
  useFormField(props.name, () => (single ? chosen[0] : chosen))

  const check = (value: string, on: boolean): void => {
    const others = chosen.filter((other) => other !== value)
    const next = single ? [value] : on ? [...others, value] : others
    setChosen(next)
    if (props.toggleType === 'radioButtonList') props.onChange?.(value)
    else props.onChange?.(next)
  }
  return (
    <Field id={id} look={props} group={single ? 'radiogroup' : 'group'}>
      <div className={classes('hs-toggle-group', props.inline && 'hs-toggle-group-inline')}>
        {props.options.map((option) => (
          <Check
            key={option.value}
            type={single ? 'radio' : 'checkbox'}
            name={`${id}-${props.name}`}
            checked={chosen.includes(option.value)}
            readOnly={option.readonly}
            description={option.description}
            onCheck={(on) => check(option.value, on)}
          >
            {option.label}
          </Check>
        ))}
      </div>
    </Field>
  )
}

export function Toggle(props: ToggleProps) {
  const [on, setOn] = useGivenOrOwn(props.checked, props.initialIsChecked ?? false)
  useFormField(props.name, () => on)
  return (
    <label className={`hs-toggle hs-toggle-${props.labelDisplay ?? 'inline'}`}>
      <span className={props.labelDisplay === 'hidden' ? 'hs-visually-hidden' : undefined}>
        {props.label}
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={props.readOnly}
        data-testid={props.testId}
        onChange={(event) => {
          setOn(event.target.checked)
          props.onChange?.(event.target.checked)
        }}
      />
      <span className="hs-toggle-track" aria-hidden="true" />
    </label>
  )
}
