import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  earn,
  accrue,
  type LineRef,
  payoutApproved,
  payoutConfirmed,
  payoutReturned,
  unearn,
} from '../../shared/ledger/posting.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { balancesByLine } from '../../server/db/ledger-store.ts'
import { decideDispute, withdrawDispute } from '../../server/workflows/decide-dispute.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { holdDisputed } from '../../server/workflows/hold-disputed.ts'
import { openDispute } from '../../server/workflows/open-dispute.ts'
import { payoutStandings } from '../../server/workflows/payout-standing.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { reviewDispute } from '../../server/workflows/review-dispute.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type Book, openBook } from './book.ts'

let database: TestDatabase
let book: Book
let line: LineRef

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  book = await openBook(database)
  line = await book.payable(10_000n)
})

const balances = async (of: LineRef = line) => {
  const found = await book.do((tx) => balancesByLine(tx, { dealIds: [of.dealId] }))
  const own = found.find(({ commissionLineId }) => commissionLineId === of.commissionLineId)
  if (!own) throw new Error('the line has postings')
  return own.balances
}
const open = (actor: Actor = book.riley, of: LineRef = line) =>
  book.do((tx) =>
    openDispute(tx, book.moment, actor, { lineId: of.commissionLineId, evidence: 'The deal was ours alone' }),
  )
const review = (id: string, actor: Actor = book.casey) =>
  book.do((tx) => reviewDispute(tx, book.moment, actor, id))
const decide = (id: string, actor: Actor = book.casey, outcome: 'upheld' | 'rejected' = 'rejected') =>
  book.do((tx) =>
    decideDispute(tx, book.moment, actor, { disputeId: id, outcome, decision: 'The tag says otherwise' }),
  )
const holdNow = () => book.do((tx) => holdDisputed(tx, book.moment, line.dealId))

