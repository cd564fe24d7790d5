import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readDealPayments } from '../../server/read/deal-payments.ts'
import { recordDealPayment } from '../../server/workflows/record-customer-payment.ts'
import { replayCommission } from '../../server/workflows/replay-commission.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { openPaymentsWorld, payment, type PaymentsWorld, refund } from '../payments/payments-world.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { publishTerms } from './publish-terms.ts'

let database: TestDatabase
let world: PaymentsWorld
let deal: string

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openPaymentsWorld(database)
})

/** A deal of $48,000.00 under 15 %: $7,200.00. */
async function won(): Promise<void> {
  deal = await world.addDeal()
  await world.tag(deal, world.northwind)
  await world.win(deal)
}

async function told(event: object): Promise<void> {
  expect(await world.tell(event)).toMatchObject({ state: 'applied' })
  await world.work()
}

async function giveBack(amount: string): Promise<void> {
  const dealId = await world.dealId(deal)
  const { payments } = await world.do((tx) => readDealPayments(tx, { actor: world.finley, dealId }))
  await world.do((tx) =>
    recordDealPayment(tx, world.moment, world.finley, {
      kind: 'refund',
      dealId,
      paymentId: payments[0]?.id ?? '',
      amount,
      currency: 'USD',
      paidOn: '2026-03-02',
      evidence: randomUUID(),
      idempotencyKey: randomUUID(),
    }),
  )
}

const balance = () => world.balance(world.northwind)

describe.each(['archived', 'missing', 'merged'] as const)('a won deal that is %s', (state) => {
  const goes = () => world.changeDeal(deal, { state, mergedInto: state === 'merged' ? '9999' : null })

  test('takes back what a refund un-earns', async () => {
    await won()
    await told(payment('p1', deal, '24000.00'))
    await goes()
    await world.react(deal)
    await told(refund('r1', 'p1', '12000.00'))
    expect(await balance()).toMatchObject({ accrued: 720_000n, pending: 540_000n, payable: 180_000n })
    await world.react(deal)
    expect(await balance()).toMatchObject({ payable: 180_000n })
  })

  test('takes a refund by hand as well', async () => {
    await won()
    await world.pay(deal, '24000.00')
    await goes()
    await giveBack('12000.00')
    expect((await balance()).payable).toBe(180_000n)
  })
})

describe('an archived deal', () => {
  test('releases nothing more until it is restored, and then all that was paid meanwhile', async () => {
    await won()
    await told(payment('p1', deal, '24000.00'))
    await world.changeDeal(deal, { state: 'archived' })
    await told(payment('p2', deal, '24000.00'))
    expect((await balance()).payable).toBe(360_000n)
    await told(refund('r1', 'p1', '12000.00'))
    // Three quarters are paid, which is more than was released.
    expect((await balance()).payable).toBe(360_000n)
    await world.changeDeal(deal, { state: 'active' })
    await world.react(deal)
    expect(await balance()).toMatchObject({ payable: 540_000n, pending: 180_000n })
  })

  test('whose commission is computed from payments loses what a refund takes, and replays', async () => {
    const recurring = { kind: 'recurring', percent: '20', months: 36 }
    await publishTerms(world, 2, {
      rules: [{ id: 'recurring', role: 'sourced', basis: 'collected', rate: recurring }],
    })
    deal = await world.addDeal()
    await world.tag(deal, world.northwind)
    await world.win(deal)
    await told(payment('p1', deal, '1200.00', { paidOn: '2026-03-02' }))
    expect(await balance()).toMatchObject({ accrued: 24_000n, payable: 24_000n })
    await world.changeDeal(deal, { state: 'archived', amountMinor: 9_000_000n })
    await told(payment('p2', deal, '600.00', { paidOn: '2026-03-02' }))
    expect(await balance()).toMatchObject({ accrued: 24_000n, payable: 24_000n })
    await told(refund('r1', 'p1', '1200.00'))
    expect(await balance()).toMatchObject({ accrued: 12_000n, payable: 12_000n, pending: 0n })
    const dealId = await world.dealId(deal)
    const [line] = await world.do((tx) => commissionLinesOf(tx, dealId))
    expect(line?.latest.change.because).toBe('The customer got $600.00 back.')
    expect(await world.do((tx) => replayCommission(tx, line?.id ?? ''))).toMatchObject({ same: true })
  })
})

test('a refund while a deal is reopened is not paid for when it is won again', async () => {
  await won()
  await world.pay(deal, '48000.00')
  await world.changeDeal(deal, { outcome: 'open' })
  await world.react(deal)
  await giveBack('24000.00')
  await world.win(deal)
  expect(await balance()).toMatchObject({ accrued: 720_000n, pending: 360_000n, payable: 360_000n })
})
