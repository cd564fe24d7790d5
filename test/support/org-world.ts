import type { Config } from '../../server/config/config.ts'
import {
  type RunningSimulator,
  type ServeOptions,
  startSalesforceSimulator,
} from '../simulators/salesforce/serve.ts'
import { type ConnectedWorkspace, connectedWorkspace } from './connected-workspace.ts'
import type { DatabaseKind } from './test-database.ts'

/** A workspace that is connected by OAuth to a simulated Salesforce of its own. */
export interface OrgWorld extends ConnectedWorkspace {
  salesforce: RunningSimulator
}

export async function startOrgWorld(
  options: { salesforce?: ServeOptions; database?: DatabaseKind; config?: Partial<Config> } = {},
): Promise<OrgWorld> {
  const salesforce = await startSalesforceSimulator(options.salesforce)
  const { url, org, installations } = salesforce
  const { clientId, clientSecret } = installations.app
  const { accessToken, refreshToken } = installations.install({ userId: '005Hp000000Int9IAC' })
  const world = await connectedWorkspace({
    database: options.database,
    config: { salesforce: { clientId, clientSecret, loginUrl: url, namespace: '' }, ...options.config },
    account: {
      crm: 'salesforce',
      externalAccountId: org.settings.orgId,
      name: org.settings.name,
      authKind: 'oauth',
      apiBaseUrl: url,
      appBaseUrl: url,
      scopes: ['api', 'refresh_token'],
      homeCurrency: org.settings.currency,
      timeZone: org.settings.timeZone,
    },
    tokens: { accessToken, refreshToken, expiresAt: null },
  })
  return {
    ...world,
    salesforce,
    async close() {
      await salesforce.close()
      await world.close()
    },
  }
}
