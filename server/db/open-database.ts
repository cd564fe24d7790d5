import type { Database } from './database.ts'
import { openPGlite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

export interface DatabaseSettings {
  /** PostgreSQL when set. */
  databaseUrl: string | undefined
  /** Folder of the embedded database; `memory` keeps nothing. */
  dataDir: string | 'memory'
  poolSize?: number
}

/** PostgreSQL when there is a URL, else the embedded database. Not migrated yet: call `migrate`. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  return settings.databaseUrl
    ? openPostgres(settings.databaseUrl, settings.poolSize ?? 10)
    : openPGlite(settings.dataDir === 'memory' ? undefined : settings.dataDir)
}
