import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CHAIN_START, chainText, requestText } from '../../shared/ledger/hash.ts'
import { accrue } from '../../shared/ledger/posting.ts'
import { createLedgerSeal } from '../../server/auth/ledger-seal.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { postTransaction, sha256 } from '../../server/db/ledger-store.ts'
import { closeMonth } from '../../server/workflows/close-month.ts'
import { resignHeads } from '../../server/workflows/resign-heads.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { testConfig } from '../support/test-config.ts'
import { openTestDatabase, type TestDatabase, type testSeal } from '../support/test-database.ts'
import { type Book, openBook } from './book.ts'

let database: TestDatabase
let book: Book
const JANUARY = new Date('2026-01-20T12:00:00.000Z')

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  book = await openBook(database)
  await book.payable(10_000n, { at: JANUARY })
  await book.payable(20_000n)
})

const verify = () => book.do(verifyLedger)
const withSeal = (seal: typeof testSeal) =>
  book.do((tx) => verifyLedger(Object.assign(Object.create(tx) as WorkspaceTx, { ledgerSeal: seal })))
const [key] = testConfig().encryptionKeys
const newKey = Buffer.alloc(32, 9).toString('base64')

/** What somebody with every right in the database can do: change amounts and compute the whole chain anew. */
async function rewrite(tx: WorkspaceTx): Promise<{ sequence: bigint; hash: string }> {
  await sql`update ledger_posting set amount_minor = amount_minor * 3 where workspace_id = ${tx.workspaceId}`.execute(
    tx.db,
  )
  await sql`update commission_calculation set amount_minor = amount_minor * 3
    where workspace_id = ${tx.workspaceId}`.execute(tx.db)
  const rows = await tx.db
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('sequence')
    .execute()
  let end = { sequence: 0n, hash: CHAIN_START }
  for (const row of rows) {
    const lines = await tx.db
      .selectFrom('ledger_posting')
      .selectAll()
      .where('transaction_id', '=', row.id)
      .orderBy('line_number')
      .execute()
    const entry = {
      id: row.id,
      workspaceId: row.workspace_id,
      sequence: row.sequence,
      idempotencyKey: row.idempotency_key,
      kind: row.kind,
      cause: row.cause,
      effectiveAt: row.effective_at,
      recordedAt: row.recorded_at,
      reverses: row.reverses,
      postings: lines.map((posting) => ({
        account: posting.account,
        partnerId: posting.partner_id,
        dealId: posting.deal_id,
        commissionLineId: posting.commission_line_id,
        currency: posting.currency,
        amountMinor: posting.amount_minor,
      })),
    }
    const requestHash = sha256(requestText(entry))
    const hash = sha256(chainText(end.hash, { ...entry, requestHash }))
    await tx.db
      .updateTable('ledger_transaction')
      .set({ request_hash: requestHash, previous_hash: end.hash, hash })
      .where('id', '=', row.id)
      .execute()
    end = { sequence: row.sequence, hash }
  }
  await tx.db.updateTable('ledger_head').set(end).where('workspace_id', '=', tx.workspaceId).execute()
  return end
}

