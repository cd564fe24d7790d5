import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { readEvent } from '../../shared/payment/read-event.ts'
import { crmWords } from '../../server/crm-words.ts'
import { readConnections } from '../../server/read/connections.ts'
import { takeEvents } from '../../server/workflows/take-events.ts'
import { createInvoice, createPayment, refundPayment } from '../simulators/hubspot/money.ts'
import { hurryPace } from '../support/hurried-pace.ts'
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts'

// Each has a database and a portal of its own; beside other suites that takes its time.
vi.setConfig({ testTimeout: 120_000 })
hurryPace()

const worlds: HubspotWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})
async function open(options: Parameters<typeof openHubspotWorld>[0] = {}): Promise<HubspotWorld> {
  const world = await openHubspotWorld(options)
  worlds.push(world)
  return world
}
const aboutPayments = (calls: Readonly<Record<string, number>>) =>
  Object.keys(calls).filter((kind) => /payment|invoice/.test(kind))
const paidAt = '2026-03-01T15:00:00.000Z'

test('a payment in HubSpot makes commission payable, a refund takes its share back, and reading it all again changes nothing', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const half = createPayment(portal, { amount: '24000.00', dealId, paidAt })
  await world.read()
  expect(await world.payable()).toBe(360_000n)
  refundPayment(portal, half.id, '6000.00')
  await world.read()
  expect(await world.payable()).toBe(270_000n)
  refundPayment(portal, half.id, '9000.00')
  await world.read()
  expect(await world.payable()).toBe(225_000n)
  refundPayment(portal, half.id, '24000.00')
  await world.read()
  expect(await world.payable()).toBe(0n)
  expect((await world.paid(dealId)).map(([amount]) => amount).toSorted()).toEqual(
    [2_400_000n, -600_000n, -300_000n, -1_500_000n].toSorted(),
  )
  const before = await world.rows()
  for (let times = 0; times < 10; times++) {
    const { rowsWritten } = await world.read({ full: times % 3 === 0 })
    expect([rowsWritten['payment'] ?? 0, rowsWritten['invoice'] ?? 0]).toEqual([0, 0])
  }
  expect(await world.rows()).toEqual(before)
})

test('nothing of payments is asked for until both scopes were granted', async () => {
  for (const scopes of [[], ['crm.objects.commercepayments.read'], ['crm.objects.invoices.read']]) {
    const world = await open({ scopes })
    const dealId = await world.wonDeal()
    createPayment(world.portal, { amount: '48000.00', dealId, paidAt })
    world.hubspot.calls.clear()
    const { apiCalls, records } = await world.read({ full: true })
    expect(aboutPayments(apiCalls)).toEqual([])
    expect(aboutPayments(world.hubspot.calls.byKind())).toEqual([])
    expect(records['payment']).toBeUndefined()
    expect(await world.events()).toEqual([])
  }
})

test('a scope that HubSpot took back says so and holds up nothing else', async () => {
  const world = await open({ scopes: ['crm.objects.invoices.read'] })
  await world.do((tx) =>
    tx.db
      .updateTable('connection')
      .set({ scopes: ['crm.objects.invoices.read', 'crm.objects.commercepayments.read'] })
      .execute(),
  )
  const dealId = await world.wonDeal()
  expect(await world.problem('payment')).toContain('crm.objects.commercepayments.read')
  createInvoice(world.portal, { amount: '48000.00', dealId, status: 'open' })
  const { records } = await world.read()
  expect(records['invoice']).toBe(1)
})

test('a poll that finds nothing new costs one call for payments and one for invoices', async () => {
  const world = await open()
  const dealId = await world.wonDeal()
  for (let n = 0; n < 30; n++) createPayment(world.portal, { amount: '10.00', dealId, paidAt })
  await world.read()
  // As if it had been read long ago: what is looked at again after a change is not idle.
  await world.do((tx) =>
    tx.db
      .updateTable('sync_state')
      .set({ changed_since: new Date(Date.now() + 3_600_000) })
      .execute(),
  )
  world.hubspot.calls.clear()
  await world.read()
  const calls = world.hubspot.calls.byKind()
  expect(aboutPayments(calls).map((kind) => [kind, calls[kind]])).toEqual([
    ['commerce_payments.search', 1],
    ['invoices.search', 1],
  ])
  expect(calls['associations.batchRead']).toBeUndefined()
})

