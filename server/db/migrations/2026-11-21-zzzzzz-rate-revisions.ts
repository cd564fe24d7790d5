import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/**
 * A stored exchange rate is corrected by a further revision of it, and taken back by one without a rate. None is changed or
 * removed: the table goes on knowing insert alone. Calculations name the rate that they used in a column of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`alter table fx_rate
          add column revision integer not null default 1 check (revision > 0),
          add column reason text,
          drop constraint fx_rate_pkey`,
    sql`alter table fx_rate
          add primary key (workspace_id, from_currency, to_currency, on_date, revision),
          alter column rate drop not null,
          add constraint fx_rate_says_why check (case when revision = 1 then rate is not null else reason <> '' end is true)`,
    // A column and not an expression: row-level security lets no expression on jsonb be looked up by its index.
    sql`alter table commission_calculation add column fx_rate_key text generated always as (
          (inputs #>> '{input,fx,0,from}') || ' ' || (inputs #>> '{input,fx,0,to}') || ' ' || (inputs #>> '{input,fx,0,on}')) stored`,
    sql`create index commission_calculation_fx_rate on commission_calculation (workspace_id, fx_rate_key)
          where fx_rate_key is not null`,
  ])
}
