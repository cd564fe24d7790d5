import { type Kysely, sql } from 'kysely'
import { grantSystem, protect, runAll } from './protect.ts'

/**
 * What a CRM needs whose cards sign with a key of ours, whose OAuth keeps a memory between consent and callback, and
 * whose daily calls are counted for all its users together.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`create table connection_card_key (
          workspace_id uuid not null,
          connection_id uuid not null,
          key_id text not null primary key,
          secret text not null,
          created_at timestamptz(3) not null,
          delivered_at timestamptz(3),
          accepted_until timestamptz(3),
          tried_at timestamptz(3),
          problem text,
          foreign key (workspace_id, connection_id) references connection (workspace_id, id))`,
    sql`create index connection_card_key_connection on connection_card_key (connection_id, created_at)`,
    // Two deliveries at once agree on one key instead of making two.
    sql`create unique index connection_card_key_pending on connection_card_key (connection_id)
          where delivered_at is null and accepted_until is null`,
    sql`alter table oauth_state add column memory text`,
    sql`alter table sync_run
          add column daily_calls_used integer,
          add column daily_calls_limit integer,
          drop constraint sync_run_status_check`,
    sql`alter table sync_run add constraint sync_run_status_check
          check (status in ('running', 'done', 'failed', 'paused'))`,
  ])
  await protect(db, 'connection_card_key', 'select, insert, update, delete')
  // A card names its key and its org, not its workspace.
  await grantSystem(db, 'connection_card_key', 'select')
}
