import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/** Lets what nothing reads any more be pruned: see jobs/retention.ts. Money, history and their causes stay append-only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`grant delete on outbox, processed, webhook_inbox, sync_run, console_ticket to partner_app`,
    sql`create index outbox_done on outbox (workspace_id, done_at) where done_at is not null`,
    // Whoever deletes an outbox row has the database look for what refers to it.
    sql`create index processed_outbox on processed (workspace_id, outbox_id)`,
    sql`create index webhook_inbox_followed on webhook_inbox (workspace_id, received_at)
          where processed_at is not null`,
  ])
}
