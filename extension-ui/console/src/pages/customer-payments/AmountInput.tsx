import { TextInput } from '@mantine/core'

export function AmountInput({
  label,
  currency,
  value,
  error,
  required = false,
  focused = false,
  onChange,
}: {
  label: string
  currency: string
  value: string
  error: string | null | undefined
  required?: boolean
  focused?: boolean
  onChange(text: string): void
}) {
  return (
    <TextInput
      label={label}
      required={required}
      inputMode="decimal"
      className="decimal"
      placeholder={required ? undefined : '0.00'}
      maxLength={60}
      rightSection={<span className="unit">{currency}</span>}
      rightSectionWidth={48}
      {...(focused && { 'data-autofocus': true })}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
