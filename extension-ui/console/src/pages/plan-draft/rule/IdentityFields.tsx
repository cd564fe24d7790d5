import { ChoiceField } from '../fields/ChoiceField.tsx'
import { TextField } from '../fields/TextField.tsx'
import { textOf } from '../../plan-terms/terms.ts'
import type { Path } from '../../plan-terms/terms-path.ts'
import { useField } from '../edit-context.ts'

const ROLES = {
  sourced: { name: 'Sourced', means: 'The partner brought the deal.' },
  influenced: { name: 'Influenced', means: 'The partner helped to win it.' },
}

/** Whom a rule pays for what part in a deal, and what the rule is called. */
export function IdentityFields({ at }: { at: Path }) {
  const role = useField([...at, 'role'])
  return (
    <div className="pair">
      <ChoiceField
        label="Role of the partner"
        choices={ROLES}
        value={textOf(role.value)}
        error={role.error}
        disabled={role.disabled}
        onChoose={role.set}
      />
      <TextField
        path={[...at, 'id']}
        label="Short name"
        description="Names the rule in explanations and exports: letters, digits, dots and dashes."
        maxLength={80}
        data-autofocus
      />
    </div>
  )
}
