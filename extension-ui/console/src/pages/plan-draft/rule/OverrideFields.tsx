import type { Path } from '../../plan-terms/terms-path.ts'
import { DealsField, PartnersField } from '../fields/RecordsField.tsx'
import { TextField } from '../fields/TextField.tsx'

/** A rule for named partners or deals outranks every other and names who decided on it. */
export function OverrideFields({ at }: { at: Path }) {
  return (
    <fieldset className="group">
      <legend>Override</legend>
      <p className="muted small">
        A rule for single partners or deals outranks all others, wherever it stands in the list.
      </p>
      <PartnersField
        path={[...at, 'when', 'partners']}
        label="Only these partners"
        description="Search by name or domain."
      />
      <DealsField
        path={[...at, 'when', 'deals']}
        label="Only these deals"
        description="Search by deal or account."
      />
      <TextField
        path={[...at, 'author']}
        optional
        label="Decided by"
        description="Who agreed to it: shown wherever the override is explained."
        maxLength={200}
      />
    </fieldset>
  )
}
