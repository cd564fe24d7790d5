import type { Crm } from '../connectors/crm.port.ts'
import { CrmError } from '../connectors/crm.port.ts'
import { HubspotCrm } from '../connectors/hubspot/hubspot-crm.ts'
import { hubspotTokens } from './auth/hubspot-tokens.ts'
import type { Context } from './context.ts'
import { type Connection, findConnection } from './db/connection-store.ts'

export type ConnectDependencies = Pick<Context, 'config' | 'db' | 'vault' | 'metrics'>

/** Makes `Context.crmFor`: the adapter of a connection. Throws `CrmError('revoked')`, and calls nobody, when it must be reconnected. */
export function connectCrm(deps: ConnectDependencies): Context['crmFor'] {
  return async (workspaceId, connectionId) => {
    const connection = await deps.db.inWorkspace(workspaceId, (tx) => findConnection(tx, connectionId))
    if (!connection) throw new Error(`there is no connection ${connectionId} in this workspace`)
    if (connection.status !== 'connected') throw mustReconnect(connection)
    return adapterFor(deps, workspaceId, connection)
  }
}

function adapterFor(deps: ConnectDependencies, workspaceId: string, connection: Connection): Crm {
  if (connection.crm !== 'hubspot') throw new Error(`${connection.crm} connections cannot be called`)
  return new HubspotCrm({
    baseUrl: connection.apiBaseUrl,
    portalKey: connection.externalAccountId,
    credentials: hubspotTokens(deps, workspaceId, connection),
    onCall: (kind, status) => deps.metrics.crmCalls.inc({ crm: 'hubspot', kind, status }),
    ...(connection.homeCurrency === null ? {} : { homeCurrency: connection.homeCurrency }),
  })
}

export function mustReconnect(connection: Connection): CrmError {
  return new CrmError('revoked', connection.statusReason ?? `${connection.name} must be connected again.`)
}
