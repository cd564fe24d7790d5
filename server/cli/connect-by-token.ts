import { CrmError } from '../../connectors/crm.port.ts'
import type { CrmKind } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../context.ts'
import { connectAccount, findConnection, routeOfAccount } from '../db/connection-store.ts'
import { CommandError } from './command.ts'

/**
 * Connects a CRM account, or any server that speaks like one, with a fixed token and without OAuth. The first
 * time it gets a workspace of its own; afterwards the account's own id finds it again, whatever its address is by then.
 */
export async function connectByToken(
  context: Context,
  kind: CrmKind,
  account: { baseUrl: string; token: string },
): Promise<{ workspaceId: string; connectionId: string }> {
  const { crm, label } = kind
  const described = await describe(kind, account)
  const held = await context.db.inSystem((tx) => routeOfAccount(tx, crm, described.externalAccountId))
  const workspaceId = held?.workspaceId ?? (await newWorkspace(context, described))
  const connectionId = await context.db.inWorkspace(workspaceId, async (tx) => {
    const connection = held && (await findConnection(tx, held.connectionId))
    if (connection?.authKind === 'oauth') {
      throw new CommandError(
        `${label} account ${described.externalAccountId} is connected by OAuth: use --connection ${connection.id}.`,
      )
    }
    return connectAccount(
      tx,
      context.vault,
      {
        id: context.newId(),
        crm,
        externalAccountId: described.externalAccountId,
        name: described.name,
        authKind: 'token',
        apiBaseUrl: account.baseUrl,
        appBaseUrl: kind.appBaseUrl(account.baseUrl),
        scopes: [],
        homeCurrency: described.homeCurrency,
        timeZone: described.timeZone,
      },
      { accessToken: account.token, refreshToken: null, expiresAt: null },
      context.clock.now(),
    )
  })
  return { workspaceId, connectionId }
}

async function describe(kind: CrmKind, { baseUrl, token }: { baseUrl: string; token: string }) {
  const replace = async () => {
    throw new CommandError(`${baseUrl} does not accept the token.`)
  }
  try {
    const crm = kind.open({
      apiBaseUrl: baseUrl,
      externalAccountId: 'unknown',
      homeCurrency: null,
      credentials: { accessToken: async () => token, replace },
    })
    return await crm.describe()
  } catch (error) {
    if (error instanceof CrmError) throw new CommandError(error.message)
    throw error
  }
}

async function newWorkspace(
  context: Context,
  account: { name: string; homeCurrency: string; timeZone: string },
) {
  const workspaceId = context.newId()
  await context.db.inSystem((tx) =>
    tx.db
      .insertInto('workspace')
      .values({
        workspace_id: workspaceId,
        name: account.name,
        home_currency: account.homeCurrency,
        time_zone: account.timeZone,
        created_at: context.clock.now(),
      })
      .execute(),
  )
  return workspaceId
}
