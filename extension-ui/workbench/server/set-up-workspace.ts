import type { CrmName } from '../../../connectors/crm-kind.port.ts'
import type { Context } from '../../../server/context.ts'
import { resolveCrmUser, setRoles } from '../../../server/db/user-store.ts'
import { seedProgramme } from '../../../server/seed-programme.ts'
import { PEOPLE, type DemoPerson } from './people.ts'

interface Connected {
  id: string
  workspaceId: string
}

/** What an admin would set up after the installation: who has which role, and the partner programme. Doing it again changes nothing. */
export async function setUpWorkspace(context: Context, portalId: number): Promise<Connected> {
  const connection = await connected(context, 'hubspot', String(portalId))
  await giveRoles(context, connection, (person) => String(person.userId))
  await context.db.inWorkspace(connection.workspaceId, (tx) =>
    seedProgramme(tx, { now: context.clock.now(), newId: context.newId }),
  )
  return connection
}

/** The same people with the same roles in the org, whose record links lead to the workbench's own pages. */
export async function setUpOrg(context: Context, orgId: string, appBaseUrl: string): Promise<Connected> {
  const connection = await connected(context, 'salesforce', orgId)
  await giveRoles(context, connection, (person) => person.salesforceUserId)
  await context.db.inWorkspace(connection.workspaceId, (tx) =>
    tx.db
      .updateTable('connection')
      .set({ app_base_url: appBaseUrl })
      .where('id', '=', connection.id)
      .execute(),
  )
  return connection
}

async function giveRoles(
  context: Context,
  { id, workspaceId }: Connected,
  crmUserId: (person: DemoPerson) => string,
): Promise<void> {
  await context.db.inWorkspace(workspaceId, async (tx) => {
    for (const person of PEOPLE) {
      const hint = { name: `${person.firstName} ${person.lastName}`, email: person.email }
      const user = await resolveCrmUser(tx, id, crmUserId(person), hint)
      await setRoles(tx, user.id, [person.role])
    }
  })
}

const connected = (context: Context, crm: CrmName, accountId: string): Promise<Connected> =>
  context.db.inSystem((tx) =>
    tx.db
      .selectFrom('connection')
      .select(['id', 'workspace_id as workspaceId'])
      .where('crm', '=', crm)
      .where('external_account_id', '=', accountId)
      .executeTakeFirstOrThrow(() => new Error(`The ${crm} account ${accountId} was not connected.`)),
  )