test('a payment that only its invoice links with the deal belongs to the deal, without the share of tax', async () => {
  const world = await open()
  const dealId = await world.wonDeal()
  const invoice = createInvoice(world.portal, { amount: '57600.00', tax: '9600.00', dealId, status: 'open' })
  createPayment(world.portal, { amount: '28800.00', invoiceId: invoice.id, paidAt })
  await world.read()
  expect(await world.paid(dealId)).toEqual([[2_880_000n, 2_400_000n]])
  expect(await world.payable()).toBe(360_000n)
})

test('an invoice that was paid outside HubSpot counts once, without its tax, and is taken back when it is reopened', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const invoice = createInvoice(portal, { amount: '28800.00', tax: '4800.00', dealId, paidAt })
  await world.read()
  await world.read({ full: true })
  expect(await world.paid(dealId)).toEqual([[2_880_000n, 2_400_000n]])
  expect(await world.payable()).toBe(360_000n)
  portal.update('0-53', invoice.id, { hs_invoice_status: 'open' })
  await world.read()
  expect(await world.payable()).toBe(0n)
})

test('an invoice that counted by itself counts only through its payment once there is one', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const invoice = createInvoice(portal, { amount: '24000.00', dealId, paidAt })
  await world.read()
  // A payment need not touch its invoice: no look at changed invoices shows this one again.
  await world.do((tx) =>
    tx.db
      .updateTable('sync_state')
      .set({ changed_since: new Date(Date.now() + 3_600_000) })
      .where('object', '=', 'invoice')
      .execute(),
  )
  createPayment(portal, { amount: '24000.00', invoiceId: invoice.id, paidAt })
  await world.read()
  expect(await world.payable()).toBe(360_000n)
  await world.read({ full: true })
  expect(await world.payable()).toBe(360_000n)
  const total = (await world.paid(dealId)).reduce((sum, [amount]) => sum + amount, 0n)
  expect(total).toBe(2_400_000n)
})

