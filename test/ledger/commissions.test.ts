import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ledgerCommand } from '../../server/cli/ledger.ts'
import type { Context } from '../../server/context.ts'
import { addFxRates, type AddedRate } from '../../server/workflows/add-fx-rates.ts'
import { closeMonth } from '../../server/workflows/close-month.ts'
import { decideDispute } from '../../server/workflows/decide-dispute.ts'
import { openDispute } from '../../server/workflows/open-dispute.ts'
import { reviewDispute } from '../../server/workflows/review-dispute.ts'
import { saveAccountCodes } from '../../server/workflows/save-account-codes.ts'
import { readCommissions } from '../../server/read/commissions.ts'
import { disputesForPage, readDisputes } from '../../server/read/disputes.ts'
import { readFxRates } from '../../server/read/fx-rates.ts'
import { journalCsv, journalScope } from '../../server/read/journal.ts'
import { readLedgerMonths } from '../../server/read/ledger-months.ts'
import { readTrialBalance } from '../../server/read/trial-balance.ts'
import { accountCodes } from '../../shared/ledger/account-codes.ts'
import { lineState } from '../../shared/ledger/line-state.ts'
import * as post from '../../shared/ledger/posting.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Book, openBook } from './book.ts'

let database: TestDatabase
let book: Book
const JANUARY = new Date('2026-01-20T12:00:00.000Z')
const FEBRUARY = new Date('2026-02-20T12:00:00.000Z')

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  book = await openBook(database)
})

const list = (query: Partial<Parameters<typeof readCommissions>[1]> = {}) =>
  book.do((tx) => readCommissions(tx, { limit: 50, ...query }))

describe('the list of commissions', () => {
  test('has every line once over its pages, newest first, however many have one instant', async () => {
    const made: string[] = []
    for (let number = 0; number < 7; number++) {
      if (number > 3) book.moment.now = new Date(book.moment.now.getTime() + 1)
      made.push((await book.payable(100n)).commissionLineId)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: 2, cursor })
      expect(page.total).toBe(7)
      seen.push(...page.rows.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual([...made].sort().reverse())
  })

  test('is found by deal, partner and the number of the deal, and never by a wild card', async () => {
    const partnerId = await book.partner('Kestrel 100%')
    await book.payable(5n, { partnerId, dealName: 'Harbour_front' })
    await book.payable(7n, { dealName: 'Other' })
    const names = async (search: string) => (await list({ search })).rows.map(({ dealName }) => dealName)
    expect(await names('harbour')).toEqual(['Harbour_front'])
    expect(await names(' KESTREL ')).toEqual(['Harbour_front'])
    expect(await names('100%')).toEqual(['Harbour_front'])
    expect(await names('r_f')).toEqual(['Harbour_front'])
    expect(await names('%')).toEqual(['Harbour_front'])
    expect(await names('nothing like it')).toEqual([])
    expect((await list({ partnerId })).rows.map(({ amount }) => amount.amount)).toEqual(['0.05'])
  })

  test('shows each line where its money is, and filters by the same words', async () => {
    const pending = await book.line({ amountMinor: 1_000n })
    await book.post('accrue', post.accrue(pending, 1_000n))
    const payable = await book.payable(2_000n)
    const held = await book.payable(3_000n)
    await book.post('hold', post.hold(held, 3_000n))
    const paid = await book.payable(4_000n)
    await book.post('payout_approved', post.payoutApproved(paid, 4_000n))
    await book.post('payout_confirmed', post.payoutConfirmed(paid, 4_000n))
    const owed = await book.payable(5_000n)
    await book.post('payout_approved', post.payoutApproved(owed, 5_000n))
    await book.post('unearn', post.unearn(owed, { payable: 0n, held: 0n }, 800n))
    const nothing = await book.line({ amountMinor: 0n })
    const { rows } = await list()
    expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [pending.commissionLineId, 'Waiting for the customer'],
        [payable.commissionLineId, 'Payable'],
        [held.commissionLineId, 'Held: a dispute is open'],
        [paid.commissionLineId, 'Paid'],
        [owed.commissionLineId, 'Owed back: $8.00'],
        [nothing.commissionLineId, 'Nothing due'],
      ]),
    )
    const states = { pending, payable, held, paid, owed_back: owed, nothing }
    for (const [state, line] of Object.entries(states)) {
      const page = await list({ state: state as keyof typeof states })
      expect([state, page.total, page.rows[0]?.id]).toEqual([state, 1, line.commissionLineId])
    }
  })

  test('is filtered by the very order that the words go by', async () => {
    const amount = fc.bigInt({ min: 0n, max: 3n })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('earn', 'hold', 'approve', 'confirm', 'unearn'), amount)),
        async (steps) => {
          const line = await book.payable(5n)
          for (const [kind, minor] of steps) {
            if (minor === 0n) continue
            const moves = {
              earn: post.earn,
              hold: post.hold,
              approve: post.payoutApproved,
              confirm: post.payoutConfirmed,
            }
            const postings =
              kind === 'unearn'
                ? post.unearn(line, { payable: 0n, held: 0n }, minor)
                : moves[kind](line, minor)
            await book.post('earn', postings)
          }
          const row = (await list()).rows.find(({ id }) => id === line.commissionLineId)
          if (!row) throw new Error('the line is listed')
          const minor = (json: { amount: string }) => BigInt(json.amount.replace('.', ''))
          const state = lineState({
            pending: minor(row.pending),
            payable: minor(row.payable),
            held: minor(row.held),
            inTransit: minor(row.inPayout),
            paid: minor(row.paid),
          })
          expect((await list({ state })).rows.map(({ id }) => id)).toContain(line.commissionLineId)
        },
      ),
      { numRuns: 8 },
    )
  })
})

