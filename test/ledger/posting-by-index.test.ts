import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rememberEnd } from '../../server/db/likely-end.ts'
import { type LedgerEntry, postTransaction, postTransactions } from '../../server/db/ledger-store.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { earn, type LineRef } from '../../shared/ledger/posting.ts'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Book, openBook } from './book.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']

describe.each(kinds)('posting on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  let book: Book
  let line: LineRef

  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    if (skipped) return
    book = await openBook(database)
    line = await book.line()
  })

  const entry = (key: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
    idempotencyKey: key,
    kind: 'earn',
    cause: { key },
    effectiveAt: book.moment.now,
    postings: earn(line, 1n),
    ...over,
  })
  const post = (one: LedgerEntry) => book.do((tx) => postTransaction(tx, one, book.moment))
  const manyOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => entry(`${name} ${index}`))
  const chain = async () => (await book.do(verifyLedger)).bad?.row ?? null
  /** Nothing of the chain: each of these entries earns what no calculation says. */
  const ONLY_THE_AMOUNT = () => `commission_line ${line.commissionLineId}`

  test.skipIf(skipped)(
    'reads a handful of rows for each entry in a new installation, whose tables the planner knows nothing of',
    async () => {
      for (const one of manyOf('single', 60)) await post(one)
      const first = await readIn(() => manyOf('a', 400))
      const later = await readIn(() => manyOf('b', 400))
      expect(first).toBeLessThan(400 * 6)
      expect(later).toBeLessThan(400 * 6)
      // With the keys asked for, as after a repeat.
      expect(await readIn(() => [entry('a 0'), ...manyOf('c', 400)])).toBeLessThan(401 * 8)
    },
  )

  /** How many rows of entries and partners the database read to post these. */
  const readIn = (entries: () => LedgerEntry[]) =>
    book.do(async (tx) => {
      await postTransactions(tx, entries(), book.moment)
      const { rows } = await sql<{ read: bigint }>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as read
          from pg_stat_xact_user_tables where relname in ('ledger_transaction', 'partner')`.execute(tx.db)
      return Number(rows[0]?.read)
    })

  test.skipIf(skipped)(
    'goes on from the true end, wherever this process believed the ledger to end',
    async () => {
      const first = await post(entry('first'))
      rememberEnd(book.workspaceId, { sequence: 7n, hash: 'f'.repeat(64), closedUntil: null })
      expect(await post(entry('second'))).toMatchObject({ sequence: first.sequence + 1n, repeated: false })
      rememberEnd(book.workspaceId, { sequence: 0n, hash: '0'.repeat(64), closedUntil: null })
      expect(await post(entry('first'))).toEqual({ ...first, repeated: true })
      expect(await chain()).toBe(ONLY_THE_AMOUNT())
    },
  )

  test.skipIf(skipped)('goes on after a transaction that was undone', async () => {
    const undone = book.do(async (tx) => {
      await postTransaction(tx, entry('undone'), book.moment)
      throw new Error('something else went wrong')
    })
    await expect(undone).rejects.toThrow('something else')
    expect(await post(entry('made'))).toMatchObject({ sequence: 1n })
    expect(await chain()).toBe(ONLY_THE_AMOUNT())
  })

  test.skipIf(skipped)('makes the new ones of a call whose others are there', async () => {
    const [one] = await book.do((tx) => postTransactions(tx, [entry('one')], book.moment))
    const both = [entry('two'), entry('one'), entry('three'), entry('two')]
    const posted = await book.do((tx) => postTransactions(tx, both, book.moment))
    expect(posted.map(({ sequence, repeated }) => [sequence, repeated])).toEqual([
      [2n, false],
      [1n, true],
      [3n, false],
      [2n, true],
    ])
    expect(posted[1]?.id).toBe(one?.id)
    expect(await chain()).toBe(ONLY_THE_AMOUNT())
  })

  test.skipIf(skipped)('keeps keys and causes whatever is in them', async () => {
    const keys = ['null', 'NULL', '', ' ', 'a,b', '{}', '"', '\\', '\\"', "'", 'ü\n\t€', '😀']
    await book.do((tx) =>
      postTransactions(
        tx,
        keys.map((key) => entry(key)),
        book.moment,
      ),
    )
    const rows = await book.do((tx) =>
      tx.db
        .selectFrom('ledger_transaction')
        .select(['idempotency_key', 'cause'])
        .where('workspace_id', '=', tx.workspaceId)
        .orderBy('sequence')
        .execute(),
    )
    expect(rows.map((row) => row.idempotency_key)).toEqual(keys)
    expect(rows.map((row) => row.cause)).toEqual(keys.map((key) => ({ key })))
    expect(await chain()).toBe(ONLY_THE_AMOUNT())
  })

  test.skipIf(skipped)('is refused by the database for a partner who is not there', async () => {
    await post(entry('first'))
    const stranger = { ...line, partnerId: book.moment.newId() }
    await expect(post(entry('strange', { postings: earn(stranger, 1n) }))).rejects.toThrow('who is not there')
    expect(await post(entry('second'))).toMatchObject({ sequence: 2n })
  })

  test.skipIf(skipped)('keeps a partner from being deleted, even by the owner of the tables', async () => {
    await post(entry('first'))
    const remove = book.asOwner((tx) => sql`delete from partner where id = ${line.partnerId}`.execute(tx.db))
    await expect(remove).rejects.toThrow('is in the ledger')
  })

  test.skipIf(skipped)('keeps postings and their transaction together, whoever writes the rows', async () => {
    const { id } = await post(entry('first'))
    const strayPosting = book.asOwner((tx) =>
      sql`insert into ledger_posting (workspace_id, transaction_id, line_number, account, partner_id, currency, amount_minor)
        select ${book.workspaceId}, ${book.moment.newId()}, line_number, account, partner_id, currency, amount_minor
          from ledger_posting where transaction_id = ${id}`.execute(tx.db),
    )
    await expect(strayPosting).rejects.toThrow('which is not there')
    const remove = book.asOwner((tx) => sql`delete from ledger_transaction where id = ${id}`.execute(tx.db))
    await expect(remove).rejects.toThrow('has postings')
    const rename = book.asOwner((tx) =>
      sql`update ledger_transaction set id = ${book.moment.newId()} where id = ${id}`.execute(tx.db),
    )
    await expect(rename).rejects.toThrow('has postings')
    expect(await chain()).toBe(ONLY_THE_AMOUNT())
  })
})
