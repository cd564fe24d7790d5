import type { Crm } from '../connectors/crm.port.ts'
import type { CrmKind, CrmName } from '../connectors/crm-kind.port.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import type { JobQueue } from './jobs/queue.port.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Vault } from './auth/vault.ts'

export type CrmKinds = Readonly<Record<CrmName, CrmKind>>

/** Everything that a route, workflow or job needs from outside. Built once in `create-context.ts`; tests override parts. */
export interface Context {
  config: Config
  logger: Logger
  metrics: Metrics
  clock: Clock
  db: Database
  queue: JobQueue
  vault: Vault
  /** Time-ordered UUID (v7), so that a lower id is an earlier row. */
  newId(): string
  /** Every kind of CRM there is, by its name. */
  crmKinds: CrmKinds
  /** The adapter for a connection, with fresh credentials. Throws `CrmError('revoked')` when it must be reconnected. */
  crmFor(workspaceId: string, connectionId: string): Promise<Crm>
}
