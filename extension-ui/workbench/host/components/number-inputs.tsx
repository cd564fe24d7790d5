import type { CurrencyInputProps, NumberInputProps, StepperInputProps } from '@hubspot/ui-extensions'
import { useId, type ReactNode } from 'react'
import { controlAria, Field } from './field.tsx'
import { useTypedText } from './use-typed-text.ts'

export function NumberInput(props: NumberInputProps) {
  return <NumberField props={props} suffix={props.formatStyle === 'percentage' ? '%' : undefined} />
}

export function StepperInput(props: StepperInputProps) {
  return <NumberField props={props} step={props.stepSize ?? 1} />
}

export function CurrencyInput(props: CurrencyInputProps) {
  return <NumberField props={props} prefix={props.currency ?? 'USD'} />
}

interface NumberFieldProps {
  props: NumberInputProps
  step?: number
  prefix?: ReactNode
  suffix?: ReactNode
}

/** The SDK hands numbers to the card; an empty field has none. */
function NumberField({ props, step, prefix, suffix }: NumberFieldProps) {
  const id = useId()
  const typed = useTypedText<number | undefined>({
    name: props.name,
    given: props.value === undefined ? undefined : String(props.value),
    initial: props.defaultValue === undefined ? '' : String(props.defaultValue),
    parse: (text) => (text.trim() === '' ? undefined : Number(text)),
    // The SDK's types leave out the empty field that HubSpot reports all the same.
    onChange: props.onChange as ((value: number | undefined) => void) | undefined,
    onBlur: props.onBlur as ((value: number | undefined) => void) | undefined,
  })
  return (
    <Field id={id} look={props}>
      <div className="hs-affixed">
        {prefix && <span className="hs-affix">{prefix}</span>}
        <input
          id={id}
          className="hs-input"
          name={props.name}
          type="number"
          step={step ?? 'any'}
          min={props.min}
          max={props.max}
          value={typed.text}
          placeholder={props.placeholder}
          readOnly={props.readOnly}
          data-testid={props.testId}
          style={{ textAlign: props.textAlign }}
          {...controlAria(id, props)}
          onChange={(event) => typed.type(event.target.value)}
          onBlur={typed.blur}
          onKeyDown={(event) => {
            if (event.key === 'Enter') typed.commit()
          }}
        />
        {suffix && <span className="hs-affix">{suffix}</span>}
      </div>
    </Field>
  )
}