test('a payment for a deal that is not here yet waits for it, with its refund', async () => {
  const world = await open()
  const { portal } = world
  await world.read()
  // Long unchanged, so that no look at changes shows the deal that HubSpot links the payment with.
  const dealId = world.newDeal(new Date('2020-01-01'))
  const payment = createPayment(portal, { amount: '24000.00', dealId, paidAt })
  await world.read()
  refundPayment(portal, payment.id, '4000.00')
  await world.read()
  refundPayment(portal, payment.id, '5000.00')
  await world.read()
  expect((await world.events()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting'])
  await world.read({ full: true })
  expect((await world.events()).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied'])
  expect(await world.paid(dealId)).toEqual([
    [2_400_000n, 2_400_000n],
    [-400_000n, -400_000n],
    [-100_000n, -100_000n],
  ])
})

test('a payment without a deal is shown as unmatched and goes to the deal that it is linked with later', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const payment = createPayment(portal, { amount: '24000.00', paidAt })
  await world.read()
  expect(await world.events()).toEqual([
    {
      external_id: expect.stringContaining(payment.id),
      state: 'waiting',
      problem: `Its CRM links payment ${payment.id} with no deal, or with several.`,
    },
  ])
  refundPayment(portal, payment.id, '12000.00')
  await world.read()
  expect(await world.payable()).toBe(0n)
  portal.linkMoney('0-101', payment.id, '0-3', dealId)
  await world.read({ full: true })
  expect(await world.payable()).toBe(180_000n)
  expect((await world.events()).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied'])
})

test('a payment that two deals claim waits for a person', async () => {
  const world = await open()
  const dealId = await world.wonDeal()
  const payment = createPayment(world.portal, { amount: '24000.00', dealId, paidAt })
  world.portal.linkMoney('0-101', payment.id, '0-3', world.newDeal())
  await world.read()
  expect((await world.events()).map(({ state }) => state)).toEqual(['waiting'])
  expect(await world.payable()).toBe(0n)
})

test('money that is under way counts when it arrived, and money that failed or was deleted is taken back', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const payment = createPayment(portal, { amount: '24000.00', dealId, paidAt, status: 'processing' })
  await world.read()
  expect(await world.payable()).toBe(0n)
  portal.update('0-101', payment.id, { hs_latest_status: 'succeeded' })
  await world.read()
  expect(await world.payable()).toBe(360_000n)
  portal.update('0-101', payment.id, { hs_latest_status: 'disputed_awaiting_decision' })
  await world.read()
  expect(await world.payable()).toBe(360_000n)
  portal.update('0-101', payment.id, { hs_latest_status: 'disputed_lost' })
  await world.read()
  expect(await world.payable()).toBe(0n)
  const other = createPayment(portal, { amount: '12000.00', dealId, paidAt })
  await world.read()
  expect(await world.payable()).toBe(180_000n)
  portal.archive('0-101', other.id)
  await world.read({ full: true })
  expect(await world.payable()).toBe(0n)
})

test('what HubSpot changes of a counted payment is shown as a conflict and counts no second time', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const payment = createPayment(portal, { amount: '24000.00', dealId, paidAt })
  await world.read()
  portal.update('0-101', payment.id, { hs_initial_amount: '48000.00' })
  await world.read()
  await world.read({ full: true })
  expect(await world.payable()).toBe(360_000n)
  expect((await world.events()).map(({ state }) => state)).toEqual(['applied', 'refused'])
})

test('refunds of a payment that was refused and then corrected are given back once', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const payment = createPayment(portal, { amount: '24000.00', currency: 'EUR', dealId, paidAt })
  await world.read()
  refundPayment(portal, payment.id, '3000.00')
  await world.read()
  refundPayment(portal, payment.id, '4000.00')
  await world.read()
  expect(await world.paid(dealId)).toEqual([])
  portal.update('0-101', payment.id, { hs_currency_code: 'USD' })
  await world.read()
  await world.read({ full: true })
  const total = (await world.paid(dealId)).reduce((sum, [amount]) => sum + amount, 0n)
  expect(total).toBe(2_000_000n)
})

test('a payment that cannot be read is named until it can, and holds up no other', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const broken = createPayment(portal, { amount: '1.001', dealId, paidAt })
  createPayment(portal, { amount: '24000.00', dealId, paidAt })
  await world.read()
  await world.read()
  expect(await world.payable()).toBe(360_000n)
  expect(await world.problem('payment')).toContain(`payment ${broken.id} (its amount "1.001" cannot be read)`)
  portal.update('0-101', broken.id, { hs_initial_amount: '1.00' })
  await world.read({ full: true })
  expect(await world.problem('payment')).toBeNull()
})

test('a refund that HubSpot takes back changes nothing and is named', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const payment = createPayment(portal, { amount: '24000.00', dealId, paidAt })
  refundPayment(portal, payment.id, '12000.00')
  await world.read()
  portal.update('0-101', payment.id, { hs_refunds_amount: '0', hs_latest_status: 'succeeded' })
  await world.read()
  expect(await world.payable()).toBe(180_000n)
  expect(await world.problem('payment')).toContain(
    'shows less as given back ($0.00) than before ($12,000.00)',
  )
})

