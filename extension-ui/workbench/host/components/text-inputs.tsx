import type { InputProps, SearchInputProps, TextAreaProps } from '@hubspot/ui-extensions'
import { useId } from 'react'
import { controlAria, Field } from './field.tsx'
import { useTypedText } from './use-typed-text.ts'

export function Input(props: InputProps) {
  return <TextLine {...props} type={props.type ?? 'text'} />
}

export function SearchInput(props: SearchInputProps) {
  return <TextLine {...props} type="search" />
}

function TextLine(props: Omit<InputProps, 'type'> & { type: string }) {
  const id = useId()
  const typed = useTypedText({
    ...props,
    given: props.value,
    initial: props.defaultValue ?? '',
    parse: asText,
  })
  return (
    <Field id={id} look={props}>
      <input
        id={id}
        className="hs-input"
        name={props.name}
        type={props.type}
        value={typed.text}
        placeholder={props.placeholder}
        readOnly={props.readOnly}
        data-testid={props.testId}
        {...controlAria(id, props)}
        onChange={(event) => typed.type(event.target.value)}
        onBlur={typed.blur}
        onFocus={() => props.onFocus?.(typed.text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') typed.commit()
        }}
      />
    </Field>
  )
}

export function TextArea(props: TextAreaProps) {
  const id = useId()
  const typed = useTypedText({
    ...props,
    given: props.value,
    initial: props.defaultValue ?? '',
    parse: asText,
  })
  return (
    <Field id={id} look={props}>
      <textarea
        id={id}
        className="hs-input"
        name={props.name}
        value={typed.text}
        rows={props.rows ?? 3}
        maxLength={props.maxLength}
        style={{ resize: props.resize }}
        placeholder={props.placeholder}
        readOnly={props.readOnly}
        data-testid={props.testId}
        {...controlAria(id, props)}
        onChange={(event) => typed.type(event.target.value)}
        onBlur={typed.blur}
        onFocus={() => props.onFocus?.(typed.text)}
      />
    </Field>
  )
}

const asText = (text: string): string => text
