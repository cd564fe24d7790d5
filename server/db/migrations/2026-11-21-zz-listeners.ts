import { type Kysely, sql } from 'kysely'
import { grantSystem, protect, runAll } from './protect.ts'

/** Who listens to a connection whose CRM tells of changes while somebody does: one process at a time, over all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`create table connection_listener (
          connection_id uuid primary key,
          workspace_id uuid not null,
          holder uuid,
          leased_until timestamptz(3),
          listening_since timestamptz(3),
          resume text,
          look_again_at timestamptz(3) not null default now(),
          changed_at timestamptz(3) not null default now(),
          problem text,
          foreign key (workspace_id, connection_id) references connection (workspace_id, id))`,
  ])
  await protect(db, 'connection_listener', 'select, update')
  // Whoever looks for connections to listen to looks over all workspaces.
  await grantSystem(db, 'connection_listener', 'select, insert, update')
}
