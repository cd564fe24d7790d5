import { NativeSelect } from '@mantine/core'
import { RATE_KINDS, withRateKind, type RateKind } from '../../plan-terms/rate-kind.ts'
import { currencyOf, recordOf, textOf } from '../../plan-terms/terms.ts'
import { setAt, type Path } from '../../plan-terms/terms-path.ts'
import { BASIS, MEASURE_QUANTITY, PERIOD, RATE } from '../../plan-terms/words-of-terms.ts'
import { useEdit, useField } from '../edit-context.ts'
import { ChoiceField } from '../fields/ChoiceField.tsx'
import { DecimalField } from '../fields/DecimalField.tsx'
import { NamesField } from '../fields/NamesField.tsx'
import { BandFields } from './BandFields.tsx'
import { RecurringFields } from './RecurringFields.tsx'

/** What is paid: a kind of rate, and the amount that it is applied to. */
export function RateFields({ at }: { at: Path }) {
  const { terms, change } = useEdit()
  const rate = useField([...at, 'rate'])
  const basis = useField([...at, 'basis'])
  const kind = textOf(recordOf(rate.value).kind)
  const choose = (next: RateKind) =>
    change((before) => setAt(before, [...at, 'rate'], withRateKind(rate.value, next)))
  return (
    <fieldset className="group">
      <legend>What it pays</legend>
      <div className="pair">
        <ChoiceField
          label="Kind of rate"
          choices={RATE}
          value={kind}
          error={RATE_KINDS.some((known) => known === kind) ? undefined : rate.error}
          disabled={rate.disabled}
          onChoose={choose}
        />
        <div className="stack">
          {kind !== 'flat' && (
            <NativeSelect
              label="Of what"
              description={BASIS[textOf(basis.value)]?.means ?? 'Choose what the rate is applied to.'}
              data={[
                { value: '', label: 'Choose a basis' },
                ...Object.entries(BASIS).map(([value, { name }]) => ({ value, label: name })),
              ]}
              value={textOf(basis.value)}
              error={basis.error}
              disabled={basis.disabled}
              onChange={(event) => basis.set(event.currentTarget.value || undefined)}
            />
          )}
          {kind === 'percent' && (
            <DecimalField path={[...at, 'rate', 'percent']} label="Percentage" unit="%" />
          )}
          {kind === 'flat' && (
            <DecimalField path={[...at, 'rate', 'amount']} label="Amount per deal" unit={currencyOf(terms)} />
          )}
          {kind === 'recurring' && <RecurringFields at={[...at, 'rate']} />}
          {(kind === 'graduated' || kind === 'volume') && <MeasureFields at={[...at, 'rate', 'measure']} />}
        </div>
      </div>
      {(kind === 'graduated' || kind === 'volume') && <BandFields at={[...at, 'rate']} kind={kind} />}
      {basis.value === 'lineItems' && (
        <NamesField
          path={[...at, 'when', 'products']}
          label="Products that count"
          description="Only line items of these products are added up; none named counts all of them."
        />
      )}
    </fieldset>
  )
}

const MEASURE = {
  deal: { name: 'This deal', means: 'The bands are those of the deal’s own amount.' },
  period: {
    name: 'What the partner has brought so far',
    means: 'The bands run over a whole month, quarter or year: an accelerator.',
  },
}

/** What the bands are measured by. The deal alone is what no measure at all means. */
function MeasureFields({ at }: { at: Path }) {
  const measure = useField(at)
  const period = recordOf(measure.value)
  const overPeriod = typeof measure.value === 'object' && measure.value !== null
  return (
    <>
      <ChoiceField
        label="Bands are measured by"
        choices={MEASURE}
        value={overPeriod ? 'period' : 'deal'}
        error={measure.error}
        disabled={measure.disabled}
        onChoose={(chosen) =>
          measure.set(chosen === 'deal' ? undefined : { period: 'quarter', of: 'sourcedRevenue' })
        }
      />
      {overPeriod && (
        <div className="pair">
          <NativeSelect
            label="Added up over a"
            data={Object.entries(PERIOD).map(([value, label]) => ({ value, label }))}
            value={textOf(period.period)}
            disabled={measure.disabled}
            onChange={(event) => measure.set({ ...period, period: event.currentTarget.value })}
          />
          <NativeSelect
            label="Of the partner’s"
            data={Object.entries(MEASURE_QUANTITY).map(([value, label]) => ({ value, label }))}
            value={textOf(period.of)}
            disabled={measure.disabled}
            onChange={(event) => measure.set({ ...period, of: event.currentTarget.value })}
          />
        </div>
      )}
    </>
  )
}
