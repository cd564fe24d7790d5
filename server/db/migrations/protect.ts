import { type Kysely, type RawBuilder, sql } from 'kysely'

/** One statement at a time: PGlite's prepared statements take no lists. */
export async function runAll(db: Kysely<unknown>, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

/**
 * Puts a table under forced row-level security: `partner_app` sees and writes only the rows of the
 * workspace that its transaction named, and even a forgotten `where` shows nothing of another.
 */
export async function protect(db: Kysely<unknown>, table: string, grants: string): Promise<void> {
  const name = sql.table(table)
  await sql`alter table ${name} enable row level security`.execute(db)
  await sql`alter table ${name} force row level security`.execute(db)
  await sql`create policy own_workspace on ${name} to partner_app
    using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
    with check (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)`.execute(db)
  await sql`grant ${sql.raw(grants)} on ${name} to partner_app`.execute(db)
}

/** Lets the routing role reach a table across workspaces. Keep the list short: it is the only way around a tenant. */
export async function grantSystem(db: Kysely<unknown>, table: string, grants: string): Promise<void> {
  const name = sql.table(table)
  await sql`alter table ${name} enable row level security`.execute(db)
  await sql`alter table ${name} force row level security`.execute(db)
  await sql`create policy routing on ${name} to partner_system using (true) with check (true)`.execute(db)
  await sql`grant ${sql.raw(grants)} on ${name} to partner_system`.execute(db)
}
