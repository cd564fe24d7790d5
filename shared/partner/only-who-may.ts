import { ROLE_WORDS } from '../registration/words.ts'
import { type Permission, rolesThatMay } from './roles.ts'

/** What to tell somebody whose roles are not enough: "Only finance or an admin may do this." */
export function onlyWhoMay(permission: Permission): string {
  const enough = rolesThatMay(permission).map((role) => ROLE_WORDS[role])
  return `Only ${enough.join(' or ')} may do this.`
}
