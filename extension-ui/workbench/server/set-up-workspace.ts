import type { Context } from '../../../server/context.ts'
import { resolveCrmUser, setRoles } from '../../../server/db/user-store.ts'
import { seedProgramme } from '../../../server/seed-programme.ts'
import { PEOPLE } from './people.ts'

/** What an admin would set up after the installation: who has which role, and the partner programme. Doing it again changes nothing. Returns the connection's id. */
export async function setUpWorkspace(context: Context, portalId: number): Promise<string> {
  const connection = await context.db.inSystem((tx) =>
    tx.db
      .selectFrom('connection')
      .select(['id', 'workspace_id as workspaceId'])
      .where('crm', '=', 'hubspot')
      .where('external_account_id', '=', String(portalId))
      .executeTakeFirstOrThrow(() => new Error(`The portal ${portalId} was not connected.`)),
  )
  await context.db.inWorkspace(connection.workspaceId, async (tx) => {
    for (const person of PEOPLE) {
      const hint = { name: `${person.firstName} ${person.lastName}`, email: person.email }
      const user = await resolveCrmUser(tx, connection.id, String(person.userId), hint)
      await setRoles(tx, user.id, [person.role])
    }
    await seedProgramme(tx, { now: context.clock.now(), newId: context.newId })
  })
  return connection.id
}
