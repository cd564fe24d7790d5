import type { ProgrammeList } from '../../../../../shared/contract/console-api.ts'

/** What a partner of this type gets, so that the type is not chosen blindly. */
export function ProgrammeNote({
  loading,
  programme,
}: {
  loading: boolean
  programme: ProgrammeList['programmes'][number] | undefined
}) {
  if (loading) return <p className="muted small">Reading the programme…</p>
  if (!programme)
    return <p className="muted small">There is no programme for this type yet: choose another type.</p>
  return (
    <div className="note">
      <strong>{programme.name}</strong>
      <ul>
        {programme.plan?.rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
        {!programme.plan && <li>No commission plan is published: deals earn nothing yet.</li>}
        <li>
          Registrations are decided within {programme.slaHours} h and protect for {programme.protectionDays}{' '}
          days.
        </li>
      </ul>
    </div>
  )
}
