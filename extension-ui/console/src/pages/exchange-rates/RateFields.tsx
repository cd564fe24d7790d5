import { TextInput } from '@mantine/core'
import type { EnteredRate } from './parse-rates.ts'

export function RateFields({
  rate,
  fault,
  onChange,
}: {
  rate: EnteredRate
  fault: string | null
  onChange(rate: EnteredRate): void
}) {
  return (
    <>
      <div className="four rate-fields">
        <TextInput
          label="From"
          placeholder="EUR"
          required
          maxLength={3}
          data-autofocus
          value={rate.from}
          onChange={(event) => onChange({ ...rate, from: event.currentTarget.value })}
        />
        <TextInput
          label="To"
          placeholder="USD"
          required
          maxLength={3}
          value={rate.to}
          onChange={(event) => onChange({ ...rate, to: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="On"
          required
          value={rate.on}
          onChange={(event) => onChange({ ...rate, on: event.currentTarget.value })}
        />
        <TextInput
          label="Rate"
          placeholder="1.0842"
          required
          inputMode="decimal"
          className="decimal"
          maxLength={40}
          value={rate.rate}
          onChange={(event) => onChange({ ...rate, rate: event.currentTarget.value })}
        />
      </div>
      {fault && (
        <p className="field-error" role="alert">
          This {fault}.
        </p>
      )}
      {!fault && rate.from.trim().length === 3 && rate.to.trim().length === 3 && rate.rate.trim() !== '' && (
        <p className="muted small">
          1 {rate.from.toUpperCase()} = {rate.rate} {rate.to.toUpperCase()}
        </p>
      )}
    </>
  )
}
