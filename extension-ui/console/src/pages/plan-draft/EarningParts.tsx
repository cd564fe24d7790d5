import { ActionIcon, Button, TextInput } from '@mantine/core'
import { CrossIcon } from '../../parts/icons.tsx'
import { decimalFault } from '../plan-terms/decimal-entry.ts'
import { listOf, recordOf, textOf } from '../plan-terms/terms.ts'
import { useField } from './edit-context.ts'

/** Dates with the part of the commission that becomes payable on each. */
export function EarningParts() {
  const field = useField(['earning', 'parts'])
  const parts = listOf(field.value).map(recordOf)
  const set = (index: number, change: Record<string, string>) =>
    field.set(parts.map((part, at) => (at === index ? { ...part, ...change } : part)))
  return (
    <div className="stack" role="group" aria-label="Parts">
      {parts.map((part, index) => (
        // A part has no name but its place.
        <div className="part-row" key={index}>
          <TextInput
            type="date"
            aria-label={`Date of part ${index + 1}`}
            value={textOf(part.date)}
            readOnly={field.disabled}
            onChange={(event) => set(index, { date: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Percentage of part ${index + 1}`}
            className="decimal short"
            inputMode="decimal"
            autoComplete="off"
            rightSection={<span className="unit">%</span>}
            value={textOf(part.percent)}
            readOnly={field.disabled}
            error={textOf(part.percent) !== '' && decimalFault(textOf(part.percent))}
            onChange={(event) => set(index, { percent: event.currentTarget.value.trim() })}
          />
          {parts.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray.7"
              aria-label={`Remove part ${index + 1}`}
              disabled={field.disabled}
              onClick={() => field.set(parts.toSpliced(index, 1))}
            >
              <CrossIcon />
            </ActionIcon>
          )}
        </div>
      ))}
      {field.error && <p className="field-error">{field.error}</p>}
      <Button
        variant="default"
        size="compact-sm"
        disabled={field.disabled}
        onClick={() => field.set([...parts, { date: '', percent: '' }])}
      >
        Add part
      </Button>
    </div>
  )
}
