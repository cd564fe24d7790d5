import { type Kysely, sql } from 'kysely'
import { protect, runAll } from './protect.ts'

/**
 * What a CRM keeps beside a deal, where an admin wants it mirrored, and the rates that a CRM account converts its
 * amounts by. Rows of details that the CRM no longer shows are deleted: nothing of ours hangs on them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const kinds = sql`('deal', 'account', 'line_item', 'native_partner', 'contact_role')`
  const common = sql`
          workspace_id uuid not null,
          connection_id uuid not null,
          external_id text not null,
          deal_external_id text not null,
          crm_modified_at timestamptz(3),
          synced_at timestamptz(3) not null,
          primary key (connection_id, external_id),
          foreign key (workspace_id, connection_id) references connection (workspace_id, id)`
  await runAll(db, [
    sql`alter table connection add column detail_kinds text[] not null default '{}'
          check (detail_kinds <@ array['line_item', 'native_partner', 'contact_role'])`,
    sql`alter table sync_state add column problem text, drop constraint sync_state_object_check`,
    sql`alter table sync_state add constraint sync_state_object_check check (object in ${kinds})`,
    sql`alter table sync_page drop constraint sync_page_object_check`,
    sql`alter table sync_page add constraint sync_page_object_check check (object in ${kinds})`,
    // Decimal numbers are text: a quantity or a rate has as many digits as the CRM gave it.
    sql`create table deal_line_item (${common},
          product_code text,
          product_name text,
          quantity text check (quantity ~ '^-?[0-9]+([.][0-9]+)?$'),
          amount_minor bigint,
          currency text,
          amount_problem text,
          check (amount_minor is null or currency is not null))`,
    sql`create table deal_native_partner (${common},
          account_external_id text not null,
          role text,
          is_primary boolean not null)`,
    sql`create table deal_contact_role (${common},
          contact_external_id text not null,
          contact_name text,
          role text,
          is_primary boolean not null)`,
    sql`create index deal_line_item_deal on deal_line_item (connection_id, deal_external_id)`,
    sql`create index deal_native_partner_deal on deal_native_partner (connection_id, deal_external_id)`,
    sql`create index deal_contact_role_deal on deal_contact_role (connection_id, deal_external_id)`,
    // Units of the currency for one unit of the corporate currency, from a day on and before another.
    sql`create table exchange_rate (
          workspace_id uuid not null,
          connection_id uuid not null,
          corporate_currency text not null,
          currency text not null,
          from_date date,
          until_date date check (until_date > from_date),
          rate text not null check (rate ~ '^[0-9]+([.][0-9]+)?$' and rate ~ '[1-9]'),
          foreign key (workspace_id, connection_id) references connection (workspace_id, id))`,
    sql`create unique index exchange_rate_from on exchange_rate (connection_id, currency, coalesce(from_date, '0001-01-01'))`,
  ])
  for (const table of ['deal_line_item', 'deal_native_partner', 'deal_contact_role']) {
    await protect(db, table, 'select, insert, update, delete')
  }
  await protect(db, 'exchange_rate', 'select, insert, delete')
}
