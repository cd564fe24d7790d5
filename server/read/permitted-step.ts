import { onlyWhoMay } from '../../shared/partner/only-who-may.ts'
import { may, type Permission } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'

/** Whether a page offers a step, and what it says when not: first what stands in the way, then who may do it. */
export function permittedStep(
  actor: Pick<Actor, 'roles'>,
  permission: Permission,
  obstacle: string | null,
): { allowed: boolean; because: string | null } {
  if (obstacle !== null) return { allowed: false, because: obstacle }
  if (may(actor.roles, permission)) return { allowed: true, because: null }
  return { allowed: false, because: onlyWhoMay(permission) }
}
