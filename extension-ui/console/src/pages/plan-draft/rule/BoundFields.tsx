import { NativeSelect, Switch } from '@mantine/core'
import { currencyOf, recordOf, textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useEdit, useField } from '../edit-context.ts'
import { DecimalField } from '../fields/DecimalField.tsx'

/** The least and the most that a rule pays, and whether it comes on top of others. */
export function BoundFields({ at }: { at: Path }) {
  const { terms } = useEdit()
  const currency = currencyOf(terms)
  const periodCap = useField([...at, 'periodCap'])
  const cap = recordOf(periodCap.value)
  const stack = useField([...at, 'stack'])
  return (
    <fieldset className="group">
      <legend>Bounds</legend>
      <div className="pair">
        <DecimalField
          path={[...at, 'floor']}
          optional
          label="At least per deal"
          description="Lifts a smaller commission; nothing stays nothing."
          unit={currency}
        />
        <DecimalField
          path={[...at, 'cap']}
          optional
          label="At most per deal"
          description="Before the partner’s share is applied."
          unit={currency}
        />
      </div>
      <div className="pair">
        <NativeSelect
          label="Cap per partner"
          description="Over everything that the plan pays the partner in the period."
          data={[
            { value: '', label: 'no cap' },
            { value: 'month', label: 'a month' },
            { value: 'quarter', label: 'a quarter' },
            { value: 'year', label: 'a year' },
          ]}
          value={textOf(cap.period)}
          disabled={periodCap.disabled}
          onChange={(event) => {
            const period = event.currentTarget.value
            periodCap.set(period === '' ? undefined : { ...cap, period, amount: textOf(cap.amount) })
          }}
        />
        {periodCap.value !== undefined && (
          <DecimalField
            path={[...at, 'periodCap', 'amount']}
            label="At most in that period"
            description="A decimal number in the plan’s currency."
            unit={currency}
          />
        )}
      </div>
      <Switch
        label="Comes on top of other rules"
        description="A bonus: paid beside the first matching rule instead of competing with it."
        checked={stack.value === true}
        disabled={stack.disabled}
        onChange={(event) => stack.set(event.currentTarget.checked)}
      />
    </fieldset>
  )
}
