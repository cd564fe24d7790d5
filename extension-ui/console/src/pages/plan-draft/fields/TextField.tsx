import { TextInput } from '@mantine/core'
import { textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

/** A text of the terms. One that may be left out goes with its last letter. */
export function TextField({
  path,
  optional = false,
  onText = (text) => text,
  ...input
}: {
  path: Path
  label: string
  optional?: boolean
  description?: string
  placeholder?: string
  maxLength?: number
  type?: 'date' | 'text'
  className?: string
  'data-autofocus'?: boolean
  /** "usd" becomes "USD". */
  onText?(text: string): string
}) {
  const field = useField(path)
  return (
    <TextInput
      {...input}
      value={textOf(field.value)}
      error={field.error}
      readOnly={field.disabled}
      onChange={(event) => {
        const text = onText(event.currentTarget.value)
        field.set(optional && text === '' ? undefined : text)
      }}
    />
  )
}
