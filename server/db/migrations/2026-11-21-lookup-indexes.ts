import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/** What the card and the console look up beside a deal: whom a person worked with, a partner's claims and domains. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`create index credit_by_person on credit (workspace_id, created_by, created_at)`,
    sql`create index credit_partner on credit (workspace_id, partner_id) where removed_at is null`,
    sql`create index registration_by_person on registration (workspace_id, submitted_by, submitted_at)`,
    sql`create index registration_partner on registration (workspace_id, partner_id)`,
    sql`create index partner_domain_partner on partner_domain (workspace_id, partner_id)`,
    sql`create index ledger_posting_deal on ledger_posting (workspace_id, deal_id) where deal_id is not null`,
    sql`create index account_parent on account (connection_id, parent_external_id) where parent_external_id is not null`,
  ])
}
