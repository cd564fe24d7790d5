import { type Kysely, sql } from 'kysely'
import { protect, runAll } from './protect.ts'

/**
 * Which records a listing has shown is kept per batch and only until the listing ends, not as a mark on each row:
 * a listing that finds nothing changed then writes no row of the mirror.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`alter table deal drop column seen_in_run`,
    sql`alter table account drop column seen_in_run`,
    sql`alter table sync_state drop column resume_phase, add column listing_started_at timestamptz(3)`,
    sql`create table sync_page (
          workspace_id uuid not null,
          connection_id uuid not null,
          object text not null check (object in ('deal', 'account')),
          number integer not null,
          external_ids text[] not null,
          primary key (connection_id, object, number),
          foreign key (workspace_id, connection_id) references connection (workspace_id, id))`,
  ])
  await protect(db, 'sync_page', 'select, insert, delete')
}
