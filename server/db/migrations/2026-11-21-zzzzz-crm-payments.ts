import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/** How far customers' payments and invoices of a CRM account were read. What they say is kept as customer events. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`alter table sync_state drop constraint sync_state_object_check`,
    sql`alter table sync_state add constraint sync_state_object_check check (object in
          ('deal', 'account', 'line_item', 'native_partner', 'contact_role', 'payment', 'invoice'))`,
  ])
}