describe('the signature of the head', () => {
  test('is written with every posting and found good', async () => {
    expect(await verify()).toMatchObject({ transactions: 4, bad: null, signed: true })
  })

  test('gives away who rewrites the whole chain consistently', async () => {
    await book.asOwner(rewrite)
    expect((await verify()).bad).toEqual({
      row: 'ledger_head',
      problem: 'its signature is not ours: the ledger was written by somebody without the key',
    })
  })

  test('gives away who signs with a key of their own', async () => {
    await book.asOwner(async (tx) => {
      const end = await rewrite(tx)
      const own = createLedgerSeal([newKey]).sign({ workspaceId: tx.workspaceId, ...end })
      const set = { signature: own.signature, signed_with: own.signedWith }
      await tx.db.updateTable('ledger_head').set(set).where('workspace_id', '=', tx.workspaceId).execute()
    })
    expect((await verify()).bad?.problem).toContain('which is not in ENCRYPTION_KEYS')
  })

  test('cannot be left out', async () => {
    await book.asOwner((tx) =>
      sql`update ledger_head set signature = null, signed_with = null
        where workspace_id = ${tx.workspaceId}`.execute(tx.db),
    )
    expect((await verify()).bad).toEqual({ row: 'ledger_head', problem: 'its signature is missing' })
  })

  test('cannot be carried over from another workspace', async () => {
    const other = await openBook(database)
    await other.payable(10_000n)
    await other.asOwner((tx) =>
      sql`update ledger_head set signature = (select signature from ledger_head
        where workspace_id = ${book.workspaceId}) where workspace_id = ${other.workspaceId}`.execute(tx.db),
    )
    expect((await other.do(verifyLedger)).bad?.row).toBe('ledger_head')
  })

  test('may be missing for what was written before there were any, until the next entry', async () => {
    await book.asOwner((tx) =>
      sql`update ledger_head set signature = null, signed_with = null, unsigned_through = sequence
        where workspace_id = ${tx.workspaceId}`.execute(tx.db),
    )
    expect(await verify()).toMatchObject({ bad: null, signed: false })
    await book.payable(1n)
    expect(await verify()).toMatchObject({ bad: null, signed: true })
    await book.asOwner((tx) =>
      sql`update ledger_head set signature = null, signed_with = null
        where workspace_id = ${tx.workspaceId}`.execute(tx.db),
    )
    expect((await verify()).bad?.problem).toBe('its signature is missing')
  })

  test('is out of reach of the product itself where it says from when it is needed', async () => {
    const change = book.do((tx) => tx.db.updateTable('ledger_head').set({ unsigned_through: 99n }).execute())
    await expect(change).rejects.toThrow('permission denied')
  })

  test('holds while keys are rotated, and is made anew so that the old key can go', async () => {
    const rotated = createLedgerSeal([newKey, key])
    expect(await withSeal(rotated)).toMatchObject({ bad: null, signed: true })
    expect((await withSeal(createLedgerSeal([newKey]))).bad?.problem).toContain('not in ENCRYPTION_KEYS')
    const { database: db } = database
    const under = (seal: typeof testSeal) => ({
      ...db,
      inWorkspace: <T>(id: string, work: (tx: WorkspaceTx) => Promise<T>) =>
        db.inWorkspace(id, (tx) => work({ ...tx, ledgerSeal: seal })),
    })
    expect(await resignHeads(under(rotated))).toBeGreaterThan(0)
    expect(await resignHeads(under(rotated))).toBe(0)
    expect(await withSeal(createLedgerSeal([newKey]))).toMatchObject({ bad: null, signed: true })
    // For the other tests on this database.
    await resignHeads(under(createLedgerSeal([key, newKey])))
  })

  test('that does not hold is not made good by rotation', async () => {
    await book.asOwner(rewrite)
    const { database: db } = database
    const rotated = createLedgerSeal([newKey, key])
    await resignHeads({
      ...db,
      inWorkspace: (id, work) => db.inWorkspace(id, (tx) => work({ ...tx, ledgerSeal: rotated })),
    })
    expect((await withSeal(rotated)).bad?.problem).toContain('not ours')
  })
})

describe('a closed month', () => {
  const close = () => book.do((tx) => closeMonth(tx, book.moment, book.finley, '2026-01'))

  test('is missed when the ledger is cut back behind it, though that end was signed once', async () => {
    const before = await book.do((tx) =>
      tx.db.selectFrom('ledger_head').selectAll().executeTakeFirstOrThrow(),
    )
    const line = await book.line({ amountMinor: 7n })
    const { id } = await book.post('accrue', accrue(line, 7n))
    await close()
    await book.asOwner(async (tx) => {
      await sql`delete from ledger_posting where transaction_id = ${id}`.execute(tx.db)
      await sql`delete from ledger_transaction where id = ${id}`.execute(tx.db)
      const { sequence, hash, signature, signed_with } = before
      await tx.db
        .updateTable('ledger_head')
        .set({ sequence, hash, signature, signed_with })
        .where('workspace_id', '=', tx.workspaceId)
        .execute()
    })
    expect((await verify()).bad).toEqual({
      row: 'period_close 2026-01',
      problem: 'transaction 5 is not the one with which the month was closed',
    })
  })

  test('is compared with the balances that it was closed with', async () => {
    await close()
    await book.asOwner(async (tx) => {
      await sql`alter table ledger_transaction disable trigger ledger_closed_months`.execute(tx.db)
      await sql`delete from period_close where workspace_id = ${tx.workspaceId}`.execute(tx.db)
    })
    // Without its row, an entry slips into the month; then the row comes back as it was.
    const line = await book.line({ amountMinor: 7n })
    await book.do((tx) =>
      postTransaction(
        tx,
        {
          idempotencyKey: 'slipped in',
          kind: 'accrue',
          cause: {},
          effectiveAt: JANUARY,
          postings: accrue(line, 7n),
        },
        book.moment,
      ),
    )
    await book.asOwner(async (tx) => {
      await sql`insert into period_close values (${tx.workspaceId}, '2026-01-01', '2026-02-01T00:00:00Z',
        ${book.finley.userId}, now(), 4, (select hash from ledger_transaction where sequence = 4
          and workspace_id = ${tx.workspaceId}),
        '[{"account":"commission_expense","currency":"USD","closingMinor":"10000"},
          {"account":"payable","currency":"USD","closingMinor":"-10000"}]')`.execute(tx.db)
      await sql`alter table ledger_transaction enable trigger ledger_closed_months`.execute(tx.db)
    })
    expect((await verify()).bad).toEqual({
      row: 'period_close 2026-01',
      problem: 'the balances at its end are not those with which it was closed',
    })
  })
})
