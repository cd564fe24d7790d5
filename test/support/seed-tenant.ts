import type { UserRole } from '../../shared/partner/roles.ts'
import type { Context } from '../../server/context.ts'
import type { CardPerson } from './test-app.ts'

export interface Tenant {
  workspaceId: string
  connectionId: string
  portalId: string
  /** A person with these roles, whom the card and the console know. */
  person(roles: readonly UserRole[]): Promise<CardPerson & { id: string }>
}

let nextCrmUser = 5000

/** A workspace with one connected HubSpot portal. */
export async function seedTenant(
  context: Context,
  portalId: string,
  name = `Vendor ${portalId}`,
): Promise<Tenant> {
  const workspaceId = context.newId()
  const connectionId = context.newId()
  const now = new Date()
  await context.db.inSystem((tx) =>
    tx.db.insertInto('workspace').values({ workspace_id: workspaceId, name, created_at: now }).execute(),
  )
  await context.db.inWorkspace(workspaceId, (tx) =>
    tx.db
      .insertInto('connection')
      .values({
        workspace_id: workspaceId,
        id: connectionId,
        crm: 'hubspot',
        external_account_id: portalId,
        name,
        auth_kind: 'oauth',
        status: 'connected',
        status_reason: null,
        api_base_url: 'http://127.0.0.1:9',
        app_base_url: 'https://app.hubspot.test',
        home_currency: 'USD',
        time_zone: 'UTC',
        created_at: now,
        updated_at: now,
      })
      .execute(),
  )
  return {
    workspaceId,
    connectionId,
    portalId,
    async person(roles) {
      const id = context.newId()
      const userId = String(nextCrmUser++)
      await context.db.inWorkspace(workspaceId, async (tx) => {
        const user = {
          workspace_id: workspaceId,
          id,
          name: `${name} ${roles.join(' ')}`,
          email: null,
          created_at: now,
        }
        await tx.db.insertInto('app_user').values(user).execute()
        const identity = {
          workspace_id: workspaceId,
          connection_id: connectionId,
          crm_user_id: userId,
          user_id: id,
        }
        await tx.db.insertInto('user_identity').values(identity).execute()
        for (const role of roles) {
          await tx.db
            .insertInto('user_role')
            .values({ workspace_id: workspaceId, user_id: id, role })
            .execute()
        }
      })
      return { id, portalId, userId }
    },
  }
}
