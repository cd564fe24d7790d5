import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as foundation from './migrations/2026-11-21-foundation.ts'
import * as lookupIndexes from './migrations/2026-11-21-lookup-indexes.ts'
import * as syncListing from './migrations/2026-11-21-sync-listing.ts'
import * as twoCrms from './migrations/2026-11-21-two-crms.ts'
import * as dealDetails from './migrations/2026-11-21-y-deal-details.ts'
import * as retention from './migrations/2026-11-21-z-retention.ts'
import * as listeners from './migrations/2026-11-21-zz-listeners.ts'
import * as plansAndMoney from './migrations/2026-11-21-zzz-plans-and-money.ts'
import * as dealFields from './migrations/2026-11-21-zzzz-deal-fields.ts'
import * as crmPayments from './migrations/2026-11-21-zzzzz-crm-payments.ts'
import * as rateRevisions from './migrations/2026-11-21-zzzzzz-rate-revisions.ts'
import * as ledgerStatements from './migrations/2026-11-21-zzzzzzz-ledger-statements.ts'

/** Append-only: a migration that was released is never edited, the next one corrects it. They run in the order of their names. */
const migrations: Record<string, Migration> = {
  '2026-11-21-foundation': foundation,
  '2026-11-21-lookup-indexes': lookupIndexes,
  '2026-11-21-sync-listing': syncListing,
  '2026-11-21-two-crms': twoCrms,
  '2026-11-21-y-deal-details': dealDetails,
  '2026-11-21-z-retention': retention,
  '2026-11-21-zz-listeners': listeners,
  '2026-11-21-zzz-plans-and-money': plansAndMoney,
  '2026-11-21-zzzz-deal-fields': dealFields,
  '2026-11-21-zzzzz-crm-payments': crmPayments,
  '2026-11-21-zzzzzz-rate-revisions': rateRevisions,
  '2026-11-21-zzzzzzz-ledger-statements': ledgerStatements,
}

/** Brings the schema up to date. Processes that start together take turns by the migrator's lock. */
export async function migrate<T>(kysely: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
