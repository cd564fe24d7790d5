import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readBatch } from '../../server/read/payout-batches.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { openPaymentsWorld, payment, type PaymentsWorld, refund } from '../payments/payments-world.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { publishTerms } from './publish-terms.ts'

/** Mistakes that other products made in public, each by its name, through the whole way from billing to ledger. */

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

async function won(percent: string, amountMinor: bigint): Promise<void> {
  await publishTerms(world, 2, {
    rules: [{ id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent } }],
  })
  deal = await world.addDeal({ amountMinor })
  await world.tag(deal, world.northwind)
  await world.win(deal)
}

async function told(...events: object[]): Promise<void> {
  for (const { state } of await world.send(...events)) expect(state).toBe('applied')
  await world.work()
}

const balance = () => world.balance(world.northwind)

/** Pays out what is payable, through two people and the bank. */
async function payOut(): Promise<void> {
  const batchId = await world.do((tx) =>
    createPayoutBatch(tx, world.moment, world.finley, { currency: 'USD', partnerIds: [world.northwind] }),
  )
  const batch = await world.do((tx) => readBatch(tx, world.finley, batchId))
  await world.do((tx) =>
    approvePayoutBatch(tx, world.moment, world.drew, { batchId, contentHash: batch.contentHash }),
  )
  const outcomes = batch.items.map(({ id }) => ({
    itemId: id,
    outcome: 'confirmed' as const,
    reference: 'BANK-1',
  }))
  await world.do((tx) => recordPayoutOutcomes(tx, world.moment, world.finley, { batchId, outcomes }))
}

test('a refund subtracted twice: of $1,000 kept and $100 given back at 80 %, with $80 paid out, $720 are owed', async () => {
  await won('80', 110_000n)
  await told(payment('p1', deal, '100.00'))
  await payOut()
  expect(await balance()).toMatchObject({ paid: 8_000n, payable: 0n })
  await told(payment('p2', deal, '1000.00'))
  const given = refund('r1', 'p1', '100.00')
  await told(given)
  expect(await balance()).toMatchObject({ accrued: 88_000n, pending: 8_000n, paid: 8_000n, payable: 72_000n })
  await world.send(given, given)
  await world.work()
  expect((await balance()).payable).toBe(72_000n)
})

test('a refund subtracted twice: what was paid out already is owed back, and the next payout nets it', async () => {
  await won('80', 110_000n)
  await told(payment('p1', deal, '1100.00'))
  await payOut()
  await told(refund('r1', 'p1', '100.00'))
  expect(await balance()).toMatchObject({ paid: 88_000n, payable: -8_000n, pending: 8_000n })
  await told(payment('p2', deal, '100.00'))
  expect(await balance()).toMatchObject({ paid: 88_000n, payable: 0n, pending: 0n })
})

test('a partial refund treated as full: of a quarter given back, three quarters stay payable', async () => {
  await won('10', 100_000n)
  await told(payment('p1', deal, '1000.00'), refund('r1', 'p1', '250.00'))
  expect(await balance()).toMatchObject({ accrued: 10_000n, pending: 2_500n, payable: 7_500n })
})

test.each([
  ['15', '334.99', ['83.75', '83.75', '83.75', '83.74']],
  ['7.5', '59.70', ['19.90', '19.90', '19.89', '0.01']],
  ['33.33', '0.05', ['0.01', '0.01', '0.01', '0.02']],
])(
  'four partial refunds drift a cent: at %s percent of %s nothing is left, to the cent',
  async (percent, whole, parts) => {
    await won(percent, BigInt(whole.replace('.', '')))
    await told(payment('p1', deal, whole))
    const { accrued } = await balance()
    expect(await balance()).toMatchObject({ pending: 0n, payable: accrued })
    for (const [index, part] of parts.entries()) await told(refund(`r${index}`, 'p1', part))
    expect(await balance()).toMatchObject({ accrued, pending: accrued, payable: 0n })
  },
)

test('four partial refunds drift a cent: not in another order, nor all at once, nor on a commission of payments', async () => {
  await publishTerms(world, 2, {
    rules: [
      { id: 'sourced', role: 'sourced', basis: 'collected', rate: { kind: 'percent', percent: '7.5' } },
    ],
  })
  deal = await world.addDeal({ amountMinor: 5_970n })
  await world.tag(deal, world.northwind)
  await world.win(deal)
  await told(
    refund('r3', 'p1', '0.01'),
    refund('r1', 'p1', '19.90'),
    payment('p1', deal, '59.70'),
    refund('r2', 'p1', '19.89'),
  )
  expect(await balance()).toMatchObject({ accrued: 149n, payable: 149n })
  await told(refund('r0', 'p1', '19.90'))
  expect(await balance()).toMatchObject({ accrued: 0n, payable: 0n, pending: 0n })
})
