import { Checkbox } from '@mantine/core'
import { textsOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

/** Some of a few. None ticked is no condition, which the description says. */
export function ChecksField({
  path,
  label,
  description,
  options,
}: {
  path: Path
  label: string
  description?: string
  options: Record<string, string>
}) {
  const field = useField(path)
  return (
    <Checkbox.Group
      label={label}
      description={description}
      value={textsOf(field.value)}
      error={field.error}
      onChange={(chosen) => field.set(chosen.length === 0 ? undefined : chosen)}
    >
      <div className="checks">
        {Object.entries(options).map(([value, name]) => (
          <Checkbox key={value} value={value} label={name} disabled={field.disabled} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
