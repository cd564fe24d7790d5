import { useId } from 'react'
import type { Person } from '../../workbench-api.ts'

interface PersonSwitchProps {
  people: Person[]
  person: Person
  onBePerson(userId: number): void
}

/** Radio buttons by nature: one is always chosen, arrow keys change it. */
export function PersonSwitch({ people, person, onBePerson }: PersonSwitchProps) {
  const name = useId()
  return (
    <fieldset className="wb-people">
      <legend>Who am I</legend>
      {people.map((candidate) => (
        <label key={candidate.userId} title={candidate.does}>
          <input
            type="radio"
            name={name}
            checked={candidate.userId === person.userId}
            onChange={() => onBePerson(candidate.userId)}
          />
          <span className="wb-person">
            <strong>{candidate.roleName}</strong>
            <small>
              {candidate.firstName} {candidate.lastName}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
