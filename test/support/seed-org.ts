import { randomBytes } from 'node:crypto'
import type { UserRole } from '../../shared/partner/roles.ts'
import type { Context } from '../../server/context.ts'
import { insertCardKey, markKeyDelivered } from '../../server/db/card-key-store.ts'
import { assertLikeApex } from './sign-apex.ts'
import type { SignedParts } from './test-app.ts'

export interface OrgPerson {
  id: string
  userId: string
}

/** A Salesforce org that is connected and whose cards have a key. */
export interface SeededOrg {
  workspaceId: string
  connectionId: string
  orgId: string
  keyId: string
  secret: Buffer
  person(roles: readonly UserRole[], email?: string): Promise<OrgPerson>
  /** A card's request as the package's Apex would send it for this person. */
  signed(
    person: { userId: string },
    method: string,
    path: string,
    body?: object,
    bend?: Parameters<typeof assertLikeApex>[1],
  ): SignedParts
}

let nextUser = 1

/** In a workspace of its own, or beside other connections of one. */
export async function seedOrg(
  context: Context,
  orgId: string,
  { name = `Org ${orgId}`, workspaceId: joined }: { name?: string; workspaceId?: string } = {},
): Promise<SeededOrg> {
  const workspaceId = joined ?? context.newId()
  const connectionId = context.newId()
  const key = { keyId: randomBytes(16).toString('hex'), secret: randomBytes(32) }
  const now = new Date()
  if (!joined) {
    await context.db.inSystem((tx) =>
      tx.db.insertInto('workspace').values({ workspace_id: workspaceId, name, created_at: now }).execute(),
    )
  }
  await context.db.inWorkspace(workspaceId, async (tx) => {
    await tx.db
      .insertInto('connection')
      .values({
        workspace_id: workspaceId,
        id: connectionId,
        crm: 'salesforce',
        external_account_id: orgId,
        name,
        auth_kind: 'oauth',
        status: 'connected',
        status_reason: null,
        api_base_url: 'http://127.0.0.1:9',
        app_base_url: 'http://127.0.0.1:9',
        home_currency: 'USD',
        time_zone: 'UTC',
        created_at: now,
        updated_at: now,
      })
      .execute()
    await insertCardKey(tx, context.vault, connectionId, key, now)
    await markKeyDelivered(tx, key.keyId, now)
  })
  return {
    workspaceId,
    connectionId,
    orgId,
    ...key,
    async person(roles, email) {
      const id = context.newId()
      const userId = `005Hp${String(nextUser++).padStart(10, '0')}IAC`
      await context.db.inWorkspace(workspaceId, async (tx) => {
        const own = { workspace_id: workspaceId, user_id: id }
        await tx.db
          .insertInto('app_user')
          .values({
            workspace_id: workspaceId,
            id,
            name: `${name} ${roles.join(' ')}`,
            email: email ?? null,
            created_at: now,
          })
          .execute()
        await tx.db
          .insertInto('user_identity')
          .values({ ...own, connection_id: connectionId, crm_user_id: userId })
          .execute()
        for (const role of roles)
          await tx.db
            .insertInto('user_role')
            .values({ ...own, role })
            .execute()
      })
      return { id, userId }
    },
    signed({ userId }, method, path, body, bend) {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const request = { ...key, orgId, userId, method, path, ...(text === undefined ? {} : { body: text }) }
      return {
        method,
        path,
        headers: {
          'X-Partner-Desk-Assertion': assertLikeApex(request, bend),
          ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(text === undefined ? {} : { body: text }),
      }
    },
  }
}
