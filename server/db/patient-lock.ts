import { sql } from 'kysely'
import type { WorkspaceTx } from './database.ts'

/** How long somebody waits for a lock that another process holds before they give up, to be tried again later. */
const PATIENCE = '30s'

/**
 * For a transaction that asks a third party something that must not be asked twice: PostgreSQL must not end it, and so
 * let go of its locks, however long it says nothing. A process that is stopped (SIGSTOP, a paused machine) keeps its
 * connection, because its kernel goes on acknowledging; only its end closes the connection, and then nobody is left who
 * could ask. Servers set limits of their own (`idle_in_transaction_session_timeout` in many a hosted one), so they are
 * lifted here, for this transaction alone. Who waits for the lock gives up after half a minute, so that a stopped
 * process does not use up the connections of the others.
 */
export async function holdForAsLongAsItTakes(tx: WorkspaceTx): Promise<void> {
  // Through pg_settings: `transaction_timeout` exists since PostgreSQL 17 only.
  await sql`select set_config(name, case name when 'lock_timeout' then ${PATIENCE} else '0' end, true) from pg_settings
    where name in ('idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout', 'lock_timeout')`.execute(
    tx.db,
  )
}

/** Whether a transaction ended because somebody else held a lock for too long. */
export const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '55P03'
