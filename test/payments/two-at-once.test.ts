import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeDeals } from '../../server/workflows/store-records.ts'
import { recordDealPayment } from '../../server/workflows/record-customer-payment.ts'
import { lockMirror } from '../../server/db/sync-store.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { crmDeal, openPaymentsWorld, payment, type PaymentsWorld, refund } from './payments-world.ts'

/** The embedded database serves one transaction at a time, so only PostgreSQL shows what the locks are for. */
const skipped = !process.env['TEST_POSTGRES_URL']
const ROUNDS = 8
let database: TestDatabase
let world: PaymentsWorld
beforeAll(async () => {
  if (skipped) return
  database = await openTestDatabase('postgres')
  world = await openPaymentsWorld(database)
})
afterAll(() => database?.close())

test.skipIf(skipped)(
  'of identical batches at once one is taken, and the others are its repeats',
  async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const deal = await world.addDeal()
      const batch = [1, 2, 3].map((number) => payment(`same-${round}-${number}`, deal, '1.00'))
      const replies = await Promise.all([1, 2, 3, 4].map(() => world.send(...batch)))
      expect(replies.flat().filter(({ repeated }) => !repeated)).toHaveLength(3)
      expect(replies.flat().every(({ state }) => state === 'applied')).toBe(true)
      expect(await world.paid(deal)).toHaveLength(3)
    }
  },
)

test.skipIf(skipped)('a refund that arrives together with its payment is applied', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const deal = await world.addDeal()
    await Promise.all([
      world.tell(refund(`back-${round}`, `pay-${round}`, '4.00')),
      world.tell(payment(`pay-${round}`, deal, '10.00')),
    ])
    expect(await world.paid(deal)).toMatchObject([{ amount: 1_000n }, { amount: -400n }])
  }
})

test.skipIf(skipped)('refunds at once, told and by hand, never give back more than was paid', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const deal = await world.addDeal({ outcome: 'won', closedAt: world.moment.now })
    const dealId = await world.dealId(deal)
    await world.tell(payment(`full-${round}`, deal, '10.00'))
    const paid = await world.do((tx) =>
      tx.db
        .selectFrom('customer_payment')
        .select('id')
        .where('external_id', '=', `full-${round}`)
        .executeTakeFirstOrThrow(),
    )
    const byHand = world.do((tx) =>
      recordDealPayment(tx, world.moment, world.finley, {
        kind: 'refund',
        dealId,
        paymentId: paid.id,
        amount: '6.00',
        currency: 'USD',
        paidOn: '2026-03-02',
        evidence: 'CN-1',
        idempotencyKey: crypto.randomUUID(),
      }),
    )
    await Promise.allSettled([
      world.tell(refund(`a-${round}`, `full-${round}`, '6.00')),
      byHand,
      world.tell(refund(`b-${round}`, `full-${round}`, '6.00')),
    ])
    expect((await world.paid(deal)).map(({ amount }) => amount)).toEqual([1_000n, -600n])
  }
})

test.skipIf(skipped)('a deal that is mirrored while its payment arrives does not miss it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const deal = `9${round}000`
    const mirror = world.do(async (tx) => {
      await lockMirror(tx, world.connectionId, 'deal')
      await storeDeals(tx, world.connectionId, [crmDeal({ externalId: deal })], world.moment.now)
    })
    await Promise.all([world.tell(payment(`meet-${round}`, deal, '1.00')), mirror])
    await world.work()
    expect(await world.paid(deal)).toHaveLength(1)
  }
})
