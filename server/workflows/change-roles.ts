import type { UserRole } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { rolesOf, setRoles } from '../db/user-store.ts'
import { Refusal, notFound } from '../errors.ts'

/** Replaces a person's roles and records who did it. A workspace keeps at least one admin: nobody else could give the role back. */
export async function changeRoles(
  tx: WorkspaceTx,
  actor: Actor,
  userId: string,
  roles: readonly UserRole[],
  work: { now: Date; newId: () => string },
): Promise<void> {
  // Two admins who demote each other at once must not leave none.
  await tx.db
    .selectFrom('workspace')
    .select('workspace_id')
    .where('workspace_id', '=', tx.workspaceId)
    .forUpdate()
    .execute()
  const person = await tx.db.selectFrom('app_user').select('id').where('id', '=', userId).executeTakeFirst()
  if (!person) throw notFound('person')
  const before = await rolesOf(tx, userId)
  await setRoles(tx, userId, roles)
  const admin = await tx.db
    .selectFrom('user_role')
    .select('user_id')
    .where('role', '=', 'admin')
    .executeTakeFirst()
  if (!admin) {
    throw new Refusal('rule_violated', 'This is the last admin. Make somebody else an admin first.')
  }
  await recordAudit(tx, {
    id: work.newId(),
    dealId: null,
    subjectKind: 'user',
    subjectId: userId,
    kind: 'roles_changed',
    actor: { userId: actor.userId, name: actor.name },
    at: work.now,
    reason: null,
    before: { roles: before },
    after: { roles: await rolesOf(tx, userId) },
  })
}
