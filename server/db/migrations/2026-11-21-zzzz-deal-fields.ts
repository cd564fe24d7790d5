import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/** Facts of a deal that plans look at, read from the fields of the CRM that an admin names for a connection. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`alter table connection add column deal_fields jsonb not null default '{}'
          check (jsonb_typeof(deal_fields) = 'object')`,
    sql`alter table deal add column first_year_acv_minor bigint,
          add column gross_margin_minor bigint,
          add column region text,
          add column field_problems jsonb not null default '{}' check (jsonb_typeof(field_problems) = 'object')`,
  ])
}
