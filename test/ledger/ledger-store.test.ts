import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  balancesByPartner,
  type LedgerEntry,
  postTransaction,
  postTransactions,
} from '../../server/db/ledger-store.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { accrue, earn, type LineRef } from '../../shared/ledger/posting.ts'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']

describe.each(kinds)('the ledger on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  let world: LedgerWorld
  let line: LineRef

  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    if (skipped) return
    world = await openLedgerWorld(database)
    line = {
      partnerId: world.northwind,
      dealId: world.moment.newId(),
      commissionLineId: world.moment.newId(),
      currency: 'USD',
    }
  })

  const entry = (key: string, amountMinor: bigint): LedgerEntry => ({
    idempotencyKey: key,
    kind: 'accrue',
    cause: { key },
    effectiveAt: world.moment.now,
    postings: accrue(line, amountMinor),
  })
  const post = (one: LedgerEntry) => world.do((tx) => postTransaction(tx, one, world.moment))

  test.skipIf(skipped)('makes the same entry once and gives back the first', async () => {
    const first = await post(entry('won', 5n))
    expect(await post(entry('won', 5n))).toEqual({ ...first, repeated: true })
    expect((await world.balance(world.northwind)).pending).toBe(5n)
  })

  test.skipIf(skipped)(
    'refuses the same key for something else, and posts nothing of that call',
    async () => {
      await post(entry('won', 5n))
      const both = world.do((tx) =>
        postTransactions(tx, [entry('other', 1n), entry('won', 6n)], world.moment),
      )
      await expect(both).rejects.toMatchObject({ code: 'idempotency_conflict' })
      expect((await world.balance(world.northwind)).pending).toBe(5n)
    },
  )

  test.skipIf(skipped)(
    'refuses an entry that does not balance, in the code and in the database',
    async () => {
      const [debit] = accrue(line, 5n)
      if (!debit) throw new Error('a posting expected')
      await expect(post({ ...entry('half', 5n), postings: [debit] })).rejects.toThrow('off by 5')
      const { id } = await post(entry('won', 5n))
      const byHand = world.do((tx) =>
        tx.db
          .insertInto('ledger_posting')
          .values({
            workspace_id: world.workspaceId,
            transaction_id: id,
            line_number: 3,
            account: 'payable',
            partner_id: world.northwind,
            deal_id: null,
            commission_line_id: null,
            currency: 'USD',
            amount_minor: 1n,
          })
          .execute(),
      )
      await expect(byHand).rejects.toThrow('does not balance')
    },
  )

  test.skipIf(skipped)('chains many at once, and writers who come at the same time', async () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      world.do((tx) => postTransactions(tx, [entry(`w${i}`, 1n), entry(`v${i}`, 2n)], world.moment)),
    )
    await Promise.all(many)
    await world.do((tx) =>
      postTransactions(
        tx,
        Array.from({ length: 1500 }, (_, i) => entry(`batch ${i}`, 1n)),
        world.moment,
      ),
    )
    expect((await world.balance(world.northwind)).pending).toBe(1620n)
    const verdict = await world.do(verifyLedger)
    expect({ ...verdict, bad: verdict.bad?.row ?? null }).toMatchObject({
      transactions: 1580,
      bad: `commission_line ${line.commissionLineId}`,
    })
  })

  test.skipIf(skipped)('lets one of two who do the same thing at once win', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => post(entry('once', 7n))))
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect((await world.balance(world.northwind)).pending).toBe(7n)
  })

  test.skipIf(skipped)(
    'accrues a win and releases a payment once, however many workers do it at the same time',
    async () => {
      const deal = await world.addDeal()
      await world.tag(deal, world.northwind)
      await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
      await Promise.all([...Array.from({ length: 6 }, () => world.react(deal)), world.pay(deal, '24000.00')])
      await Promise.all([
        world.react(deal),
        world.pay(deal, '12000.00'),
        world.react(deal),
        world.pay(deal, '12000.00'),
      ])
      expect(await world.balance(world.northwind)).toMatchObject({
        accrued: 720_000n,
        pending: 0n,
        payable: 720_000n,
      })
      expect((await world.do(verifyLedger)).bad).toBeNull()
    },
  )

  test.skipIf(skipped)('keeps another workspace’s ledger apart', async () => {
    await post(entry('won', 5n))
    const other = await openLedgerWorld(database)
    expect(await other.do((tx) => balancesByPartner(tx))).toEqual([])
    expect(await other.do(verifyLedger)).toMatchObject({ transactions: 0, bad: null })
  })
})

test('balances of any sequence of entries are the sums of their postings', async () => {
  const database = await openTestDatabase()
  try {
    const step = fc.tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 15n }))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const world = await openLedgerWorld(database)
        const { northwind: partnerId, moment } = world
        const line = { partnerId, dealId: moment.newId(), commissionLineId: moment.newId(), currency: 'USD' }
        const entries = steps.map(([earned, minor], index): LedgerEntry => ({
          idempotencyKey: String(index),
          kind: earned ? 'earn' : 'accrue',
          cause: {},
          effectiveAt: moment.now,
          postings: earned ? earn(line, minor) : accrue(line, minor),
        }))
        await world.do((tx) => postTransactions(tx, entries, moment))
        const sum = (earned: boolean) =>
          steps.filter(([e]) => e === earned).reduce((total, [, minor]) => total + minor, 0n)
        expect(await world.balance(partnerId)).toMatchObject({
          accrued: sum(false),
          pending: sum(false) - sum(true),
          payable: sum(true),
        })
      }),
      { numRuns: 10 },
    )
  } finally {
    await database.close()
  }
})
