import { crmKinds } from '../connectors/crm-kinds.ts'
import { createVault } from './auth/vault.ts'
import { fileClock, systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { connectCrm } from './connect-crm.ts'
import type { Context } from './context.ts'
import { lockDataDir } from './data-dir-lock.ts'
import type { Database } from './db/database.ts'
import { openDatabase } from './db/open-database.ts'
import { newId } from './ids.ts'
import { bullQueue } from './jobs/bull-queue.ts'
import { memoryQueue } from './jobs/memory-queue.ts'
import type { JobQueue } from './jobs/queue.port.ts'
import { createLogger } from './logger.ts'
import { createMetrics } from './metrics.ts'

export interface OpenContext {
  context: Context
  /** Closes what was opened here. Stop workers and servers first. */
  close(): Promise<void>
}

/** Builds every dependency from the settings; nothing else constructs one. The database is not migrated yet. Overrides stay the caller's to close. */
export async function createContext(config: Config, overrides: Partial<Context> = {}): Promise<OpenContext> {
  const logger = overrides.logger ?? createLogger(config)
  const { db, close: closeDatabase } = overrides.db
    ? { db: overrides.db, close: async () => undefined }
    : await openOwnDatabase(config)
  const queue = overrides.queue ?? openQueue(config)
  const context: Context = {
    config,
    logger,
    metrics: createMetrics(),
    clock: config.clockFile ? fileClock(config.clockFile) : systemClock,
    db,
    queue,
    vault: createVault(config.encryptionKeys),
    newId,
    crmKinds: crmKinds(config),
    crmFor: (workspaceId, connectionId) => connect(workspaceId, connectionId),
    ...overrides,
  }
  const connect = connectCrm(context)
  db.onWork((outboxIds) => {
    for (const id of outboxIds) {
      // The row is committed: what is not woken now, the sweeper finds.
      queue
        .wake(id)
        .catch((error: unknown) => logger.warn({ err: error, outboxId: id }, 'could not wake a worker'))
    }
  })
  return {
    context,
    async close() {
      if (!overrides.queue) await queue.stop(0)
      await closeDatabase()
    },
  }
}

function openQueue({ redisUrl, jobLeaseMs }: Config): JobQueue {
  // Shorter than a lease, so that a wake-up which died with its process does not stand in the way of the sweeper's.
  return redisUrl ? bullQueue(redisUrl, { repeatWindowMs: jobLeaseMs / 4 }) : memoryQueue()
}

async function openOwnDatabase(config: Config): Promise<{ db: Database; close(): Promise<void> }> {
  const { databaseUrl, dataDir, encryptionKeys } = config
  if (databaseUrl) {
    const db = await openDatabase({ databaseUrl, dataDir, encryptionKeys })
    return { db, close: () => db.close() }
  }
  const unlock = lockDataDir(dataDir)
  try {
    const db = await openDatabase({ databaseUrl: undefined, dataDir, encryptionKeys })
    return { db, close: () => db.close().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}
