import type { PeopleList } from '../../../../../shared/contract/console-api.ts'
import { list, ROLE, type Role } from '../../format/words.ts'

type Person = Pick<PeopleList['people'][number], 'name' | 'roles' | 'you'>

export const sameRoles = (one: readonly Role[], other: readonly Role[]) =>
  one.length === other.length && one.every((role) => other.includes(role))

/** What the change gives and takes, a sentence each. */
export function changeInWords(person: Person, roles: readonly Role[]): string[] {
  const gained = roles.filter((role) => !person.roles.includes(role))
  const lost = person.roles.filter((role) => !roles.includes(role))
  const sentences: string[] = []
  if (gained.length > 0) {
    sentences.push(
      `${person.name} becomes ${names(gained)} and may ${list(gained.map((role) => ROLE[role].may))}.`,
    )
  }
  if (lost.length > 0) sentences.push(`${person.name} is no longer ${names(lost)}.`)
  if (roles.length === 0) sentences.push('Without any role they can open neither card nor console.')
  if (person.you && lost.length > 0) sentences.push('This is you: somebody else has to give it back.')
  return sentences
}

const names = (roles: readonly Role[]) => list(roles.map((role) => ROLE[role].name.toLowerCase()))