describe('an open dispute', () => {
  test('holds everything that is payable of its line, and of no other', async () => {
    const other = await book.payable(500n, { dealId: line.dealId })
    await open()
    expect(await balances()).toMatchObject({ payable: 0n, held: 10_000n })
    expect(await balances(other)).toMatchObject({ payable: 500n, held: 0n })
    expect((await book.do(verifyLedger)).bad).toBeNull()
  })

  test('holds what becomes payable later, once, however often it is looked at', async () => {
    line = await book.line({ amountMinor: 9_000n })
    await book.post('accrue', accrue(line, 9_000n))
    await open()
    expect(await balances()).toMatchObject({ pending: 9_000n, held: 0n })
    await book.post('earn', earn(line, 4_000n))
    await holdNow()
    await holdNow()
    expect(await balances()).toMatchObject({ pending: 5_000n, payable: 0n, held: 4_000n })
    await book.post('earn', earn(line, 5_000n))
    await holdNow()
    expect(await balances()).toMatchObject({ pending: 0n, payable: 0n, held: 9_000n })
  })

  test('lets a refund take from what it holds, and holds again what is earned again', async () => {
    await open()
    await book.post('unearn', unearn(line, await balances(), 3_000n))
    await holdNow()
    expect(await balances()).toMatchObject({ pending: 3_000n, payable: 0n, held: 7_000n })
  })

  test('stands alone: another one of the same line is refused', async () => {
    await open()
    await expect(open(book.casey)).rejects.toThrow('A dispute of this commission is open already')
  })

  test('of a line that is not there is refused', async () => {
    await expect(open(book.riley, { ...line, commissionLineId: book.moment.newId() })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a dispute is decided', () => {
  test.each(['upheld', 'rejected'] as const)(
    'as %s by somebody else, with a reason, and releases',
    async (outcome) => {
      const id = await open()
      await review(id)
      expect(await balances()).toMatchObject({ held: 10_000n })
      await decide(id, book.casey, outcome)
      expect(await balances()).toMatchObject({ payable: 10_000n, held: 0n })
      const row = await book.do((tx) => tx.db.selectFrom('dispute').selectAll().executeTakeFirstOrThrow())
      expect(row).toMatchObject({
        status: outcome,
        decided_by: book.casey.userId,
        decision: 'The tag says otherwise',
      })
      await expect(decide(id)).rejects.toThrow(`was ${outcome} already`)
      await open()
      expect(await balances()).toMatchObject({ held: 10_000n })
    },
  )

  test('only after somebody took it up', async () => {
    const id = await open()
    await expect(decide(id)).rejects.toThrow('not under review yet')
    await review(id)
    await expect(review(id)).rejects.toThrow('under review already')
  })

  test('never by who opened it, under whatever login, also not past the workflow', async () => {
    const casey = await book.person('Casey', ['channel_manager'], 'Casey@vendor.example')
    const again = await book.person('C. Moreau', ['channel_manager'], 'casey@vendor.example ')
    const id = await open(casey)
    await expect(review(id, again)).rejects.toThrow('You opened this dispute')
    await review(id, book.finley)
    await expect(decide(id, casey)).rejects.toThrow('You opened this dispute')
    await expect(decide(id, again)).rejects.toThrow('You opened this dispute')
    const byHand = book.do((tx) =>
      tx.db.updateTable('dispute').set({ status: 'upheld', decided_by: casey.userId }).execute(),
    )
    await expect(byHand).rejects.toThrow('dispute_opener_is_not_judge')
    expect(await balances()).toMatchObject({ payable: 0n, held: 10_000n })
  })

  test('or withdrawn, by who opened it alone, which releases', async () => {
    const id = await open()
    const withdraw = (actor: Actor) => book.do((tx) => withdrawDispute(tx, book.moment, actor, id))
    await expect(withdraw(book.casey)).rejects.toThrow('Only who opened a dispute withdraws it')
    await withdraw(book.riley)
    expect(await balances()).toMatchObject({ payable: 10_000n, held: 0n })
    await expect(withdraw(book.riley)).rejects.toThrow('was withdrawn already')
  })

  test('once, when two decide at the same time', async () => {
    const id = await open()
    await review(id)
    const both = await Promise.allSettled([
      decide(id, book.casey, 'upheld'),
      decide(id, book.finley, 'rejected'),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await balances()).toMatchObject({ payable: 10_000n, held: 0n })
  })
})

describe('after the payout a line can be disputed', () => {
  const DAY_MS = 86_400_000
  const pay = async () => {
    await book.post('payout_approved', payoutApproved(line, 10_000n))
    await book.post('payout_confirmed', payoutConfirmed(line, 10_000n))
  }
  const later = (ms: number) => {
    book.moment.now = new Date(book.moment.now.getTime() + ms)
  }

  test('until fifteen days have passed, that instant included', async () => {
    await pay()
    later(15 * DAY_MS)
    await open()
    expect(await balances()).toMatchObject({ paid: 10_000n, payable: 0n, held: 0n })
  })

  test('and not a millisecond later', async () => {
    await pay()
    later(15 * DAY_MS + 1)
    await expect(open()).rejects.toThrow('paid more than 15 days ago')
  })

  test('as long as some of it is still on its way', async () => {
    await pay()
    await book.post('payout_returned', payoutReturned(line, 1n))
    later(40 * DAY_MS)
    await open()
    expect(await balances()).toMatchObject({ held: 1n })
  })
})

describe('a payout', () => {
  const standing = async () => {
    const [found] = await book.do((tx) => payoutStandings(tx, { partnerIds: [line.partnerId] }))
    return found
  }
  const batch = () =>
    book.do((tx) =>
      createPayoutBatch(tx, book.moment, book.finley, { currency: 'USD', partnerIds: [line.partnerId] }),
    )
  const approve = (batchId: string) =>
    book.do(async (tx) => {
      const row = await tx.db
        .selectFrom('payout_batch')
        .select('content_hash')
        .where('id', '=', batchId)
        .executeTakeFirstOrThrow()
      await approvePayoutBatch(tx, book.moment, book.noor, { batchId, contentHash: row.content_hash })
    })

  test('names the dispute that blocks a balance, and keeps the balance in sight', async () => {
    await open()
    const found = await standing()
    expect(found?.gates.find(({ name }) => name === 'No open dispute')).toEqual({
      name: 'No open dispute',
      passed: false,
      text: '$100.00 is held while a dispute is open.',
    })
    await expect(batch()).rejects.toThrow()
  })

  test('takes the other lines of the partner and leaves the held one', async () => {
    const other = await book.payable(700n, { partnerId: line.partnerId })
    await open()
    const found = await standing()
    expect(found?.gates.every(({ passed }) => passed)).toBe(true)
    expect(found?.lines).toEqual([
      { commissionLineId: other.commissionLineId, dealId: other.dealId, amountMinor: 700n },
    ])
    await approve(await batch())
    expect(await balances()).toMatchObject({ held: 10_000n, inTransit: 0n })
    expect(await balances(other)).toMatchObject({ inTransit: 700n })
  })

  test('that was made before the dispute is not approved any more', async () => {
    const batchId = await batch()
    await open()
    await expect(approve(batchId)).rejects.toThrow('the balance changed since the batch was made')
  })

  test('that comes back while a dispute stands is held at once', async () => {
    const batchId = await batch()
    await approve(batchId)
    await open()
    expect(await balances()).toMatchObject({ inTransit: 10_000n, held: 0n })
    await book.do(async (tx) => {
      const items = await tx.db
        .selectFrom('payout_item')
        .select('id')
        .where('batch_id', '=', batchId)
        .execute()
      const outcomes = items.map(({ id }) => ({ itemId: id, outcome: 'failed' as const, reference: 'R' }))
      await recordPayoutOutcomes(tx, book.moment, book.finley, { batchId, outcomes })
    })
    expect(await balances()).toMatchObject({ inTransit: 0n, payable: 0n, held: 10_000n })
    expect((await book.do(verifyLedger)).bad).toBeNull()
  })
})
