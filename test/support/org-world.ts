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
  startSalesforceSimulator,
} from '../simulators/salesforce/serve.ts'
import { testConfig } from './test-config.ts'
import { type DatabaseKind, type TestDatabase, openTestDatabase } from './test-database.ts'

/** A database with one workspace, connected by OAuth to a simulated Salesforce of its own. */
export interface OrgWorld {
  salesforce: RunningSimulator
  database: TestDatabase
  config: Config
  context: Context
  workspaceId: string
  connectionId: string
  sync(options?: { full?: boolean; signal?: AbortSignal }): Promise<SyncSummary>
  close(): Promise<void>
}

export async function startOrgWorld(
  options: { salesforce?: ServeOptions; database?: DatabaseKind; config?: Partial<Config> } = {},
): Promise<OrgWorld> {
  const salesforce = await startSalesforceSimulator(options.salesforce)
  const database = await openTestDatabase(options.database)
  const { clientId, clientSecret } = salesforce.installations.app
  const config = testConfig({
    salesforce: { clientId, clientSecret, loginUrl: salesforce.url, namespace: '' },
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
      .values({ workspace_id: workspaceId, name: 'Meridian', created_at: new Date() })
      .execute(),
  )
  const { settings } = salesforce.org
  const granted = salesforce.installations.install({ userId: '005Hp000000Int9IAC' })
  const connectionId = await context.db.inWorkspace(workspaceId, (tx) =>
    connectAccount(
      tx,
      context.vault,
      {
        id: newId(),
        crm: 'salesforce',
        externalAccountId: settings.orgId,
        name: settings.name,
        authKind: 'oauth',
        apiBaseUrl: salesforce.url,
        appBaseUrl: salesforce.url,
        scopes: ['api', 'refresh_token'],
        homeCurrency: settings.currency,
        timeZone: settings.timeZone,
      },
      { accessToken: granted.accessToken, refreshToken: granted.refreshToken, expiresAt: null },
      new Date(),
    ),
  )
  return {
    salesforce,
    database,
    config,
    context,
    workspaceId,
    connectionId,
    sync: ({ full = false, signal = new AbortController().signal } = {}) =>
      syncConnection(context, { workspaceId, connectionId, full, signal }),
    async close() {
      await salesforce.close()
      await database.close()
    },
  }
}
