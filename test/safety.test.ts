import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openTestDatabase } from './support/test-database.ts'

const root = join(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && existsSync(join(root, file)))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const code = files.filter((file) => /\.(ts|tsx)$/.test(file))

describe('the repository', () => {
  test('keeps its fixed top level', () => {
    const visible = [...new Set(files.map((file) => file.split('/')[0]))]
      .filter((name) => !name?.startsWith('.'))
      .sort()
    const fixed = [
      'README.md',
      'connectors',
      'extension-ui',
      'hubspot.config.yml',
      'package.json',
      'server',
      'sfdx-project.json',
      'shared',
      'test',
      'tsconfig.json',
    ]
    const asIsUsual = ['LICENSE', 'docs', 'package-lock.json']
    expect(visible).toEqual([...fixed, ...asIsUsual].sort())
  })

  test('holds no CRM credential in the configuration that the vendors ask for', () => {
    expect(read('hubspot.config.yml')).not.toMatch(/personalAccessKey|clientSecret|apiKey|accessToken/)
    expect(JSON.parse(read('sfdx-project.json'))).not.toHaveProperty('signupTargetLoginUrl')
  })

  test('has no barrel files and no drawers', () => {
    const drawers = code.filter((file) => /^(index|utils?|helpers?|manager)\.tsx?$/.test(basename(file)))
    expect(drawers).toEqual([])
  })

  test('has no test that runs alone or is left out without a named reason', () => {
    const alone = code.filter(
      (file) => file !== 'test/safety.test.ts' && /\b(test|it|describe)\.(only|skip|todo)\(/.test(read(file)),
    )
    expect(alone).toEqual([])
  })

  test('lists every migration that lies in the folder', () => {
    const listed = read('server/db/migrate.ts')
    const missing = files
      .filter((file) => /^server\/db\/migrations\/\d{4}-/.test(file))
      .filter((file) => !listed.includes(`'${basename(file, '.ts')}'`))
    expect(missing).toEqual([])
  })

  test('locks packages without the address that they came from', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  })
})

describe('the schema', () => {
  test('keeps money in bigint: no column can hold a fraction', async () => {
    const { database, close } = await openTestDatabase()
    const columns = await database.inSystem(
      async (tx) =>
        (
          await sql<{ table_name: string; column_name: string; data_type: string }>`
            select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as data_type
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0`.execute(tx.db)
        ).rows,
    )
    await close()
    expect(columns.length).toBeGreaterThan(100)
    expect(columns.filter((column) => /real|double|numeric|money/.test(column.data_type))).toEqual([])
    expect(columns.filter((c) => c.column_name.endsWith('_minor') && c.data_type !== 'bigint')).toEqual([])
  })

  test('puts a workspace on every table but the one-time sign-in states, which come before there is one', async () => {
    const { database, close } = await openTestDatabase()
    const without = await database.inSystem(
      async (tx) =>
        (
          await sql<{ relname: string }>`select relname from pg_class c where relkind = 'r'
            and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
            and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull)`.execute(
            tx.db,
          )
        ).rows,
    )
    await close()
    expect(without).toEqual([{ relname: 'oauth_state' }])
  })
})
