import { sql } from 'kysely'
import type { LedgerWorld } from './ledger-world.ts'

/** The tables that a workspace has rows in and may read. */
export async function tablesOf(world: LedgerWorld): Promise<string[]> {
  const { rows } = await world.do((tx) =>
    sql<{ name: string }>`
      select t.relname as name from pg_class t join pg_attribute c on c.attrelid = t.oid
        where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace and c.attname = 'workspace_id'
          and has_table_privilege(t.oid, 'select') order by 1`.execute(tx.db),
  )
  return rows.map(({ name }) => name)
}

/** One hash per table, of every row that the workspace has in it. */
export async function digestOf(world: LedgerWorld, tables: readonly string[]): Promise<string> {
  const parts = tables.map(
    (name) =>
      sql`select ${sql.lit(name)} || md5(coalesce(string_agg(md5(row::text), '' order by md5(row::text)), '')) as part
        from ${sql.table(name)} as row where workspace_id = ${world.workspaceId}`,
  )
  const { rows } = await world.do((tx) =>
    sql<{
      digest: string
    }>`select string_agg(part, ' ' order by part) as digest from (${sql.join(parts, sql` union all `)}) as parts`.execute(
      tx.db,
    ),
  )
  return rows[0]?.digest ?? ''
}