describe('the list of disputes', () => {
  test('shows those that stand, or all, with what each person may do', async () => {
    const first = await book.payable(1_000n)
    const second = await book.payable(2_000n)
    const open = (lineId: string) =>
      book.do((tx) => openDispute(tx, book.moment, book.riley, { lineId, evidence: 'Ours' }))
    const done = await open(first.commissionLineId)
    const standing = await open(second.commissionLineId)
    await book.do(async (tx) => {
      await reviewDispute(tx, book.moment, book.casey, done)
      const decision = { disputeId: done, outcome: 'rejected' as const, decision: 'No' }
      await decideDispute(tx, book.moment, book.casey, decision)
    })
    const shown = (show: 'standing' | 'all') => book.do((tx) => readDisputes(tx, { show, limit: 50 }))
    expect((await shown('standing')).rows).toMatchObject([
      { id: standing, held: { amount: '20.00' }, amount: { amount: '20.00' }, openedBy: 'Riley Reyes' },
    ])
    expect(await shown('all')).toMatchObject({ total: 2 })
    const actions = async (actor: Book['casey']) => {
      const [dispute] = await book.do((tx) => disputesForPage(tx, actor, second.commissionLineId))
      return dispute?.actions
    }
    expect(await actions(book.casey)).toEqual({
      review: { allowed: true, because: null },
      decide: { allowed: false, because: 'Somebody takes it up first.' },
      withdraw: { allowed: false, because: 'Only who opened a dispute withdraws it.' },
    })
    expect(await actions(book.riley)).toMatchObject({
      review: { allowed: false, because: 'You opened this dispute, so somebody else decides it.' },
      withdraw: { allowed: true },
    })
  })
})

