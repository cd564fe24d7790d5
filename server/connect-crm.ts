import type { Crm } from '../connectors/crm.port.ts'
import { CrmError } from '../connectors/crm.port.ts'
import { tokenKeeper } from './auth/connection-tokens.ts'
import type { Context } from './context.ts'
import { type Connection, findConnection } from './db/connection-store.ts'

export type ConnectDependencies = Pick<Context, 'db' | 'vault' | 'metrics' | 'crmKinds'>

/** Makes `Context.crmFor`: the adapter of a connection. Throws `CrmError('revoked')`, and calls nobody, when it must be reconnected. */
export function connectCrm(deps: ConnectDependencies): Context['crmFor'] {
  const credentialsOf = tokenKeeper(deps)
  return async (workspaceId, connectionId): Promise<Crm> => {
    const connection = await deps.db.inWorkspace(workspaceId, (tx) => findConnection(tx, connectionId))
    if (!connection) throw new Error(`there is no connection ${connectionId} in this workspace`)
    if (connection.status !== 'connected') throw mustReconnect(connection)
    const { crm, apiBaseUrl, externalAccountId, homeCurrency, dealFields } = connection
    return deps.crmKinds[crm].open({
      apiBaseUrl,
      externalAccountId,
      homeCurrency,
      dealFields,
      credentials: credentialsOf(workspaceId, connection),
      onCall: (kind, status) => deps.metrics.crmCalls.inc({ crm, kind, status }),
    })
  }
}

export function mustReconnect(connection: Connection): CrmError {
  return new CrmError('revoked', connection.statusReason ?? `${connection.name} must be connected again.`)
}