test('the connections page says whether payments are seen, and where to grant it', async () => {
  const view = (world: HubspotWorld) =>
    world.do(async (tx) => {
      const { connections } = await readConnections(tx, crmWords(world.context), world.context.crmKinds)
      return connections[0]?.customerPayments
    })
  const without = await open({ scopes: ['crm.objects.invoices.read'] })
  expect(await view(without)).toEqual({
    granted: false,
    grantUrl: `${without.config.publicUrl}/oauth/hubspot/start`,
    problems: [],
  })
  const world = await open()
  const dealId = await world.wonDeal()
  createInvoice(world.portal, { amount: '1.001', number: 'INV-9', dealId, paidAt })
  await world.read()
  const seen = await view(world)
  expect(seen).toMatchObject({ granted: true, grantUrl: null })
  expect(seen?.problems).toEqual([expect.stringContaining('its amount "1.001" cannot be read')])
})

const sent = (world: HubspotWorld, data: object) =>
  world.do(async (tx) => {
    const read = readEvent({
      id: world.moment.newId(),
      type: 'payment.succeeded',
      occurredAt: '2026-03-02T08:00:00Z',
      data: { currency: 'USD', ...data },
    })
    if ('faults' in read) throw new Error(JSON.stringify(read.faults))
    const events = [read.event]
    const [answer] = await takeEvents(tx, world.moment, {
      source: 'events_api',
      apiKeyId: null,
      by: 'Billing',
      events,
    })
    return answer?.state
  })

test('of a payment that HubSpot and the events API both tell, the second is refused', async () => {
  const world = await open()
  const { portal } = world
  const externalId = await world.wonDeal()
  const deal = { crm: 'hubspot', externalId }
  const first = createPayment(portal, { amount: '12000.00', dealId: externalId, paidAt })
  await world.read()
  const again = { deal, amount: '12000.00' }
  // By the record's id, whatever else is said; and by amount and day, whatever it is called.
  expect(await sent(world, { ...again, payment: first.id, amount: '1.00', paidOn: '2026-01-01' })).toBe(
    'refused',
  )
  expect(await sent(world, { ...again, payment: 'pi_1', paidOn: '2026-03-03' })).toBe('refused')
  expect(await sent(world, { ...again, payment: 'pi_2', paidOn: '2026-04-01' })).toBe('applied')
  createPayment(portal, { amount: '12000.00', dealId: externalId, paidAt: '2026-04-02T15:00:00.000Z' })
  createPayment(portal, { amount: '12000.00', dealId: externalId, paidAt: '2026-05-01T15:00:00.000Z' })
  await world.read()
  expect((await world.paid(externalId)).length).toBe(3)
  expect((await world.events()).filter(({ state }) => state === 'refused')).toHaveLength(3)
})

test('whatever happens to payments between syncs, what is counted is what HubSpot shows', async () => {
  const world = await open()
  const { portal } = world
  const dealId = await world.wonDeal()
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pay' as const), cents: fc.integer({ min: 1, max: 100_000 }) }),
    fc.record({
      kind: fc.constant('refund' as const),
      which: fc.nat(),
      share: fc.integer({ min: 1, max: 100 }),
    }),
    fc.record({ kind: fc.constant('read' as const), full: fc.boolean() }),
  )
  const state = new Map<string, { cents: number; refunded: number }>()
  const decimal = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      for (const one of steps) {
        if (one.kind === 'read') await world.read({ full: one.full })
        else if (one.kind === 'pay') {
          const { id } = createPayment(portal, { amount: decimal(one.cents), dealId, paidAt })
          state.set(id, { cents: one.cents, refunded: 0 })
        } else {
          const [id, payment] = [...state][one.which % Math.max(1, state.size)] ?? []
          if (!id || !payment) continue
          const left = payment.cents - payment.refunded
          payment.refunded += Math.ceil((left * one.share) / 100)
          if (left > 0) refundPayment(portal, id, decimal(payment.refunded))
        }
      }
      await world.read()
      const counted = (await world.paid(dealId)).reduce((sum, [amount]) => sum + amount, 0n)
      const shown = [...state.values()].reduce((sum, { cents, refunded }) => sum + cents - refunded, 0)
      expect(counted).toBe(BigInt(shown))
    }),
    { numRuns: 8 },
  )
})
