import { sql } from 'kysely'
import type { UserRole } from '../../shared/partner/roles.ts'
import { newId } from '../ids.ts'
import type { WorkspaceTx } from './database.ts'

export interface UserRecord {
  id: string
  name: string
  email: string | null
}

/** What the CRM said about the person beside its id. */
export interface UserHint {
  name?: string | null
  email?: string | null
}

/**
 * The person behind a CRM login, created at the first visit. The name follows the CRM's owner record. Logins of
 * two CRM accounts are two people here, also with the same e-mail: an address is no proof of who somebody is. It is
 * reason enough to refuse, though, where two people are asked for (see `loginsOfPerson`).
 */
export async function resolveCrmUser(
  tx: WorkspaceTx,
  connectionId: string,
  crmUserId: string,
  hint: UserHint,
): Promise<UserRecord> {
  const known = await findByIdentity(tx, connectionId, crmUserId)
  if (known) return await followCrm(tx, known, hint)
  // Two first requests of one person may run at once; the second one waits here and then finds the first one's row.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${connectionId}/${crmUserId}`}, 0))`.execute(
    tx.db,
  )
  const raced = await findByIdentity(tx, connectionId, crmUserId)
  if (raced) return await followCrm(tx, raced, hint)
  return await createUser(tx, connectionId, crmUserId, hint)
}

/**
 * The users who may be the same person as this one: itself, and those with the same e-mail in whatever case, such as one
 * person's logins in two CRMs. Where a second person is needed, none of them is.
 */
export async function loginsOfPerson(tx: WorkspaceTx, userId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select other.id from app_user as own
      join app_user as other on other.workspace_id = own.workspace_id
        and (other.id = own.id or lower(trim(other.email)) = nullif(lower(trim(own.email)), ''))
      where own.workspace_id = ${tx.workspaceId}::uuid and own.id = ${userId}::uuid`.execute(tx.db)
  return new Set([userId, ...rows.map(({ id }) => id)])
}

/** A person whom nobody gave a role is a rep. */
export async function rolesOf(tx: WorkspaceTx, userId: string): Promise<UserRole[]> {
  const rows = await tx.db
    .selectFrom('user_role')
    .select('role')
    .where('user_id', '=', userId)
    .orderBy('role')
    .execute()
  return rows.length === 0 ? ['rep'] : rows.map((row) => row.role)
}

/** Replaces the roles of a person; none makes them a rep again. */
export async function setRoles(tx: WorkspaceTx, userId: string, roles: readonly UserRole[]): Promise<void> {
  await tx.db.deleteFrom('user_role').where('user_id', '=', userId).execute()
  const rows = [...new Set(roles)].map((role) => ({ workspace_id: tx.workspaceId, user_id: userId, role }))
  if (rows.length > 0) await tx.db.insertInto('user_role').values(rows).execute()
}

/** Names by id; a deleted or foreign id is absent. */
export async function namesOf(tx: WorkspaceTx, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('app_user')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', [...new Set(userIds)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

interface FoundUser extends UserRecord {
  crmName: string | null
}

async function findByIdentity(
  tx: WorkspaceTx,
  connectionId: string,
  crmUserId: string,
): Promise<FoundUser | undefined> {
  return await tx.db
    .selectFrom('user_identity as i')
    .innerJoin('app_user as u', 'u.id', 'i.user_id')
    .select(['u.id', 'u.name', 'u.email', ownerName(connectionId, crmUserId).as('crmName')])
    .where('i.connection_id', '=', connectionId)
    .where('i.crm_user_id', '=', crmUserId)
    .executeTakeFirst()
}

function ownerName(connectionId: string, crmUserId: string) {
  return sql<string | null>`(select o.name from crm_owner o
    where o.connection_id = ${connectionId} and o.crm_user_id = ${crmUserId} order by o.archived, o.owner_id limit 1)`
}

async function followCrm(tx: WorkspaceTx, user: FoundUser, hint: UserHint): Promise<UserRecord> {
  const { crmName, ...record } = user
  const name = crmName || record.name
  const email = record.email ?? hint.email ?? null
  if (name === record.name && email === record.email) return record
  await tx.db.updateTable('app_user').set({ name, email }).where('id', '=', record.id).execute()
  return { ...record, name, email }
}

async function createUser(
  tx: WorkspaceTx,
  connectionId: string,
  crmUserId: string,
  hint: UserHint,
): Promise<UserRecord> {
  const owner = await tx.db
    .selectFrom('crm_owner')
    .select(['name', 'email'])
    .where('connection_id', '=', connectionId)
    .where('crm_user_id', '=', crmUserId)
    .orderBy('archived')
    .executeTakeFirst()
  const email = hint.email ?? owner?.email ?? null
  const name = owner?.name || hint.name || email || `CRM user ${crmUserId}`
  const id = newId()
  await tx.db
    .insertInto('app_user')
    .values({ workspace_id: tx.workspaceId, id, name, email, created_at: sql<Date>`now()` })
    .execute()
  await tx.db
    .insertInto('user_identity')
    .values({
      workspace_id: tx.workspaceId,
      connection_id: connectionId,
      crm_user_id: crmUserId,
      user_id: id,
    })
    .execute()
  return { id, name, email }
}
