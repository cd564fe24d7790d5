import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertPayment } from '../../server/db/payment-store.ts'
import { keepSubscription } from '../../server/db/subscription-store.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms } from './publish-terms.ts'

let database: TestDatabase
let world: LedgerWorld
let deal: string

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
})

const nothing = { accrued: 0n, pending: 0n, payable: 0n, held: 0n, inTransit: 0n, paid: 0n }
const TEN_PERCENT = {
  id: 'sourced',
  role: 'sourced',
  basis: 'dealAmount',
  rate: { kind: 'percent', percent: '10' },
}

/** A deal of $1,000.00 won under these terms. */
async function won(
  terms: Record<string, unknown>,
  rule: Record<string, unknown> = TEN_PERCENT,
): Promise<void> {
  await publishTerms(world, 2, { ...terms, rules: [rule] })
  deal = await world.addDeal({ amountMinor: 100_000n })
  await world.tag(deal, world.northwind)
  await world.win(deal)
}

/** What a billing system says: below zero is a refund. */
async function collect(
  amountMinor: bigint,
  over: { taxMinor?: bigint; subscription?: string; refunds?: string; on?: string } = {},
): Promise<string> {
  const id = world.moment.newId()
  const dealId = await world.dealId(deal)
  await world.do(async (tx) => {
    await insertPayment(tx, {
      id,
      dealId,
      source: 'events_api',
      externalId: id,
      amountMinor,
      currency: 'USD',
      taxMinor: over.taxMinor ?? 0n,
      shippingMinor: 0n,
      discountMinor: 0n,
      partsStated: true,
      refunds: over.refunds ?? null,
      subscription: over.subscription ?? null,
      paidOn: over.on ?? world.moment.now.toISOString().slice(0, 10),
      evidence: null,
      recordedBy: null,
      recordedAt: world.moment.now,
    })
    await reactToDeal(tx, world.moment, dealId)
  })
  return id
}

const balance = () => world.balance(world.northwind)
const lastEntry = () =>
  world.do((tx) =>
    tx.db
      .selectFrom('ledger_transaction')
      .select(['kind', 'cause'])
      .where('workspace_id', '=', tx.workspaceId)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  )

describe('what is earned on the win', () => {
  test('is payable at once, and what a payment or refund says changes nothing', async () => {
    await won({ earning: { kind: 'onWon' } })
    expect(await balance()).toEqual({ ...nothing, accrued: 10_000n, payable: 10_000n })
    const payment = await collect(100_000n)
    await collect(-100_000n, { refunds: payment })
    expect(await balance()).toEqual({ ...nothing, accrued: 10_000n, payable: 10_000n })
  })
})

describe('what is earned with the first payment', () => {
  test('is payable with any payment, and waits again when all of it is given back', async () => {
    await won({ earning: { kind: 'onFirstPayment' } })
    expect(await balance()).toMatchObject({ pending: 10_000n, payable: 0n })
    const payment = await collect(100n)
    expect(await balance()).toMatchObject({ pending: 0n, payable: 10_000n })
    await collect(-100n, { refunds: payment })
    expect(await balance()).toMatchObject({ pending: 10_000n, payable: 0n })
    expect(await lastEntry()).toMatchObject({
      kind: 'unearn',
      cause: { old: '100.00', new: '0.00', delta: '-100.00', because: 'The customer got its money back.' },
    })
    await collect(100n)
    expect(await balance()).toMatchObject({ pending: 0n, payable: 10_000n })
  })
})

describe('what is earned as the customer pays', () => {
  test('goes back by the share that the payment released, to the cent', async () => {
    await won({})
    const payment = await collect(33_333n)
    expect((await balance()).payable).toBe(3_333n)
    await collect(33_333n)
    await collect(33_334n)
    expect((await balance()).payable).toBe(10_000n)
    await collect(-33_333n, { refunds: payment })
    expect(await balance()).toMatchObject({ accrued: 10_000n, pending: 3_333n, payable: 6_667n })
    expect(await lastEntry()).toMatchObject({ kind: 'unearn', cause: { delta: '-33.33' } })
  })

  test('counts a payment without its tax', async () => {
    await won({})
    await collect(60_000n, { taxMinor: 10_000n })
    expect((await balance()).payable).toBe(5_000n)
  })

  test('may be paid, given back and paid again in the same amounts', async () => {
    await won({})
    for (let round = 0; round < 3; round++) {
      const payment = await collect(50_000n)
      expect((await balance()).payable).toBe(5_000n)
      await collect(-50_000n, { refunds: payment })
      expect((await balance()).payable).toBe(0n)
    }
  })
})

