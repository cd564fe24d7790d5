import type { Config } from '../../server/config/config.ts'
import {
  type RunningSimulator,
  type ServeOptions,
  startHubspotSimulator,
} from '../simulators/hubspot/serve.ts'
import { type ConnectedWorkspace, connectedWorkspace } from './connected-workspace.ts'
import type { DatabaseKind } from './test-database.ts'

/** What the product asks HubSpot for. */
export const SCOPES = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.companies.read',
  'crm.objects.owners.read',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
]

/** A workspace that is connected by OAuth to a simulated HubSpot of its own. */
export interface SyncWorld extends ConnectedWorkspace {
  hubspot: RunningSimulator
}

export async function startSyncWorld(
  options: {
    hubspot?: ServeOptions
    database?: DatabaseKind
    config?: Partial<Config>
    /** Granted beside `SCOPES`. */
    scopes?: readonly string[]
  } = {},
): Promise<SyncWorld> {
  const hubspot = await startHubspotSimulator({ limits: false, ...options.hubspot })
  const { url, portal, installations } = hubspot
  const { clientId, clientSecret, appId } = installations.app
  const scopes = [...SCOPES, ...(options.scopes ?? [])]
  const granted = installations.install({ scopes, userId: 1004 })
  const world = await connectedWorkspace({
    database: options.database,
    config: {
      hubspot: { clientId, clientSecret, appId: String(appId), apiUrl: url, appUrl: url },
      ...options.config,
    },
    account: {
      crm: 'hubspot',
      externalAccountId: String(portal.portalId),
      name: 'HubSpot',
      authKind: 'oauth',
      apiBaseUrl: url,
      appBaseUrl: url,
      scopes,
      homeCurrency: portal.settings.companyCurrency,
      timeZone: portal.settings.timeZone,
    },
    tokens: {
      accessToken: granted.accessToken,
      refreshToken: granted.refreshToken,
      expiresAt: new Date(Date.now() + granted.expiresInSeconds * 1000),
    },
  })
  return {
    ...world,
    hubspot,
    async close() {
      await hubspot.close()
      await world.close()
    },
  }
}