describe('searching disputes', () => {
  test('goes by deal or partner, in every letter case, and counts what it finds', async () => {
    const lines = [await book.payable(1_000n), await book.payable(2_000n)]
    for (const { commissionLineId: lineId } of lines) {
      await book.do((tx) => openDispute(tx, book.moment, book.riley, { lineId, evidence: 'Ours' }))
    }
    const [first] = lines
    const set = { name: '100% Cancity_renewal' }
    await book.do((tx) =>
      tx.db
        .updateTable('deal')
        .set(set)
        .where('id', '=', first?.dealId ?? '')
        .execute(),
    )
    const found = async (search: string) => {
      const { rows, total } = await book.do((tx) => readDisputes(tx, { show: 'all', search, limit: 50 }))
      expect(total).toBe(rows.length)
      return rows.map(({ lineId }) => lineId)
    }
    expect(await found('cancity_')).toEqual([first?.commissionLineId])
    expect(await found(' 100% ')).toEqual([first?.commissionLineId])
    expect(await found(first?.dealId ?? '')).toEqual([first?.commissionLineId])
    expect(await found('%')).toEqual([first?.commissionLineId])
    const [listed] = (await book.do((tx) => readDisputes(tx, { show: 'all', limit: 50 }))).rows
    expect((await found(listed?.partnerName.toUpperCase() ?? '')).length).toBeGreaterThan(0)
    expect(await found('nobody')).toEqual([])
  })
})

describe('the months and the trial balance', () => {
  const months = (actor = book.finley) => book.do((tx) => readLedgerMonths(tx, actor, book.moment.now))
  const trial = (from: string, to: string) => book.do((tx) => readTrialBalance(tx, { from, to }))

  test('offer the oldest open month that is over, and say why not the others', async () => {
    await book.payable(1n, { at: JANUARY })
    await book.payable(2n, { at: FEBRUARY })
    await book.payable(3n)
    expect(
      (await months()).months.map(({ month, entries, close }) => [month, entries, close.because]),
    ).toEqual([
      ['2026-03', 2, 'March 2026 is not over.'],
      ['2026-02', 2, 'January 2026 is closed first.'],
      ['2026-01', 2, null],
    ])
    expect((await months(book.casey)).months.at(-1)?.close.because).toMatch(/^Only .* may do this\.$/)
    await book.do((tx) => closeMonth(tx, book.moment, book.finley, '2026-01'))
    expect((await months()).months).toMatchObject([
      { close: { allowed: false } },
      { close: { allowed: true } },
      { closedBy: 'Finley Okafor', close: { because: 'It is closed.' } },
    ])
  })

  test('carry each month’s closing over as the next one’s opening, under the company’s own codes', async () => {
    await book.payable(10_000n, { at: JANUARY })
    await book.payable(500n, { at: FEBRUARY })
    const codes = accountCodes([{ account: 'payable', code: '=21', name: 'Owed' }])
    await book.do((tx) => saveAccountCodes(tx, book.moment, book.finley, codes))
    const january = await trial('2026-01', '2026-01')
    const both = await trial('2026-01', '2026-02')
    const february = await trial('2026-02', '2026-02')
    const payable = (balance: typeof both) => balance.rows.find((row) => row.account === 'payable')
    expect(payable(february)).toEqual({
      account: 'payable',
      code: '=21',
      name: 'Owed',
      currency: 'USD',
      opening: { amount: '-100.00', currency: 'USD' },
      debits: { amount: '0.00', currency: 'USD' },
      credits: { amount: '5.00', currency: 'USD' },
      closing: { amount: '-105.00', currency: 'USD' },
    })
    expect(payable(january)?.closing).toEqual(payable(february)?.opening)
    expect(payable(both)?.closing).toEqual(payable(february)?.closing)
    expect(both.totals).toEqual([
      {
        currency: 'USD',
        debits: { amount: '210.00', currency: 'USD' },
        credits: { amount: '210.00', currency: 'USD' },
        closing: { amount: '0.00', currency: 'USD' },
      },
    ])
    expect(both.head).toMatchObject({ sequence: '4', signed: true })
    await expect(trial('2026-02', '2026-01')).rejects.toMatchObject({ code: 'invalid_request' })
  })

  test('name each account once', async () => {
    const [one, ...rest] = accountCodes([])
    if (!one) throw new Error('there are accounts')
    const twice = book.do((tx) =>
      saveAccountCodes(tx, book.moment, book.finley, [one, one, ...rest.slice(1)]),
    )
    await expect(twice).rejects.toMatchObject({ code: 'rule_violated' })
  })
})