describe('what is earned on dates', () => {
  const parts = [
    { date: '2026-04-01', percent: '33.33' },
    { date: '2026-07-01', percent: '33.33' },
    { date: '2026-10-01', percent: '33.34' },
  ]
  const waking = () =>
    world.do(async (tx) => {
      const rows = await tx.db
        .selectFrom('outbox')
        .select('available_at')
        .where('workspace_id', '=', tx.workspaceId)
        .where('topic', '=', 'deal.changed')
        .where('dedupe_key', 'like', '%:2026-%')
        .where('done_at', 'is', null)
        .orderBy('available_at')
        .execute()
      return rows.map((row) => row.available_at.toISOString())
    })
  const passTo = async (instant: string) => {
    world.moment.now = new Date(instant)
    await world.react(deal)
  }

  test('falls due at midnight of each date in the plan’s zone, and is whole after the last', async () => {
    await won({ timeZone: 'America/New_York', earning: { kind: 'dated', parts } })
    expect(await balance()).toMatchObject({ pending: 10_000n, payable: 0n })
    expect(await waking()).toEqual(['2026-04-01T04:00:00.000Z'])
    await passTo('2026-04-01T03:59:59.999Z')
    expect((await balance()).payable).toBe(0n)
    await passTo('2026-04-01T04:00:00.000Z')
    expect((await balance()).payable).toBe(3_333n)
    expect(await waking()).toEqual(['2026-04-01T04:00:00.000Z', '2026-07-01T04:00:00.000Z'])
    await passTo('2026-11-01T12:00:00.000Z')
    expect(await balance()).toEqual({ ...nothing, accrued: 10_000n, payable: 10_000n })
  })

  test('asks for each date once', async () => {
    await won({ earning: { kind: 'dated', parts } })
    await world.react(deal)
    await world.react(deal)
    expect(await waking()).toEqual(['2026-04-01T00:00:00.000Z'])
  })
})

describe('a commission on what the customer pays', () => {
  const collected = {
    id: 'sourced',
    role: 'sourced',
    basis: 'collected',
    rate: { kind: 'percent', percent: '4' },
  }
  const recurring = {
    id: 'sourced',
    role: 'sourced',
    basis: 'collected',
    rate: { kind: 'recurring', percent: '20', months: 12 },
  }

  test('grows with each payment and is payable with it', async () => {
    await won({}, collected)
    expect(await world.lines(deal)).toMatchObject([{ amountMinor: 0n, because: 'The deal was won.' }])
    const payment = await collect(50_000n)
    expect(await balance()).toEqual({ ...nothing, accrued: 2_000n, payable: 2_000n })
    expect(await world.lines(deal)).toMatchObject([{ because: 'The customer paid $500.00.' }])
    await collect(-20_000n, { refunds: payment })
    expect(await balance()).toEqual({ ...nothing, accrued: 1_200n, payable: 1_200n })
    expect(await world.lines(deal)).toMatchObject([{ because: 'The customer got $200.00 back.' }])
  })

  test('is accrued at once when finance records a payment', async () => {
    await won({}, collected)
    await world.pay(deal, '500.00')
    expect(await balance()).toEqual({ ...nothing, accrued: 2_000n, payable: 2_000n })
  })

  test('that recurs earns nothing on payments after its subscription was cancelled', async () => {
    await won({}, recurring)
    await collect(10_000n, { subscription: 'sub-1', on: '2026-04-02' })
    const dealId = await world.dealId(deal)
    await world.do((tx) =>
      keepSubscription(tx, {
        dealId,
        externalId: 'sub-1',
        status: 'cancelled',
        on: '2026-05-02',
        at: world.moment.now,
      }),
    )
    const onTheDay = await collect(10_000n, { subscription: 'sub-1', on: '2026-05-02' })
    const late = await collect(10_000n, { subscription: 'sub-1', on: '2026-06-02' })
    expect((await balance()).accrued).toBe(4_000n)
    await collect(10_000n, { subscription: 'sub-2', on: '2026-06-02' })
    expect((await balance()).accrued).toBe(6_000n)
    await collect(-10_000n, { refunds: late, on: '2026-06-03' })
    expect((await balance()).accrued).toBe(6_000n)
    await collect(-10_000n, { refunds: onTheDay, on: '2026-06-03' })
    expect(await balance()).toEqual({ ...nothing, accrued: 4_000n, payable: 4_000n })
  })
})
