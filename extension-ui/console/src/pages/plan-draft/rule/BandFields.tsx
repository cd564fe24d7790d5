import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { CrossIcon } from '../../../parts/icons.tsx'
import { addBand, bandRows, removeBand, setBand, type BandRow } from '../../plan-terms/band-rows.ts'
import { decimalFault } from '../../plan-terms/decimal-entry.ts'
import { shownAmount } from '../../plan-terms/rule-facts.ts'
import { currencyOf, textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useEdit, useField } from '../edit-context.ts'
import { ChoiceField } from '../fields/ChoiceField.tsx'

/** The bands of an amount, each with where it ends and what it pays. */
export function BandFields({ at, kind }: { at: Path; kind: 'graduated' | 'volume' }) {
  const { terms } = useEdit()
  const currency = currencyOf(terms)
  const bands = useField([...at, 'bands'])
  const rows = bandRows(bands.value)
  return (
    <div className="bands">
      <table>
        <caption className="sr-only">Bands, in ascending order</caption>
        <thead>
          <tr>
            <th scope="col">Band</th>
            <th scope="col">From</th>
            <th scope="col">Up to</th>
            <th scope="col">Percent</th>
            <th scope="col">
              <span className="sr-only">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Band
              // Bands have no name but their place.
              key={index}
              at={[...at, 'bands', index]}
              row={row}
              number={index + 1}
              last={index === rows.length - 1}
              currency={currency}
              onChange={(change) => bands.set(setBand(bands.value, index, change))}
              {...(rows.length > 1 && { onRemove: () => bands.set(removeBand(bands.value, index)) })}
            />
          ))}
        </tbody>
      </table>
      <Button
        variant="default"
        size="compact-sm"
        disabled={bands.disabled}
        onClick={() => bands.set(addBand(bands.value))}
      >
        Add band
      </Button>
      {kind === 'volume' && <Boundary at={[...at, 'boundary']} rows={rows} currency={currency} />}
    </div>
  )
}

function Band({
  at,
  row,
  number,
  last,
  currency,
  onChange,
  onRemove,
}: {
  at: Path
  row: BandRow
  number: number
  last: boolean
  currency: string
  onChange(change: { upTo?: string | null; percent?: string }): void
  onRemove?(): void
}) {
  const upTo = useField([...at, 'upTo'])
  const percent = useField([...at, 'percent'])
  return (
    <tr>
      <th scope="row">{number}</th>
      <td className="num">{number === 1 ? 'Nothing' : shownAmount(row.from, currency)}</td>
      <td>
        {row.upTo === null ? (
          <span className="open-end">No end</span>
        ) : (
          <TextInput
            aria-label={`Band ${number} up to`}
            className="decimal"
            inputMode="decimal"
            autoComplete="off"
            rightSection={<span className="unit">{currency}</span>}
            rightSectionWidth={52}
            value={row.upTo}
            readOnly={upTo.disabled}
            error={(row.upTo !== '' && decimalFault(row.upTo)) || upTo.error}
            onChange={(event) => onChange({ upTo: event.currentTarget.value.trim() })}
          />
        )}
        {last && (
          <Checkbox
            size="xs"
            mt={6}
            label="Without an end"
            disabled={upTo.disabled}
            checked={row.upTo === null}
            onChange={(event) => onChange({ upTo: event.currentTarget.checked ? null : '' })}
          />
        )}
      </td>
      <td>
        <TextInput
          aria-label={`Band ${number} percent`}
          className="decimal short"
          inputMode="decimal"
          autoComplete="off"
          rightSection={<span className="unit">%</span>}
          value={row.percent}
          readOnly={percent.disabled}
          error={(row.percent !== '' && decimalFault(row.percent)) || percent.error}
          onChange={(event) => onChange({ percent: event.currentTarget.value.trim() })}
        />
      </td>
      <td>
        {onRemove && (
          <ActionIcon
            variant="subtle"
            color="gray.7"
            aria-label={`Remove band ${number}`}
            disabled={upTo.disabled}
            onClick={onRemove}
          >
            <CrossIcon />
          </ActionIcon>
        )}
      </td>
    </tr>
  )
}

/** Whether the end of a band still belongs to it: said with the first end that there is. */
function Boundary({ at, rows, currency }: { at: Path; rows: readonly BandRow[]; currency: string }) {
  const boundary = useField(at)
  const [first, second] = rows
  const end = first?.upTo ? shownAmount(first.upTo, currency) : 'the end of a band'
  const percentOf = (row: BandRow | undefined, which: string) =>
    row?.percent ? `${row.percent} %` : `the percentage of the ${which} band`
  return (
    <ChoiceField
      label="Exactly at the end of a band"
      choices={{
        inclusive: {
          name: 'belongs to the band below',
          means: `A total of exactly ${end} is paid at ${percentOf(first, 'lower')}.`,
        },
        exclusive: {
          name: 'belongs to the band above',
          means: `A total of exactly ${end} is paid at ${percentOf(second, 'upper')}.`,
        },
      }}
      value={textOf(boundary.value)}
      error={boundary.error}
      disabled={boundary.disabled}
      onChoose={boundary.set}
    />
  )
}
