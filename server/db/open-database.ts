import { createLedgerSeal } from '../auth/ledger-seal.ts'
import type { Database } from './database.ts'
import { openPGlite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

export interface DatabaseSettings {
  /** PostgreSQL when set. */
  databaseUrl: string | undefined
  /** Folder of the embedded database; `memory` keeps nothing. */
  dataDir: string | 'memory'
  poolSize?: number
  /** The keys of the configuration, newest first: the ledger's head is signed with the first. */
  encryptionKeys: readonly [string, ...string[]]
}

/** PostgreSQL when there is a URL, else the embedded database. Not migrated yet: call `migrate`. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const seal = createLedgerSeal(settings.encryptionKeys)
  return settings.databaseUrl
    ? openPostgres(settings.databaseUrl, settings.poolSize ?? 10, seal)
    : openPGlite(settings.dataDir === 'memory' ? undefined : settings.dataDir, seal)
}
