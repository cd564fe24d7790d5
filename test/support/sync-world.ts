import { crmKinds } from '../../connectors/crm-kinds.ts'
import { createVault } from '../../server/auth/vault.ts'
import { systemClock } from '../../server/clock.ts'
import type { Config } from '../../server/config/config.ts'
import { connectCrm } from '../../server/connect-crm.ts'
import type { Context } from '../../server/context.ts'
import { connectAccount } from '../../server/db/connection-store.ts'
import { newId } from '../../server/ids.ts'
import { createLogger } from '../../server/logger.ts'
import { createMetrics } from '../../server/metrics.ts'
import { type SyncSummary, syncConnection } from '../../server/workflows/sync-connection.ts'
import {
  type RunningSimulator,
  type ServeOptions,
  startHubspotSimulator,
} from '../simulators/hubspot/serve.ts'
import { testConfig } from './test-config.ts'
import { type DatabaseKind, type TestDatabase, openTestDatabase } from './test-database.ts'

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

/** A database with one workspace, connected by OAuth to a simulated HubSpot of its own. */
export interface SyncWorld {
  hubspot: RunningSimulator
  database: TestDatabase
  context: Context
  workspaceId: string
  connectionId: string
  sync(options?: { full?: boolean; signal?: AbortSignal }): Promise<SyncSummary>
  close(): Promise<void>
}

export async function startSyncWorld(
  options: { hubspot?: ServeOptions; database?: DatabaseKind; config?: Partial<Config> } = {},
): Promise<SyncWorld> {
  // Past changes, so that nothing of the seed falls into the second in which the first sync begins.
  const hubspot = await startHubspotSimulator({ limits: false, ...options.hubspot })
  const database = await openTestDatabase(options.database)
  const { clientId, clientSecret, appId } = hubspot.installations.app
  const config = testConfig({
    hubspot: { clientId, clientSecret, appId: String(appId), apiUrl: hubspot.url, appUrl: hubspot.url },
    logLevel: 'silent',
    ...options.config,
  })
  const base = {
    config,
    logger: createLogger(config),
    metrics: createMetrics(),
    clock: systemClock,
    db: database.database,
    queue: {
      wake: async () => undefined,
      start: () => undefined,
      stop: async () => true,
      ping: async () => undefined,
    },
    vault: createVault(config.encryptionKeys),
    newId,
    crmKinds: crmKinds(config),
  }
  const context: Context = { ...base, crmFor: connectCrm(base) }
  const workspaceId = newId()
  await context.db.inSystem((tx) =>
    tx.db
      .insertInto('workspace')
      .values({ workspace_id: workspaceId, name: 'Acme', created_at: new Date() })
      .execute(),
  )
  const granted = hubspot.installations.install({ scopes: SCOPES, userId: 1004 })
  const connectionId = await context.db.inWorkspace(workspaceId, (tx) =>
    connectAccount(
      tx,
      context.vault,
      {
        id: newId(),
        crm: 'hubspot',
        externalAccountId: String(hubspot.portal.portalId),
        name: 'HubSpot',
        authKind: 'oauth',
        apiBaseUrl: hubspot.url,
        appBaseUrl: hubspot.url,
        scopes: SCOPES,
        homeCurrency: hubspot.portal.settings.companyCurrency,
        timeZone: hubspot.portal.settings.timeZone,
      },
      {
        accessToken: granted.accessToken,
        refreshToken: granted.refreshToken,
        expiresAt: new Date(Date.now() + granted.expiresInSeconds * 1000),
      },
      new Date(),
    ),
  )
  return {
    hubspot,
    database,
    context,
    workspaceId,
    connectionId,
    sync: ({ full = false, signal = new AbortController().signal } = {}) =>
      syncConnection(context, { workspaceId, connectionId, full, signal }),
    async close() {
      await hubspot.close()
      await database.close()
    },
  }
}
