import type { PeopleList } from '../../shared/contract/console-api.ts'
import { USER_ROLES } from '../../shared/partner/roles.ts'
import type { WorkspaceTx } from '../db/database.ts'

/** Everybody of the workspace by name. A person without a stored role is a rep, as `rolesOf` says. */
export async function readPeople(tx: WorkspaceTx, viewerId: string): Promise<PeopleList> {
  const users = await tx.db
    .selectFrom('app_user')
    .select(['id', 'name', 'email'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const roles = Map.groupBy(
    await tx.db.selectFrom('user_role').select(['user_id', 'role']).execute(),
    (row) => row.user_id,
  )
  const identities = Map.groupBy(
    await tx.db
      .selectFrom('user_identity as i')
      .innerJoin('connection as c', 'c.id', 'i.connection_id')
      .select(['i.user_id', 'i.crm_user_id', 'c.name'])
      .orderBy('c.name')
      .execute(),
    (row) => row.user_id,
  )
  return {
    people: users.map((user) => {
      const held = (roles.get(user.id) ?? []).map((row) => row.role)
      return {
        ...user,
        crmIdentities: (identities.get(user.id) ?? []).map((row) => `${row.name}, user ${row.crm_user_id}`),
        roles: held.length === 0 ? ['rep' as const] : USER_ROLES.filter((role) => held.includes(role)),
        you: user.id === viewerId,
      }
    }),
  }
}
