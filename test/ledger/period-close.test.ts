import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accrue, correct, type LineRef } from '../../shared/ledger/posting.ts'
import { balancesByLine } from '../../server/db/ledger-store.ts'
import { listCloses } from '../../server/db/period-close-store.ts'
import { closeMonth } from '../../server/workflows/close-month.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Book, BOOK_START, openBook } from './book.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const JANUARY = new Date('2026-01-20T12:00:00.000Z')
const FEBRUARY = new Date('2026-02-20T12:00:00.000Z')

describe.each(kinds)('closing a month on %s', (kind) => {
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
    line = await book.payable(10_000n, { at: JANUARY })
  })

  const close = (month: string) => book.do((tx) => closeMonth(tx, book.moment, book.finley, month))
  const entry = (id: string) =>
    book.do((tx) =>
      tx.db
        .selectFrom('ledger_transaction')
        .select(['effective_at', 'cause', 'recorded_at'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    )

  test.skipIf(skipped)('keeps the head and the balances with which it was closed', async () => {
    await book.payable(700n, { at: FEBRUARY })
    await close('2026-01')
    const [closed] = await book.do(listCloses)
    expect(closed).toMatchObject({
      month: '2026-01',
      closedUntil: new Date('2026-02-01T00:00:00.000Z'),
      closedBy: book.finley.userId,
      closedAt: BOOK_START,
      sequence: 4n,
    })
    const sums = closed?.trialBalance.map((row) => [
      row.account,
      row.debitsMinor,
      row.creditsMinor,
      row.closingMinor,
    ])
    expect(sums).toEqual([
      ['commission_expense', '10000', '0', '10000'],
      ['pending', '10000', '10000', '0'],
      ['payable', '0', '10000', '-10000'],
    ])
    expect(await book.do(verifyLedger)).toMatchObject({ bad: null, signed: true })
  })

  test.skipIf(skipped)('ends a month where it ends in the time zone of the workspace', async () => {
    book = await openBook(database, 'America/New_York')
    await book.payable(1n, { at: new Date('2026-02-01T04:59:59.999Z') })
    await book.payable(2n, { at: new Date('2026-02-01T05:00:00.000Z') })
    await close('2026-01')
    const [closed] = await book.do(listCloses)
    expect(closed?.closedUntil).toEqual(new Date('2026-02-01T05:00:00.000Z'))
    expect(closed?.trialBalance.find((row) => row.account === 'payable')?.closingMinor).toBe('-1')
  })

  test.skipIf(skipped)('is refused before its end, out of turn, twice, and where nothing is', async () => {
    await book.payable(1n, { at: FEBRUARY })
    await expect(close('2026-03')).rejects.toThrow('March 2026 is not over')
    await expect(close('2026-02')).rejects.toThrow('A month before February 2026 has entries and is open')
    await expect(close('2025-12')).rejects.toMatchObject({ code: 'not_found' })
    await close('2026-01')
    await expect(close('2026-01')).rejects.toThrow('January 2026 is closed already')
    await close('2026-02')
    expect((await book.do(listCloses)).map(({ month }) => month)).toEqual(['2026-01', '2026-02'])
  })

  test.skipIf(skipped)('is refused while the ledger is not sound', async () => {
    await book.asOwner((tx) =>
      sql`update ledger_posting set amount_minor = amount_minor + 1 where account = 'payable'
        and workspace_id = ${book.workspaceId}`.execute(tx.db),
    )
    await expect(close('2026-01')).rejects.toThrow(
      /The ledger is not sound, so nothing was closed\. ledger_posting /,
    )
    expect(await book.do(listCloses)).toEqual([])
  })

  test.skipIf(skipped)('dates later entries of it now and keeps where they belong', async () => {
    await close('2026-01')
    const other = await book.line({ amountMinor: 5n })
    const late = await book.post('accrue', accrue(other, 5n), {
      effectiveAt: JANUARY,
      cause: { why: 'late' },
    })
    expect(await entry(late.id)).toMatchObject({
      effective_at: BOOK_START,
      cause: { why: 'late', asOf: JANUARY.toISOString() },
    })
    expect((await book.do(verifyLedger)).bad).toBeNull()
  })

  test.skipIf(skipped)(
    'recognises the same entry sent again after it, and another one with its key',
    async () => {
      const other = await book.line({ amountMinor: 5n })
      const over = { effectiveAt: JANUARY, idempotencyKey: 'late' }
      const before = await book.post('accrue', accrue(other, 5n), over)
      await close('2026-01')
      expect(await book.post('accrue', accrue(other, 5n), over)).toEqual({ ...before, repeated: true })
      const third = await book.line({ amountMinor: 7n })
      const after = { effectiveAt: JANUARY, idempotencyKey: 'later' }
      const first = await book.post('accrue', accrue(third, 7n), after)
      book.moment.now = new Date('2026-04-02T00:00:00.000Z')
      expect(await book.post('accrue', accrue(third, 7n), after)).toEqual({ ...first, repeated: true })
      await expect(
        book.post('accrue', accrue(third, 7n), { ...after, effectiveAt: FEBRUARY }),
      ).rejects.toMatchObject({ code: 'idempotency_conflict' })
      expect((await book.do(verifyLedger)).bad).toBeNull()
    },
  )

  test.skipIf(skipped)('leaves a clock that runs behind the first open instant', async () => {
    await close('2026-01')
    book.moment.now = new Date('2026-01-25T00:00:00.000Z')
    const other = await book.line({ amountMinor: 5n })
    const { id } = await book.post('accrue', accrue(other, 5n))
    expect((await entry(id)).effective_at).toEqual(new Date('2026-02-01T00:00:00.000Z'))
  })

  test.skipIf(skipped)('takes what is corrected of it in the month of the correction', async () => {
    await close('2026-01')
    const [found] = await book.do((tx) => balancesByLine(tx, { dealIds: [line.dealId] }))
    if (!found) throw new Error('the line has balances')
    await book.post('true_up', correct(line, found.balances, 10_000n, 4_000n), { effectiveAt: JANUARY })
    const [closed] = await book.do(listCloses)
    expect(closed?.trialBalance.find((row) => row.account === 'payable')?.closingMinor).toBe('-10000')
  })

  test.skipIf(skipped)('is what the database insists on, whoever writes', async () => {
    await close('2026-01')
    const byHand = book.do((tx) =>
      tx.db
        .insertInto('ledger_transaction')
        .values({
          workspace_id: book.workspaceId,
          id: book.moment.newId(),
          sequence: 99n,
          idempotency_key: 'by hand',
          request_hash: '',
          kind: 'accrue',
          cause: '{}',
          effective_at: JANUARY,
          recorded_at: BOOK_START,
          reverses: null,
          previous_hash: '',
          hash: '',
        })
        .execute(),
    )
    await expect(byHand).rejects.toThrow('the ledger is closed until')
    const reopen = book.do((tx) => tx.db.deleteFrom('period_close').execute())
    await expect(reopen).rejects.toThrow('permission denied')
  })

  test.skipIf(skipped)(
    'and posting into it at the same time leave a closed month as it was closed',
    async () => {
      const lines = await Promise.all(Array.from({ length: 12 }, () => book.line({ amountMinor: 3n })))
      const posts = lines.map((one) => book.post('accrue', accrue(one, 3n), { effectiveAt: JANUARY }))
      const closes = [close('2026-01'), close('2026-01'), close('2026-01')]
      const outcomes = await Promise.allSettled([...posts.slice(0, 6), ...closes, ...posts.slice(6)])
      // While some lines of the book are not posted yet, their amounts are not in the ledger and closing is refused.
      const closed = (await book.do(listCloses)).length
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(3 - closed)
      if (closed === 0) await close('2026-01')
      expect(await book.do(verifyLedger)).toMatchObject({ transactions: 14, bad: null })
    },
  )
})
