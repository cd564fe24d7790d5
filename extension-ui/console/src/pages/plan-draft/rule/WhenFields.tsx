import { NativeSelect, TextInput } from '@mantine/core'
import type { PlanDraftView } from '../../../../../../shared/contract/plan-api.ts'
import { useProgrammes } from '../../../api/resources.ts'
import { PARTNER_TYPE } from '../../../format/words.ts'
import { currencyOf, recordOf, textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { DEAL_TYPE } from '../../plan-terms/words-of-terms.ts'
import { useEdit, useField } from '../edit-context.ts'
import { ChecksField } from '../fields/ChecksField.tsx'
import { DecimalField } from '../fields/DecimalField.tsx'
import { NamesField } from '../fields/NamesField.tsx'

/** When a rule applies. Every condition that is given must hold; none given holds always. */
export function WhenFields({ at, programme }: { at: Path; programme: PlanDraftView['programme'] }) {
  const when = [...at, 'when']
  const basis = useField([...at, 'basis'])
  const programmes = useProgrammes()
  return (
    <fieldset className="group">
      <legend>When it applies</legend>
      <p className="muted small">
        All conditions that are given must hold. Without any, the rule always applies.
      </p>
      <div className="pair">
        <NamesField path={[...when, 'tiers']} label="Tiers" known={programme.tiers} />
        <ChecksField path={[...when, 'dealTypes']} label="Deal types" options={DEAL_TYPE} />
      </div>
      <AmountRange at={[...when, 'dealAmount']} />
      <div className="pair">
        <Days at={[...when, 'closedWithinDaysOfRegistration']} />
        <NamesField path={[...when, 'regions']} label="Regions" description="As the CRM names them." />
      </div>
      <div className="pair">
        {basis.value !== 'lineItems' && (
          <NamesField
            path={[...when, 'products']}
            label="Products"
            description="The deal has a line item of one of these."
          />
        )}
        <NamesField
          path={[...when, 'programmes']}
          label="Programmes"
          known={programmes.data?.programmes.map(({ name }) => name) ?? []}
          description="Only when partners of several programmes share this plan."
        />
      </div>
      <ChecksField path={[...when, 'partnerTypes']} label="Partner types" options={PARTNER_TYPE} />
    </fieldset>
  )
}

/** Each end of the range with whether the end itself belongs to it: nothing is left to be guessed. */
function AmountRange({ at }: { at: Path }) {
  return (
    <div role="group" aria-label="Deal amount" className="labelled">
      <span className="field-label">Deal amount</span>
      <div className="pair">
        <RangeEnd
          at={at}
          kinds={{ atLeast: 'at least', above: 'more than' }}
          none="no minimum"
          label="Lower end"
        />
        <RangeEnd
          at={at}
          kinds={{ atMost: 'at most', below: 'less than' }}
          none="no maximum"
          label="Upper end"
        />
      </div>
    </div>
  )
}

function RangeEnd({
  at,
  kinds,
  none,
  label,
}: {
  at: Path
  kinds: Record<string, string>
  none: string
  label: string
}) {
  const { terms } = useEdit()
  const range = useField(at)
  const bounds = recordOf(range.value)
  const names = Object.keys(kinds)
  const used = names.find((name) => Object.hasOwn(bounds, name)) ?? ''
  const choose = (next: string) => {
    const others = Object.fromEntries(Object.entries(bounds).filter(([name]) => !names.includes(name)))
    if (next === '') return range.set(Object.keys(others).length === 0 ? undefined : others)
    range.set({ ...others, [next]: textOf(bounds[used]) })
  }
  return (
    <div className="range-end">
      <NativeSelect
        aria-label={`${label}: included or not`}
        data={[{ value: '', label: none }, ...names.map((value) => ({ value, label: kinds[value] ?? '' }))]}
        value={used}
        disabled={range.disabled}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {used && <DecimalField path={[...at, used]} aria-label={label} unit={currencyOf(terms)} />}
    </div>
  )
}

function Days({ at }: { at: Path }) {
  const field = useField(at)
  return (
    <TextInput
      label="Won within days of the registration"
      description="Leave it empty for any time."
      inputMode="numeric"
      autoComplete="off"
      value={textOf(field.value)}
      readOnly={field.disabled}
      error={field.error}
      onChange={(event) => {
        const text = event.currentTarget.value.trim()
        field.set(text === '' ? undefined : /^\d{1,5}$/.test(text) ? Number(text) : text)
      }}
    />
  )
}
