import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { createLedgerSeal } from '../../server/auth/ledger-seal.ts'
import type { Database } from '../../server/db/database.ts'
import { openPGliteWithHandle } from '../../server/db/pglite.ts'
import { openPostgres } from '../../server/db/postgres.ts'
import { testConfig } from './test-config.ts'

export type DatabaseKind = 'pglite' | 'postgres'

export interface TestDatabase {
  database: Database
  kind: DatabaseKind
  /** Set for PostgreSQL: other processes may open it too. */
  url: string | undefined
  close(): Promise<void>
}

/** With the keys of `testConfig`, so that an application over the same database agrees. */
export const testSeal = createLedgerSeal(testConfig().encryptionKeys)

/** Of all databases that this process opens. */
let snapshot: Promise<Blob> | undefined
let template: Promise<string> | undefined

/** A Blob reads itself out in small pieces, which is a good part of opening a database. PGlite copies what it takes of it. */
class HeldBytes extends Blob {
  readonly #bytes: ArrayBuffer

  constructor(bytes: Uint8Array) {
    super()
    this.#bytes = new Uint8Array(bytes).buffer
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#bytes)
  }
}

/**
 * A migrated, empty database of its own. PostgreSQL needs the throw-away server that the test run started
 * (`TEST_POSTGRES_URL`, see services.ts).
 */
export async function openTestDatabase(kind: DatabaseKind = 'pglite'): Promise<TestDatabase> {
  return kind === 'pglite' ? openTestPGlite() : openTestPostgres()
}

async function openTestPGlite(): Promise<TestDatabase> {
  const { database } = await openPGliteWithHandle(
    undefined,
    testSeal,
    await (snapshot ??= migratedSnapshot()),
  )
  return { database, kind: 'pglite', url: undefined, close: () => database.close() }
}

async function openTestPostgres(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL']
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: no PostgreSQL was found for this run')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(
    server,
    `create database ${name} template ${await (template ??= migratedTemplate(server))}`,
  )
  const url = at(server, name)
  const database = openPostgres(url, 10, testSeal)
  return {
    database,
    kind: 'postgres',
    url,
    async close() {
      await database.close()
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

/** The name of a migrated database to copy, which is five times as fast as migrating. Made once for each text of the migrations. */
async function migratedTemplate(server: string): Promise<string> {
  const name = `migrated_${await migrationsAtStart}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    // One test file makes it, the others wait; the lock goes with the connection.
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      // Under another name until it is whole.
      await client.query('drop database if exists migrating')
      await client.query('create database migrating')
      const database = openPostgres(at(server, 'migrating'), 1, testSeal)
      await database.migrate().finally(() => database.close())
      await client.query(`alter database migrating rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return name
}

function at(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Loading a migrated folder is ten times faster than migrating a new one; the cache is keyed by the migrations' text. */
async function migratedSnapshot(): Promise<Blob> {
  const folder = join(import.meta.dirname, '../../node_modules/.cache/partner-desk')
  const file = join(folder, `pglite-${await migrationsHash()}.tar`)
  if (existsSync(file)) return new HeldBytes(await readFile(file))
  const { database, pglite } = await openPGliteWithHandle(undefined, testSeal)
  await database.migrate()
  const dump = await pglite.dumpDataDir('none')
  await database.close()
  // This process migrates as the files said when it loaded them. Kept under another text, it would fail every later run.
  if ((await migrationsAtStart) === (await migrationsHash())) {
    await mkdir(folder, { recursive: true })
    // Written aside and renamed: another test file may be doing the same.
    const aside = `${file}.${process.pid}`
    await writeFile(aside, Buffer.from(await dump.arrayBuffer()))
    await rename(aside, file)
  }
  return new HeldBytes(new Uint8Array(await dump.arrayBuffer()))
}

async function migrationsHash(): Promise<string> {
  const folder = join(import.meta.dirname, '../../server/db/migrations')
  // The order and the choice of migrations are in migrate.ts.
  const hash = createHash('sha256').update(await readFile(join(folder, '../migrate.ts')))
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

const migrationsAtStart = migrationsHash()
