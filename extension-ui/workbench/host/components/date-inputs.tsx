import type { DateInputProps, TimeInputProps } from '@hubspot/ui-extensions'
import { useId } from 'react'
import { controlAria, Field } from './field.tsx'
import { dateOf, dateText, timeOf, timeText } from './calendar-value.ts'
import { useTypedText } from './use-typed-text.ts'

export function DateInput(props: DateInputProps) {
  const id = useId()
  const typed = useTypedText({
    name: props.name,
    given: props.value === undefined ? undefined : dateText(props.value),
    initial: dateText(props.defaultValue),
    parse: dateOf,
    // The SDK's types leave out null, which HubSpot sends for a cleared date.
    onChange: props.onChange as ((value: ReturnType<typeof dateOf>) => void) | undefined,
    onBlur: props.onBlur as ((value: ReturnType<typeof dateOf>) => void) | undefined,
  })
  return (
    <Field id={id} look={props}>
      <input
        id={id}
        className="hs-input"
        type="date"
        name={props.name}
        min={dateText(props.min) || undefined}
        max={dateText(props.max) || undefined}
        value={typed.text}
        readOnly={props.readOnly}
        data-testid={props.testId}
        {...controlAria(id, props)}
        onChange={(event) => {
          typed.type(event.target.value)
          typed.commit()
        }}
        onBlur={typed.blur}
      />
    </Field>
  )
}

export function TimeInput(props: TimeInputProps) {
  const id = useId()
  const typed = useTypedText({
    name: props.name,
    given: props.value === undefined ? undefined : timeText(props.value),
    initial: timeText(props.defaultValue),
    parse: timeOf,
    // As above: null for a cleared time.
    onChange: props.onChange as ((value: ReturnType<typeof timeOf>) => void) | undefined,
    onBlur: props.onBlur as ((value: ReturnType<typeof timeOf>) => void) | undefined,
  })
  return (
    <Field id={id} look={props}>
      <input
        id={id}
        className="hs-input"
        type="time"
        name={props.name}
        min={timeText(props.min) || undefined}
        max={timeText(props.max) || undefined}
        step={(props.interval ?? 30) * 60}
        value={typed.text}
        readOnly={props.readOnly}
        data-testid={props.testId}
        {...controlAria(id, props)}
        onChange={(event) => {
          typed.type(event.target.value)
          typed.commit()
        }}
        onBlur={typed.blur}
      />
    </Field>
  )
}
