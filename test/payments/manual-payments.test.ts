import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DealPayments } from '../../shared/contract/finance-api.ts'
import { collectedNet } from '../../server/db/payment-store.ts'
import { readDealPayments } from '../../server/read/deal-payments.ts'
import { type DealPaymentInput, recordDealPayment } from '../../server/workflows/record-customer-payment.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { openPaymentsWorld, payment, type PaymentsWorld, refund } from './payments-world.ts'

let database: TestDatabase
let world: PaymentsWorld
let deal: string
let dealId: string

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openPaymentsWorld(database)
  deal = await world.addDeal()
  await world.tag(deal, world.northwind)
  await world.win(deal)
  dealId = await world.dealId(deal)
})

const shared = () => ({
  dealId,
  currency: 'USD',
  paidOn: '2026-03-02',
  evidence: randomUUID(),
  idempotencyKey: randomUUID(),
})
const record = (input: DealPaymentInput) =>
  world.do((tx) => recordDealPayment(tx, world.moment, world.finley, input))
const pay = (amount: string, over: object = {}) =>
  record({ ...shared(), kind: 'payment', amount, tax: '0', shipping: '0', discount: '0', ...over })
const giveBack = async (amount: string, over: object = {}) => {
  const [first] = (await list()).payments
  return record({ ...shared(), kind: 'refund', amount, paymentId: first?.id ?? randomUUID(), ...over })
}
const list = (): Promise<DealPayments> =>
  world.do((tx) => readDealPayments(tx, { actor: world.finley, dealId }))

describe('a payment by hand', () => {
  test('earns nothing on its tax, shipping and discount', async () => {
    await pay('12100.00', { tax: '2000.00', shipping: '100.00', discount: '400.00' })
    expect(await world.do((tx) => collectedNet(tx, dealId, 'USD'))).toBe(960_000n)
    // 9,600 of 48,000 of a commission of 7,200.
    expect((await world.balance(world.northwind)).payable).toBe(144_000n)
    expect(await list()).toMatchObject({
      payments: [
        {
          kind: 'payment',
          net: { amount: '9600.00' },
          refundable: { amount: '12100.00' },
          recordedBy: 'Finley Okafor',
        },
      ],
      collected: [{ amount: '9600.00', currency: 'USD' }],
      actions: { record: { allowed: true, because: null }, refund: { allowed: true, because: null } },
    })
  })

  test.each([
    [
      'whose parts are more than itself',
      { tax: '60.00', shipping: '60.00' },
      'together are more than the amount',
    ],
    ['in another currency', { currency: 'EUR' }, 'The deal is in USD'],
    ['from the future', { paidOn: '2026-03-03' }, 'the date lies ahead'],
  ])('%s is refused', async (_, over, message) => {
    await expect(pay('100.00', over)).rejects.toSatisfy(
      (error: { message: string; fields: { message: string }[] }) =>
        [error.message, ...error.fields.map((field) => field.message)].some((text) => text.includes(message)),
    )
    expect((await list()).payments).toEqual([])
  })
})

describe('a refund by hand', () => {
  test('takes back the share that its payment released, and all of it when all is given back', async () => {
    await pay('24000.00', { tax: '0' })
    expect((await world.balance(world.northwind)).payable).toBe(360_000n)
    await giveBack('12000.00')
    expect((await world.balance(world.northwind)).payable).toBe(180_000n)
    await giveBack('12000.00')
    expect(await world.balance(world.northwind)).toMatchObject({
      accrued: 720_000n,
      payable: 0n,
      pending: 720_000n,
    })
    expect(await list()).toMatchObject({
      payments: [
        { refundable: { amount: '0.00' } },
        { kind: 'refund', amount: { amount: '-12000.00' }, refundable: null },
        { kind: 'refund' },
      ],
      collected: [{ amount: '0.00' }],
    })
    const kinds = await world.do((tx) =>
      tx.db
        .selectFrom('audit_event')
        .select('kind')
        .where('kind', '=', 'refund_recorded')
        .where('deal_id', '=', dealId)
        .execute(),
    )
    expect(kinds).toHaveLength(2)
  })

  test('cannot give back more than was paid, also of a payment that an event told of', async () => {
    await world.send(payment('p1', deal, '10.00'), refund('r1', 'p1', '6.00'))
    await expect(giveBack('4.01')).rejects.toThrow(
      'The refund is larger than its payment: $4.01 of $10.00 and $6.00 were given back before.',
    )
    await giveBack('4.00')
    expect(await world.tell(refund('r2', 'p1', '0.01'))).toMatchObject({ state: 'refused' })
  })

  test('needs a payment of this deal, and no refund', async () => {
    await pay('10.00')
    await giveBack('1.00')
    const other = await world.addDeal()
    await world.tell(payment('p1', other, '10.00'))
    const foreign = await world.do((tx) =>
      tx.db
        .selectFrom('customer_payment')
        .select('id')
        .where('external_id', '=', 'p1')
        .executeTakeFirstOrThrow(),
    )
    await expect(giveBack('1.00', { paymentId: foreign.id })).rejects.toMatchObject({ code: 'not_found' })
    const given = (await list()).payments.find(({ kind }) => kind === 'refund')
    await expect(giveBack('1.00', { paymentId: given?.id })).rejects.toThrow('A refund cannot be given back')
  })

  test('with the same evidence a second time is taken for a second click', async () => {
    await pay('10.00')
    await giveBack('1.00', { evidence: 'CN-1' })
    await expect(giveBack('1.00', { evidence: 'CN-1' })).rejects.toThrow('Was it given back twice?')
  })
})

test('payments of a deal that is not won are told by events, and by hand only once it is', async () => {
  const open = await world.addDeal()
  dealId = await world.dealId(open)
  await expect(pay('10.00')).rejects.toThrow('once the deal is won')
  expect((await world.tell(payment('p1', open, '48000.00'))).state).toBe('applied')
  expect((await list()).actions.record).toEqual({
    allowed: false,
    because: 'Payments are recorded once the deal is won.',
  })
  await world.tag(open, world.brightpath)
  await world.win(open)
  const { accrued, payable } = await world.balance(world.brightpath)
  expect(accrued).toBeGreaterThan(0n)
  expect(payable).toBe(accrued)
})
