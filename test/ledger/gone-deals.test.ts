import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { customerEventQuery } from '../../shared/contract/finance-api.ts'
import { listAudit } from '../../server/db/audit-store.ts'
import { readCustomerEvents } from '../../server/read/customer-events.ts'
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

async function told(event: object, state: 'applied' | 'kept' = 'applied'): Promise<void> {
  expect(await world.tell(event)).toMatchObject({ state })
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
    await told(payment('p2', deal, '24000.00'), 'kept')
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
    await told(payment('p2', deal, '600.00', { paidOn: '2026-03-02' }), 'kept')
    expect(await balance()).toMatchObject({ accrued: 24_000n, payable: 24_000n })
    await told(refund('r1', 'p1', '1200.00'))
    expect(await balance()).toMatchObject({ accrued: 12_000n, payable: 12_000n, pending: 0n })
    const dealId = await world.dealId(deal)
    const [line] = await world.do((tx) => commissionLinesOf(tx, dealId))
    expect(line?.latest.change.because).toBe('The customer got $600.00 back.')
    expect(await world.do((tx) => replayCommission(tx, line?.id ?? ''))).toMatchObject({ same: true })
  })
})

describe('a payment that is told for a deal which is gone', () => {
  const shown = async (state?: 'kept' | 'applied') => {
    const query = customerEventQuery.parse({ ...(state && { state }) })
    const { rows, total } = await world.do((tx) => readCustomerEvents(tx, { query, actor: world.finley }))
    expect(total).toBe(rows.length)
    return rows.map((row) => [row.externalId, row.state, row.problem])
  }
  const because =
    'Kept: its deal is archived in the CRM, so no commission becomes payable by it. Once the deal is restored, it counts.'

  test('is kept, which its answer, the list and the history say, until the deal is back', async () => {
    await won()
    await world.changeDeal(deal, { state: 'archived' })
    const event = payment('p1', deal, '24000.00')
    expect(await world.tell(event)).toEqual({
      id: 'evt-p1',
      state: 'kept',
      repeated: false,
      problem: because,
    })
    expect(await world.tell(event)).toMatchObject({ state: 'kept', repeated: true, problem: because })
    await told(refund('r1', 'p1', '12000.00'))
    expect(await shown('kept')).toEqual([['evt-p1', 'kept', because]])
    expect(await shown('applied')).toEqual([['evt-r1', 'applied', null]])
    expect(await shown()).toHaveLength(2)
    const dealId = await world.dealId(deal)
    const history = (await world.do((tx) => listAudit(tx, dealId, 10))).filter(({ kind }) =>
      kind.startsWith('payment_'),
    )
    expect(history.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['payment_refunded', null],
      ['payment_received', because],
    ])
    const page = () => world.do((tx) => readDealPayments(tx, { actor: world.finley, dealId }))
    expect((await page()).kept).toMatch(/^This deal is archived in the CRM. Payments are kept/)
    await world.changeDeal(deal, { state: 'active' })
    await world.react(deal)
    expect((await balance()).payable).toBe(180_000n)
    expect(await world.tell(event)).toMatchObject({ state: 'applied', repeated: true, problem: null })
    expect(await shown('kept')).toEqual([])
    expect((await page()).kept).toBeNull()
  })

  test('goes by the deal that a merged one lives on in', async () => {
    const survivor = await world.addDeal()
    await won()
    await told(payment('p1', deal, '24000.00'))
    await world.changeDeal(deal, { state: 'merged', mergedInto: survivor })
    expect(await world.tell(payment('p1', deal, '24000.00'))).toMatchObject({ state: 'applied' })
    await world.changeDeal(survivor, { state: 'missing' })
    expect(await shown('kept')).toEqual([
      ['evt-p1', 'kept', expect.stringContaining('no longer shows its deal')],
    ])
    const last = await world.addDeal({ state: 'archived' })
    await world.changeDeal(survivor, { state: 'merged', mergedInto: last })
    expect(await shown('kept')).toEqual([['evt-p1', 'kept', because]])
    await world.changeDeal(last, { state: 'active' })
    expect(await shown('kept')).toEqual([])
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