describe('the journal', () => {
  const journal = async (from?: string, to?: string) => {
    const scope = await book.do((tx) => journalScope(tx, { from, to }))
    const pieces = []
    for await (const piece of journalCsv(book.database.database, book.workspaceId, scope)) pieces.push(piece)
    return pieces
  }
  const rowsOf = (pieces: string[]) => parse(pieces.join(''), { columns: true }) as Record<string, string>[]

  test('has every posting of its months in order, balances, and cannot run in a spreadsheet', async () => {
    const partnerId = await book.partner('=cmd|calc')
    const line = await book.payable(10_050n, { partnerId, at: JANUARY, dealName: '@sum(A1)' })
    await book.payable(1n, { at: FEBRUARY })
    const rows = rowsOf(await journal('2026-01', '2026-01'))
    expect(rows).toHaveLength(4)
    expect(rows[1]).toEqual({
      date: '2026-01-20',
      number: '1',
      kind: 'accrue',
      'account code': '2110',
      'account name': 'Partner commission accrued, customer has not paid',
      partner: "'=cmd|calc",
      deal: "'@sum(A1)",
      line: line.commissionLineId,
      currency: 'USD',
      debit: '',
      credit: '100.50',
      text: 'Commission accrued',
    })
    const cents = (text: string | undefined) => Number((text ?? '').replace('.', '') || '0')
    const sum = (column: string) => rows.reduce((total, row) => total + cents(row[column]), 0)
    expect(sum('debit')).toBe(sum('credit'))
    expect(rowsOf(await journal())).toHaveLength(8)
  })

  test('goes page by page, and leaves out what is posted while it is read', async () => {
    const line = await book.line({ amountMinor: 2_500n })
    await book.do(async (tx) => {
      const { postTransactions } = await import('../../server/db/ledger-store.ts')
      const entries = Array.from({ length: 2_500 }, (_, number) => ({
        idempotencyKey: `one ${number}`,
        kind: 'accrue' as const,
        cause: {},
        effectiveAt: book.moment.now,
        postings: post.accrue(line, 1n),
      }))
      await postTransactions(tx, entries, book.moment)
    })
    const scope = await book.do((tx) => journalScope(tx, {}))
    const pieces: string[] = []
    for await (const piece of journalCsv(book.database.database, book.workspaceId, scope)) {
      if (pieces.length === 1) await book.post('accrue', post.accrue(line, 1n))
      pieces.push(piece)
    }
    expect(pieces.map((piece) => piece.split('\r\n').length - 1)).toEqual([1, 2_000, 2_000, 1_000])
    expect(new Set(rowsOf(pieces).map((row) => row['number'])).size).toBe(2_500)
  })

  test('says of an entry of a closed month where it belongs', async () => {
    await book.payable(5n, { at: JANUARY })
    await book.do((tx) => closeMonth(tx, book.moment, book.finley, '2026-01'))
    const late = await book.line({ amountMinor: 3n })
    await book.post('accrue', post.accrue(late, 3n), { effectiveAt: JANUARY })
    const rows = rowsOf(await journal('2026-03', '2026-03'))
    expect(rows[0]).toMatchObject({
      date: '2026-03-10',
      text: 'Commission accrued (of Jan 20, 2026, whose month was closed)',
    })
  })
})

