import { Button, TextInput } from '@mantine/core'
import { decimalFault } from '../../plan-terms/decimal-entry.ts'
import { listOf, recordOf, textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'
import { ChoiceField } from '../fields/ChoiceField.tsx'
import { DecimalField } from '../fields/DecimalField.tsx'

const YEARS = {
  same: { name: 'The same percentage for a term', means: 'Each payment within the months below earns it.' },
  perYear: {
    name: 'A different percentage each year',
    means: 'Years are counted from the close date; after the last one nothing more is earned.',
  },
}

/** What each payment of the customer earns, and for how long. */
export function RecurringFields({ at }: { at: Path }) {
  const rate = useField(at)
  const { percentByYear, percent, months, ...others } = recordOf(rate.value)
  const perYear = percentByYear !== undefined
  const choose = (kind: keyof typeof YEARS) =>
    rate.set(
      kind === 'perYear'
        ? { ...others, percentByYear: [textOf(percent), ''] }
        : { ...others, percent: textOf(listOf(percentByYear)[0]), months: 12 },
    )
  return (
    <>
      <ChoiceField
        label="Over time"
        choices={YEARS}
        value={perYear ? 'perYear' : 'same'}
        disabled={rate.disabled}
        onChoose={choose}
      />
      {perYear ? (
        <YearPercents at={[...at, 'percentByYear']} />
      ) : (
        <div className="pair">
          <DecimalField path={[...at, 'percent']} label="Percentage" unit="%" />
          <Months at={[...at, 'months']} value={months} />
        </div>
      )}
    </>
  )
}

/** A count, which the plan holds as a JSON number; what is not one stays the text that was typed and lint says so. */
function Months({ at, value }: { at: Path; value: unknown }) {
  const field = useField(at)
  return (
    <TextInput
      label="For how many months"
      inputMode="numeric"
      autoComplete="off"
      placeholder="no end"
      value={textOf(value)}
      readOnly={field.disabled}
      error={field.error}
      onChange={(event) => {
        const text = event.currentTarget.value.trim()
        field.set(text === '' ? undefined : /^\d{1,4}$/.test(text) ? Number(text) : text)
      }}
    />
  )
}

function YearPercents({ at }: { at: Path }) {
  const field = useField(at)
  const percents = listOf(field.value).map(textOf)
  return (
    <div className="stack">
      {percents.map((percent, index) => (
        <TextInput
          // A year has no name but its place.
          key={index}
          label={`Year ${index + 1}`}
          className="decimal short"
          inputMode="decimal"
          autoComplete="off"
          rightSection={<span className="unit">%</span>}
          value={percent}
          readOnly={field.disabled}
          error={percent !== '' && decimalFault(percent)}
          onChange={(event) => field.set(percents.with(index, event.currentTarget.value.trim()))}
        />
      ))}
      {field.error && <p className="field-error">{field.error}</p>}
      <div className="row">
        <Button
          variant="default"
          size="compact-sm"
          disabled={field.disabled}
          onClick={() => field.set([...percents, ''])}
        >
          Add year {percents.length + 1}
        </Button>
        {percents.length > 1 && (
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={field.disabled}
            onClick={() => field.set(percents.slice(0, -1))}
          >
            Remove year {percents.length}
          </Button>
        )}
      </div>
    </div>
  )
}
