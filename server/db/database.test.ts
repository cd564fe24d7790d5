import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type DatabaseKind,
  type TestDatabase,
  openTestDatabase,
  testSeal,
} from '../../test/support/test-database.ts'
import { openPostgres } from './postgres.ts'

const A = '019aa000-0000-7000-8000-00000000000a'
const B = '019aa000-0000-7000-8000-00000000000b'
const kinds: DatabaseKind[] = ['pglite', 'postgres']

describe.each(kinds)('the database on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let test_: TestDatabase

  beforeAll(async () => {
    if (skipped) return
    test_ = await openTestDatabase(kind)
    for (const [id, name] of [
      [A, 'A'],
      [B, 'B'],
    ] as const) {
      await test_.database.inSystem((tx) =>
        tx.db
          .insertInto('workspace')
          .values({ workspace_id: id, name, created_at: new Date(0) })
          .execute(),
      )
    }
  })
  afterAll(() => test_?.close())

  const names = (workspace: string) =>
    test_.database.inWorkspace(workspace, (tx) => tx.db.selectFrom('workspace').select('name').execute())

  test.skipIf(skipped)('shows a workspace only its own rows, without any filter in the query', async () => {
    expect(await names(A)).toEqual([{ name: 'A' }])
    expect(await names(B)).toEqual([{ name: 'B' }])
  })

  test.skipIf(skipped)('refuses to write a row into another workspace', async () => {
    const write = test_.database.inWorkspace(A, (tx) =>
      tx.db
        .insertInto('app_user')
        .values({ workspace_id: B, id: A, name: 'x', created_at: new Date() })
        .execute(),
    )
    await expect(write).rejects.toThrow(/row-level security/)
  })

  test.skipIf(skipped)('takes the workspace as text, whatever is in it', async () => {
    await expect(
      names(`x'; reset role; select set_config('app.workspace_id', '${A}', true); --`),
    ).rejects.toThrow(/invalid input syntax for type uuid/)
    expect(await names(A)).toEqual([{ name: 'A' }])
  })

  test.skipIf(skipped)('does not carry a workspace over to the next user of the connection', async () => {
    await names(A)
    const setting = await test_.database.inSystem(
      async (tx) =>
        (await sql<{ id: string }>`select current_setting('app.workspace_id', true) as id`.execute(tx.db))
          .rows,
    )
    expect(setting[0]?.id ?? '').toBe('')
  })

  test.skipIf(skipped)('has every table under forced row security', async () => {
    const bare = await test_.database.inSystem(
      async (tx) =>
        (
          await sql<{ relname: string }>`select relname from pg_class where relkind = 'r'
            and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
            and not (relrowsecurity and relforcerowsecurity)`.execute(tx.db)
        ).rows,
    )
    expect(bare).toEqual([])
  })

  test.skipIf(skipped)(
    'throws at once, instead of waiting for ever, when a transaction is opened inside another',
    async () => {
      const nested = test_.database.inWorkspace(A, () => names(B))
      await expect(nested).rejects.toThrow(/already open/)
    },
  )

  test.skipIf(skipped)('keeps transactions that begin at the same time apart', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        test_.database.inWorkspace(A, async (tx) => {
          await tx.db
            .insertInto('app_user')
            .values({
              workspace_id: A,
              id: `019aa000-0000-7000-8000-0000000001${String(i).padStart(2, '0')}`,
              name: `user ${i}`,
              created_at: new Date(),
            })
            .execute()
          if (i % 2 === 1) throw new Error('roll back')
        }),
      ),
    )
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(10)
    const users = await test_.database.inWorkspace(A, (tx) =>
      tx.db.selectFrom('app_user').select('name').execute(),
    )
    expect(users.map((u) => u.name).sort()).toEqual(
      Array.from({ length: 10 }, (_, i) => `user ${i * 2}`).sort(),
    )
  })

  test.skipIf(skipped)('gives no way to change or delete a ledger row', async () => {
    for (const statement of [
      'update ledger_posting set amount_minor = 1',
      'delete from ledger_transaction',
      'truncate ledger_posting',
    ]) {
      const attempt = test_.database.inWorkspace(A, (tx) => sql.raw(statement).execute(tx.db))
      await expect(attempt).rejects.toThrow(/permission denied/)
    }
  })

  test.skipIf(skipped)(
    'reads bigint beyond 2^53 exactly, and a date as the day that was written',
    async () => {
      const rows = await test_.database.inWorkspace(
        A,
        async (tx) =>
          (
            await sql<{
              n: bigint
              d: string
            }>`select 9007199254740993::bigint as n, date '2026-03-31' as d`.execute(tx.db)
          ).rows,
      )
      expect(rows).toEqual([{ n: 9007199254740993n, d: '2026-03-31' }])
    },
  )
})

describe.skipIf(!process.env['TEST_POSTGRES_URL'])('a connection that was refused its role', () => {
  test('serves again once it may take it', async () => {
    const { url = '', close } = await openTestDatabase('postgres')
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    const login = `login_${randomBytes(6).toString('hex')}`
    await owner.query(`create role ${login} login password '${login}'`)
    const database = openPostgres(asLogin(url, login), 1, testSeal)
    const one = () =>
      database.inWorkspace(A, async (tx) => (await sql<{ n: number }>`select 1 as n`.execute(tx.db)).rows)
    await expect(one()).rejects.toThrow(/permission denied to set role/)
    await owner.query(`grant partner_app to ${login}`)
    await expect(one()).resolves.toEqual([{ n: 1 }])
    await database.close()
    await owner.query(`drop role ${login}`)
    await owner.end()
    await close()
  })
})

function asLogin(url: string, login: string): string {
  const of = new URL(url)
  of.username = login
  of.password = login
  return of.href
}
