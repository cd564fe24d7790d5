import { PGlite, type Transaction } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { Kysely, PGliteDialect } from 'kysely'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LedgerSeal } from '../auth/ledger-seal.ts'
import type { Database } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { parsers } from './parsers.ts'
import type { Tables } from './tables.ts'
import { openScope } from './transaction-scope.ts'
import { transactionalDatabase } from './transactional-database.ts'

/**
 * The embedded database, in a folder or in memory.
 *
 * There is one connection, and Kysely's dialect keeps the open transaction's commit function in a field of it:
 * a second transaction that begins meanwhile would overwrite it and commit the first. So transactions queue here.
 */
export async function openPGlite(dataDir: string | undefined, ledgerSeal: LedgerSeal): Promise<Database> {
  return (await openPGliteWithHandle(dataDir, ledgerSeal)).database
}

/** For tests that clone a migrated database: the handle can dump it. */
export async function openPGliteWithHandle(
  dataDir: string | undefined,
  ledgerSeal: LedgerSeal,
  snapshot?: Blob,
): Promise<{ database: Database; pglite: PGlite }> {
  if (dataDir) await mkdir(dataDir, { recursive: true })
  const pglite = new ScopedPGlite({
    ...(dataDir ? { dataDir: join(dataDir, 'pglite') } : {}),
    ...(snapshot ? { loadDataDir: snapshot } : {}),
    // Windows of plan versions must not overlap within a programme.
    extensions: { btree_gist },
    parsers,
  })
  await pglite.waitReady
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  return { database: transactionalDatabase(kysely, oneAtATime(), ledgerSeal), pglite }
}

/** Takes role and workspace as a transaction begins, by the protocol that reads no parameters and is twice as fast here. */
class ScopedPGlite extends PGlite {
  override transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return super.transaction(async (tx) => {
      const statements = openScope()?.statements
      // Refused ones abort the transaction, so its first query says so; if they threw here, Kysely would wait for ever.
      if (statements) await tx.exec(statements).catch(() => undefined)
      return work(tx)
    })
  }
}