describe('ledger on the command line', () => {
  const said: string[] = []
  const say = (text: string) => Promise.resolve(void said.push(text))
  const run = async (...args: string[]) => {
    said.length = 0
    const io = { out: say, err: say, signal: new AbortController().signal }
    // The command uses nothing of the context but the database.
    const context = { db: database.database } as unknown as Context
    const code = await ledgerCommand.run(args, io, context)
    return { code, lines: said.join('').split('\n').filter(Boolean) }
  }
  const here = () => ['--workspace', book.workspaceId]

  test('exports entries with all that their hashes cover, of all months or some', async () => {
    const line = await book.payable(1_000n, { at: JANUARY })
    await book.payable(2_000n, { at: FEBRUARY })
    const { code, lines } = await run('export', ...here())
    expect([code, lines.length]).toEqual([0, 4])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      sequence: '1',
      kind: 'accrue',
      previousHash: '0'.repeat(64),
      effectiveAt: JANUARY.toISOString(),
      postings: [
        { account: 'commission_expense', partnerId: line.partnerId, amount: '10.00' },
        { account: 'pending', commissionLineId: line.commissionLineId, amount: '-10.00' },
      ],
    })
    expect((await run('export', ...here(), '--from', '2026-02')).lines).toHaveLength(2)
    expect((await run('export', ...here(), '--to', '2026-01', '--csv')).lines).toHaveLength(5)
  })

  test('prints the trial balance of months', async () => {
    await book.payable(1_000n, { at: JANUARY })
    const { lines } = await run('balance', ...here(), '--from', '2026-01', '--to', '2026-01')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { account: 'commission_expense', code: '6100', closing: { amount: '10.00' } },
      { account: 'pending', closing: { amount: '0.00' } },
      { account: 'payable', closing: { amount: '-10.00' } },
    ])
  })

  test.each([
    [],
    ['prove'],
    ['export', '--from', '2026-13'],
    ['export', '--from', '2026-02', '--to', '2026-01'],
    ['balance', '--from', '2026-02'],
    ['balance', '--csv'],
    ['verify', '--from', '2026-01'],
    ['export', '--what'],
  ])('refuses arguments of no use with exit code 2: %s %s %s', async (...args) => {
    await expect(run(...args)).rejects.toMatchObject({ exitCode: 2 })
  })

  test('asks which workspace a journal is of', async () => {
    await openBook(database)
    await expect(run('export', '--csv')).rejects.toThrow('name it with --workspace')
  })
})

describe('exchange rates', () => {
  const add = (...rates: Partial<AddedRate>[]) =>
    book.do((tx) =>
      addFxRates(tx, book.moment, book.finley, {
        rates: rates.map((rate) => ({ from: 'EUR', to: 'USD', on: '2026-03-01', rate: '1.10', ...rate })),
        source: 'The bank',
      }),
    )
  const stored = async () => (await book.do((tx) => readFxRates(tx, { limit: 50 }))).rows

  test('are kept for good: the same again changes nothing, another is refused with all that came with it', async () => {
    await add({}, { on: '2026-03-02', rate: '1.2' })
    await add({ rate: '1.1' })
    await expect(add({ on: '2026-03-05' }, { rate: '1.11' })).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ path: 'rates[1].rate', message: 'is 1.10 already for EUR to USD on 2026-03-01' }],
    })
    await expect(add({ on: '2026-03-07' }, { on: '2026-03-07', rate: '3' })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await stored()).map(({ on, rate }) => [on, rate])).toEqual([
      ['2026-03-02', '1.2'],
      ['2026-03-01', '1.10'],
    ])
  })

  test.each([
    [{ from: 'XXQ' }, 'rates[0].from'],
    [{ to: 'EUR' }, 'rates[0].to'],
    [{ rate: '0' }, 'rates[0].rate'],
    [{ rate: '-1' }, 'rates[0].rate'],
    [{ rate: '1e3' }, 'rates[0].rate'],
    [{ rate: '1,1' }, 'rates[0].rate'],
  ])('%j is refused with where it is wrong', async (rate, path) => {
    await expect(add(rate)).rejects.toMatchObject({ code: 'rule_violated', fields: [{ path }] })
    expect(await stored()).toEqual([])
  })

  test('have deals that waited for one looked at again', async () => {
    const line = await book.line({ currency: 'EUR' })
    const waiting = await book.line({ currency: 'EUR' })
    await book.asOwner(async (tx) => {
      await tx.db
        .deleteFrom('commission_calculation')
        .where('line_id', '=', waiting.commissionLineId)
        .execute()
      await tx.db.deleteFrom('commission_line').where('id', '=', waiting.commissionLineId).execute()
    })
    await add({})
    const work = await book.do((tx) => tx.db.selectFrom('outbox').select(['topic', 'payload']).execute())
    expect(work).toEqual([{ topic: 'deal.changed', payload: { dealId: waiting.dealId } }])
    expect(line.dealId).not.toBe(waiting.dealId)
  })
})
