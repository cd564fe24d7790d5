import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type DatabaseKind } from '../support/test-database.ts'
import {
  cancelled,
  invoice,
  openPaymentsWorld,
  payment,
  type PaymentsWorld,
  refund,
  renewed,
} from './payments-world.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

describe.each(kinds.filter((kind) => !missing(kind)))('events of a billing system on %s', (kind) => {
  let database: TestDatabase
  let world: PaymentsWorld
  let deal: string

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    world = await openPaymentsWorld(database)
    deal = await world.addDeal()
  })

  test('a payment is kept once, however often its event comes', async () => {
    expect(await world.send(payment('p1', deal, '1000.00', { tax: '100.00' }))).toEqual([
      { id: 'evt-p1', state: 'applied', repeated: false, problem: null },
    ])
    for (let times = 0; times < 3; times++) {
      expect(await world.tell(payment('p1', deal, '1000.00', { tax: '100.00' }))).toEqual({
        id: 'evt-p1',
        state: 'applied',
        repeated: true,
        problem: null,
      })
    }
    expect(await world.paid(deal)).toEqual([{ name: 'p1', amount: 100_000n, net: 90_000n }])
  })

  test('an event that stands twice in one batch is taken once', async () => {
    const one = payment('p1', deal, '10.00')
    expect((await world.send(one, one)).map(({ repeated }) => repeated)).toEqual([false, true])
    expect(await world.paid(deal)).toHaveLength(1)
  })

  test('the same event id with other content refuses the whole delivery, names the id and changes nothing', async () => {
    await world.tell(payment('p1', deal, '10.00'))
    const other = { ...payment('p9', deal, '11.00'), id: 'evt-p1' }
    const sent = world.send(payment('p2', deal, '5.00'), other)
    await expect(sent).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"evt-p1"'),
      fields: [{ path: 'events[1].id' }],
    })
    expect(await world.paid(deal)).toEqual([{ name: 'p1', amount: 1_000n, net: 1_000n }])
    const twice = world.send(payment('p3', deal, '1.00'), { ...payment('p4', deal, '2.00'), id: 'evt-p3' })
    await expect(twice).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a payment and its paid invoice are one payment, which knows what either says', async () => {
    await world.tell(payment('p1', deal, '10.00', { subscription: 's1' }))
    expect(await world.tell(invoice('p1', deal, '10.00'))).toMatchObject({
      state: 'applied',
      repeated: false,
    })
    const kept = await world.do((tx) => tx.db.selectFrom('customer_payment').selectAll().execute())
    expect(kept).toMatchObject([{ external_id: 'p1', evidence: 'Invoice INV-p1', subscription: 's1' }])
  })

  test.each([
    ['amount', { amount: '11.00' }, 'another amount: $10.00, not $11.00'],
    ['tax', { tax: '1.00' }, 'another tax: $0.00, not $1.00'],
    ['date', { paidOn: '2026-02-28' }, 'another date: Mar 1, 2026, not Feb 28, 2026'],
    ['invoice', { invoice: 'INV-2' }, 'another invoice'],
  ])('a second report of a payment with another %s is refused and says why', async (_, over, problem) => {
    await world.tell(invoice('p1', deal, '10.00'))
    const second = { ...invoice('p1', deal, '10.00', over), id: 'evt-second' }
    const answer = await world.tell(second)
    expect(answer).toMatchObject({ state: 'refused', problem: expect.stringContaining(problem) })
    expect(await world.paid(deal)).toEqual([{ name: 'p1', amount: 1_000n, net: 1_000n }])
  })

  test('a second report of a payment for another deal is refused', async () => {
    await world.tell(payment('p1', deal, '10.00'))
    const other = await world.addDeal()
    expect(await world.tell(invoice('p1', other, '10.00'))).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('for another deal'),
    })
  })

  test('a refund that comes before its payment waits for it', async () => {
    expect(await world.tell(refund('r1', 'p1', '4.00'))).toMatchObject({
      state: 'waiting',
      problem: 'Its payment p1 has not come yet.',
    })
    await world.tell(payment('p1', deal, '10.00'))
    expect(await world.standing('evt-r1')).toEqual({ state: 'applied', problem: null, waits_for: null })
    expect(await world.paid(deal)).toMatchObject([{ amount: 1_000n }, { name: 'refund:r1', amount: -400n }])
  })

  test('refunds above what was paid are refused with both numbers', async () => {
    await world.tell(payment('p1', deal, '10.00'))
    expect(await world.tell(refund('r0', 'p1', '10.01'))).toMatchObject({
      state: 'refused',
      problem: 'The refund is larger than its payment: $10.01 of $10.00.',
    })
    await world.tell(refund('r1', 'p1', '6.00'))
    expect(await world.tell(refund('r2', 'p1', '4.01'))).toMatchObject({
      state: 'refused',
      problem: 'The refund is larger than its payment: $4.01 of $10.00 and $6.00 were given back before.',
    })
    expect((await world.tell(refund('r3', 'p1', '4.00'))).state).toBe('applied')
    expect((await world.paid(deal)).reduce((sum, { net }) => sum + net, 0n)).toBe(0n)
  })

  test('a refund that gives back more tax than was paid is refused', async () => {
    await world.tell(payment('p1', deal, '12.00', { tax: '2.00' }))
    expect(await world.tell(refund('r1', 'p1', '6.00', { tax: '3.00' }))).toMatchObject({
      state: 'refused',
      problem: 'The refund gives back more tax than was paid: $3.00 of $2.00.',
    })
  })

  test('a refund that does not say its tax gives back its share of the tax', async () => {
    await world.tell(payment('p1', deal, '12.00', { tax: '2.00' }))
    await world.tell(refund('r1', 'p1', '6.00'))
    expect(await world.paid(deal)).toMatchObject([{ net: 1_000n }, { net: -500n }])
  })

  test('two reports of one refund are one refund', async () => {
    await world.send(payment('p1', deal, '10.00'), refund('r1', 'p1', '6.00'))
    expect((await world.tell({ ...refund('r1', 'p1', '6.00'), id: 'again' })).state).toBe('applied')
    expect((await world.tell({ ...refund('r1', 'p1', '5.00'), id: 'other' })).state).toBe('refused')
    expect(await world.paid(deal)).toHaveLength(2)
  })

  test('a refund in the currency of another country is refused, and so is a payment', async () => {
    const answer = await world.tell(payment('p1', deal, '10.00', { currency: 'EUR' }))
    expect(answer).toMatchObject({
      state: 'refused',
      problem: 'The deal is in USD, so the payment must be too.',
    })
    await world.tell(payment('p2', deal, '10.00'))
    expect(await world.tell(refund('r2', 'p2', '10.00', { currency: 'EUR' }))).toMatchObject({
      state: 'refused',
      problem: 'The payment is in USD, so its refund must be too.',
    })
  })

  test('a payment may be dated tomorrow, but not later', async () => {
    expect((await world.tell(payment('p1', deal, '1.00', { paidOn: '2026-03-03' }))).state).toBe('applied')
    expect(await world.tell(payment('p2', deal, '1.00', { paidOn: '2026-03-04' }))).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('Mar 4, 2026'),
    })
  })

  test('a payment of a deal whose currency is unknown waits for it', async () => {
    const unknown = await world.addDeal({ currency: null, amountMinor: null })
    expect(await world.tell(payment('p1', unknown, '1.00'))).toMatchObject({
      state: 'waiting',
      problem: expect.stringContaining('currency'),
    })
    await world.sync({ externalId: unknown })
    expect((await world.standing('evt-p1')).state).toBe('applied')
  })

  test('the newest renewal or cancellation by its date wins, whatever the order', async () => {
    const state = () =>
      world.do((tx) =>
        tx.db
          .selectFrom('subscription')
          .select(['external_id', 'status', 'changed_on'])
          .where('workspace_id', '=', world.workspaceId)
          .execute(),
      )
    await world.tell(cancelled('s1', deal, '2026-06-01'))
    await world.tell(renewed('s1', deal, '2026-04-01'))
    expect(await state()).toEqual([{ external_id: 's1', status: 'cancelled', changed_on: '2026-06-01' }])
    await world.tell(renewed('s1', deal, '2026-07-01'))
    expect(await state()).toMatchObject([{ status: 'active', changed_on: '2026-07-01' }])
    // Of one date, the one that was said last; of one instant, the end.
    const late = { occurredAt: '2026-03-02T08:00:01Z' }
    await world.send(cancelled('s2', deal, '2026-05-01', late), renewed('s2', deal, '2026-05-01'))
    await world.send(cancelled('s3', deal, '2026-05-01'), renewed('s3', deal, '2026-05-01'))
    expect((await state()).map(({ status }) => status)).toEqual(['active', 'cancelled', 'cancelled'])
  })

  test("all of it stands in the deal's history, in words", async () => {
    await world.send(
      payment('p1', deal, '10.00'),
      refund('r1', 'p1', '4.00'),
      renewed('sub_1', deal, '2026-04-01'),
    )
    const rows = await world.do((tx) =>
      tx.db
        .selectFrom('audit_event')
        .select(['kind', 'actor_name'])
        .where('actor_name', '=', 'Billing')
        .orderBy('id')
        .execute(),
    )
    expect(rows.map(({ kind }) => kind)).toEqual([
      'payment_received',
      'payment_refunded',
      'subscription_renewed',
    ])
  })

  test('a batch of 500 is taken whole', async () => {
    const events = Array.from({ length: 500 }, (_, index) => payment(`bulk-${index}`, deal, '1.00'))
    expect((await world.send(...events)).every(({ state }) => state === 'applied')).toBe(true)
    expect(await world.paid(deal)).toHaveLength(500)
  })
})
