import type { Transaction } from 'kysely'
import type { LedgerSeal } from '../auth/ledger-seal.ts'
import type { Tables } from './tables.ts'

/**
 * The only way to the database is through a transaction that names its workspace. There is no bare
 * handle to query on: on PGlite, which has one connection, a query beside an open transaction would wait
 * for ever. Opening a transaction inside another one throws at once instead.
 */
export interface Database {
  /** One transaction that sees one workspace's rows. Retried as a whole on a deadlock or serialization failure. */
  inWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  /** One transaction of the routing role: which workspace a portal is, which outbox rows wait. It sees no business data. */
  inSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>
  /** Called after each commit with the outbox rows that it left to do. */
  onWork(listener: (outboxIds: readonly string[]) => void): void
  /** Brings the schema up to date. Safe to call from several processes at once. */
  migrate(): Promise<void>
  ping(): Promise<void>
  /**
   * Looks anew at how much of what there is in each table. A planner that believes tables to be empty takes any index that
   * begins with the workspace, and reads all of it for one row. PGlite never looks by itself, PostgreSQL a minute later.
   */
  analyze(): Promise<void>
  close(): Promise<void>
}

export interface WorkspaceTx {
  readonly kind: 'workspace'
  readonly workspaceId: string
  readonly db: Transaction<Tables>
  /** Signs the end of the ledger with each posting, and checks it. */
  readonly ledgerSeal: LedgerSeal
  /** Says that this outbox row needs a worker once the transaction has committed. */
  wake(outboxId: string): void
}

export interface SystemTx {
  readonly kind: 'system'
  readonly db: Transaction<Tables>
}
