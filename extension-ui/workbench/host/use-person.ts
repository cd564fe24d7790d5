import { useCallback, useState } from 'react'
import type { Person } from '../workbench-api.ts'

const KEY = 'workbench-person'

/** Who the visitor is; kept for the next visit in this browser. */
export function usePerson(people: Person[]): [Person, (person: Person) => void] {
  const [person, setPerson] = useState<Person>(() => {
    const stored = Number(localStorage.getItem(KEY))
    const first = people.find((candidate) => candidate.userId === stored) ?? people[0]
    if (!first) throw new Error('The workbench has no people')
    return first
  })
  const choose = useCallback((next: Person) => {
    localStorage.setItem(KEY, String(next.userId))
    setPerson(next)
  }, [])
  return [person, choose]
}
