import { useState } from 'react'
import { Button, Checkbox, Group } from '@mantine/core'
import type { PeopleList } from '../../../../../shared/contract/console-api.ts'
import { useAction } from '../../api/use-action.ts'
import { ROLE, ROLES, type Role } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { changeInWords, sameRoles } from './role-change.ts'

type Person = PeopleList['people'][number]

/** Ticks are a proposal until they are saved; saving says what the person gains and loses. */
export function PersonRow({ person, lastAdmin }: { person: Person; lastAdmin: boolean }) {
  const manage = usePermission('managePeople')
  const [proposed, setProposed] = useState<readonly Role[] | null>(null)
  const [asking, setAsking] = useState(false)
  const roles = proposed ?? person.roles
  const changed = !sameRoles(roles, person.roles)
  const toggle = (role: Role) =>
    setProposed(roles.includes(role) ? roles.filter((held) => held !== role) : [...roles, role])

  return (
    <tr className={changed ? 'selected' : undefined}>
      <th scope="row">
        {person.name} {person.you && <span className="tag">you</span>}
        <span className="under">{[person.email, ...person.crmIdentities].filter(Boolean).join(' · ')}</span>
        {lastAdmin && manage.allowed && (
          <span className="under" id={`last-admin-${person.id}`}>
            The only admin: give somebody else the role before taking it away here.
          </span>
        )}
      </th>
      {ROLES.map((role) => (
        <td key={role} className="role-column">
          <Checkbox
            aria-label={`${ROLE[role].name}: ${person.name}`}
            checked={roles.includes(role)}
            disabled={!manage.allowed || (role === 'admin' && lastAdmin)}
            {...(role === 'admin' && lastAdmin && { 'aria-describedby': `last-admin-${person.id}` })}
            onChange={() => toggle(role)}
          />
        </td>
      ))}
      <td className="row-actions">
        {changed && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button size="xs" variant="default" onClick={() => setProposed(null)}>
              Undo
            </Button>
            <Button size="xs" onClick={() => setAsking(true)}>
              Save
            </Button>
          </Group>
        )}
        {asking && (
          <SaveRoles
            person={person}
            roles={roles}
            onSaved={() => {
              setAsking(false)
              setProposed(null)
            }}
            onClose={() => setAsking(false)}
          />
        )}
      </td>
    </tr>
  )
}

function SaveRoles({
  person,
  roles,
  onSaved,
  onClose,
}: {
  person: Person
  roles: readonly Role[]
  onSaved(): void
  onClose(): void
}) {
  const save = useAction<{ roles: readonly Role[] }>({
    method: 'PUT',
    path: `/people/${encodeURIComponent(person.id)}/roles`,
    changes: person.you ? ['people', 'session'] : ['people'],
    success: `The roles of ${person.name} are saved.`,
    onSuccess: onSaved,
  })
  return (
    <ConfirmModal
      title={`Change what ${person.name} may do`}
      sentence={
        <>
          {changeInWords(person, roles).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <p className="muted">It counts from the next click on, in the card and in the console.</p>
        </>
      }
      confirmLabel="Save roles"
      pending={save.pending}
      problem={save.problem}
      onConfirm={() => save.run({ roles })}
      onClose={onClose}
    />
  )
}
