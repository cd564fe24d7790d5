import { crmKinds } from '../../connectors/crm-kinds.ts'
import { createVault } from '../../server/auth/vault.ts'
import { systemClock } from '../../server/clock.ts'
import type { Config } from '../../server/config/config.ts'
import { connectCrm } from '../../server/connect-crm.ts'
import type { Context } from '../../server/context.ts'
import { type ConnectionTokens, connectAccount } from '../../server/db/connection-store.ts'
import { newId } from '../../server/ids.ts'
import { createLogger } from '../../server/logger.ts'
import { createMetrics } from '../../server/metrics.ts'
import { type SyncSummary, syncConnection } from '../../server/workflows/sync-connection.ts'
import { testConfig } from './test-config.ts'
import { type DatabaseKind, type TestDatabase, openTestDatabase } from './test-database.ts'

/** A database with one workspace, whose one connection can be synced. */
export interface ConnectedWorkspace {
  database: TestDatabase
  config: Config
  context: Context
  workspaceId: string
  connectionId: string
  sync(options?: { full?: boolean; signal?: AbortSignal }): Promise<SyncSummary>
  close(): Promise<void>
}

/** Connects an account of whichever kind of CRM. Nothing wakes a worker: a test runs what it wants to see. */
export async function connectedWorkspace(options: {
  account: Omit<Parameters<typeof connectAccount>[2], 'id'>
  tokens: ConnectionTokens
  config: Partial<Config>
  database?: DatabaseKind | undefined
}): Promise<ConnectedWorkspace> {
  const database = await openTestDatabase(options.database)
  const config = testConfig({ logLevel: 'silent', ...options.config })
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
      .values({ workspace_id: workspaceId, name: options.account.name, created_at: new Date() })
      .execute(),
  )
  const connectionId = await context.db.inWorkspace(workspaceId, (tx) =>
    connectAccount(tx, context.vault, { id: newId(), ...options.account }, options.tokens, new Date()),
  )
  return {
    database,
    config,
    context,
    workspaceId,
    connectionId,
    sync: ({ full = false, signal = new AbortController().signal } = {}) =>
      syncConnection(context, { workspaceId, connectionId, full, signal }),
    close: () => database.close(),
  }
}
