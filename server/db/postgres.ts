import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect, PostgresDriver } from 'kysely'
import pg from 'pg'
import type { LedgerSeal } from '../auth/ledger-seal.ts'
import type { Database } from './database.ts'
import { parsers } from './parsers.ts'
import type { Tables } from './tables.ts'
import { openScope } from './transaction-scope.ts'
import { transactionalDatabase } from './transactional-database.ts'

/** The user of the URL owns the schema; requests run under the `partner_app` role that each transaction takes. */
export function openPostgres(url: string, poolSize: number, ledgerSeal: LedgerSeal): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parsers[oid] ?? pg.types.getTypeParser(oid, format),
    },
  })
  // Without a listener, an idle connection that the server closes ends the process.
  pool.on('error', () => undefined)
  const dialect = new PostgresDialect({ pool })
  dialect.createDriver = () => new ScopedDriver({ pool })
  const kysely = new Kysely<Tables>({ dialect })
  return transactionalDatabase(kysely, (task) => task(), ledgerSeal)
}

/** Begins a transaction and takes its role and workspace in one round trip. */
class ScopedDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin; ${openScope()?.statements ?? ''}`))
    } catch (error) {
      // It may have begun. Kysely rolls back none that did not, and whoever gets this connection next could do nothing on it.
      await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined)
      throw error
    }
  }
}
