import { TextInput } from '@mantine/core'
import { decimalFault } from '../../plan-terms/decimal-entry.ts'
import { textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

/** An amount or a percentage, as the decimal text that it is: it is checked while it is typed and never becomes a number. */
export function DecimalField({
  path,
  optional = false,
  unit,
  ...input
}: {
  path: Path
  label?: string
  'aria-label'?: string
  optional?: boolean
  /** "%" or the currency, behind the digits. */
  unit: string
  description?: string
  className?: string
}) {
  const field = useField(path)
  const text = textOf(field.value)
  return (
    <TextInput
      {...input}
      inputMode="decimal"
      autoComplete="off"
      className={`decimal ${input.className ?? ''}`}
      rightSection={<span className="unit">{unit}</span>}
      rightSectionWidth={unit.length > 1 ? 52 : 32}
      value={text}
      error={(text !== '' && decimalFault(text)) || field.error}
      readOnly={field.disabled}
      onChange={(event) => {
        const typed = event.currentTarget.value.trim()
        field.set(optional && typed === '' ? undefined : typed)
      }}
    />
  )
}
