import { Textarea } from '@mantine/core'

/** A sentence that somebody has to write before something happens. `missing`: they tried without one. */
export function ReasonField({
  label,
  description,
  value,
  maxLength,
  missing,
  error,
  focused = true,
  onChange,
}: {
  label: string
  description: string
  value: string
  maxLength: number
  missing: boolean
  error: string | undefined
  focused?: boolean
  onChange(text: string): void
}) {
  return (
    <Textarea
      label={label}
      description={description}
      required
      autosize
      minRows={2}
      mt="md"
      maxLength={maxLength}
      {...(focused && { 'data-autofocus': true })}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={missing && value.trim() === '' ? 'Say why, in a few words.' : error}
    />
  )
}
