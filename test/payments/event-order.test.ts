import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import {
  cancelled,
  invoice,
  openPaymentsWorld,
  payment,
  type PaymentsWorld,
  refund,
  renewed,
} from './payments-world.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const WON = '501'
const LATER = '502'
const RUNS = 15

/** What a billing system tells in one story. It never contradicts itself, except where the answer is the same in any order. */
const story = [
  payment('p1', WON, '12000.00', { tax: '2000.00' }),
  invoice('p1', WON, '12000.00', { tax: '2000.00', subscription: 's1' }),
  refund('r1', 'p1', '3000.00'),
  refund('r2', 'p1', '3333.33'),
  refund('r3', 'p1', '1000.00', { tax: '0.00' }),
  payment('p2', WON, '24000.00', { shipping: '12.34', discount: '1000.00' }),
  refund('r4', 'p2', '24000.00', { refundedOn: '2026-03-01' }),
  invoice('p3', WON, '7777.77'),
  // Of a deal that is mirrored in the middle of it all.
  payment('p4', LATER, '500.00'),
  refund('r5', 'p4', '499.99'),
  // Refused whenever they come.
  payment('p5', WON, '1.00', { currency: 'EUR' }),
  refund('r6', 'p3', '7777.78'),
  refund('r7', 'p5', '1.00'),
  payment('p6', WON, '1.00', { paidOn: '2026-12-31' }),
  // Never matched.
  payment('p7', '999', '1.00'),
  renewed('s1', WON, '2026-04-01'),
  cancelled('s1', WON, '2026-05-01'),
  cancelled('s2', WON, '2026-05-01'),
  renewed('s2', WON, '2026-05-01'),
]

interface Ending {
  events: unknown
  payments: unknown
  subscriptions: unknown
  balances: unknown
  released: unknown
}

test('ten deliveries in any order, repeated and split in any way, end with the same payments, events and releases', async () => {
  const straight = await told(
    story.map((event) => [event]),
    story.length,
  )
  expect(straight.payments).toHaveLength(9)
  expect(straight.balances).toMatchObject({ accrued: 720_000n })
  expect((straight.balances as { payable: bigint }).payable).toBeGreaterThan(0n)
  const deliveries = fc.record({
    order: fc.shuffledSubarray(story, { minLength: story.length }),
    repeats: fc.array(fc.constantFrom(...story), { maxLength: 15 }),
    cuts: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }),
    mirroredAfter: fc.integer({ min: 0, max: 8 }),
    workedAfter: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ order, repeats, cuts, mirroredAfter, workedAfter }) => {
      const all = [...order, ...repeats]
      expect(await told(split(all, cuts), mirroredAfter, workedAfter)).toEqual(straight)
    }),
    { numRuns: RUNS },
  )
}, 120_000)

function split<T>(all: readonly T[], cuts: readonly number[]): T[][] {
  const at = [...new Set([0, ...cuts.filter((cut) => cut < all.length), all.length])].sort((a, b) => a - b)
  return at.slice(1).map((end, index) => all.slice(at[index], end))
}

/** Tells the story in batches to a workspace of its own, then everything once more, and says how it ended. */
async function told(
  batches: readonly object[][],
  mirroredAfter: number,
  workedAfter: readonly number[] = [],
): Promise<Ending> {
  const world = await openPaymentsWorld(database)
  await world.addDeal({ externalId: WON })
  await world.tag(WON, world.northwind)
  await world.win(WON)
  for (const [index, batch] of batches.entries()) {
    if (index === mirroredAfter) await world.sync({ externalId: LATER })
    await world.send(...batch)
    if (workedAfter.includes(index)) await world.work()
  }
  if (mirroredAfter >= batches.length) await world.sync({ externalId: LATER })
  await world.work()
  const ending = await endingOf(world)
  await world.send(...story.toReversed())
  await world.work()
  expect(await endingOf(world)).toEqual(ending)
  return ending
}

async function endingOf(world: PaymentsWorld): Promise<Ending> {
  const rows = (query: ReturnType<typeof sql>) => world.do(async (tx) => (await query.execute(tx.db)).rows)
  return {
    events:
      await rows(sql`select external_id, state, problem, waits_for is null as settled from customer_event
      where workspace_id = ${world.workspaceId} order by 1`),
    payments:
      await rows(sql`select p.external_id, d.external_id as deal, p.amount_minor, p.tax_minor, p.shipping_minor,
        p.discount_minor, p.currency, p.paid_on, p.evidence, p.subscription, of.external_id as refunds
      from customer_payment p join deal d on d.id = p.deal_id left join customer_payment of on of.id = p.refunds
      where p.workspace_id = ${world.workspaceId} order by 1`),
    subscriptions: await rows(sql`select external_id, status, changed_on from subscription
      where workspace_id = ${world.workspaceId} order by 1`),
    balances: await world.balance(world.northwind),
    released: await world.paid(WON).then((paid) => paid.toSorted((a, b) => (a.name < b.name ? -1 : 1))),
  }
}
