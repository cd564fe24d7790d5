import { TagsInput } from '@mantine/core'
import { textsOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

/** Several names: chosen from what is known, or written. None at all is no condition. */
export function NamesField({
  path,
  label,
  description,
  known = [],
}: {
  path: Path
  label: string
  description?: string
  known?: readonly string[]
}) {
  const field = useField(path)
  return (
    <TagsInput
      label={label}
      description={description}
      placeholder={textsOf(field.value).length === 0 ? 'Any' : ''}
      data={[...known]}
      value={textsOf(field.value)}
      error={field.error}
      readOnly={field.disabled}
      clearable={false}
      // A name may hold a comma, so only Enter and leaving the field end one.
      splitChars={[]}
      onChange={(names) => field.set(names.length === 0 ? undefined : names)}
    />
  )
}
