import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms, workOff } from './publish-terms.ts'

let database: TestDatabase
let world: LedgerWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
})

/** 10 % up to $100,000.00 of what the partner sourced in the quarter, 20 % above. */
const ACCELERATOR = {
  id: 'sourced',
  role: 'sourced',
  basis: 'dealAmount',
  rate: {
    kind: 'graduated',
    measure: { period: 'quarter', of: 'sourcedRevenue' },
    bands: [
      { upTo: '100000.00', percent: '10' },
      { upTo: null, percent: '20' },
    ],
  },
}

const settle = () => workOff(world, (dealId) => world.do((tx) => reactToDeal(tx, world.moment, dealId)))

async function wonOn(day: string, amountMinor: bigint, partner = world.northwind): Promise<string> {
  const deal = await world.addDeal({ amountMinor })
  await world.tag(deal, partner)
  await world.win(deal, { closedAt: new Date(`${day}T12:00:00Z`) })
  await settle()
  return deal
}

const amountOf = async (deal: string) => (await world.lines(deal))[0]?.amountMinor

describe('a rate by what the partner brought in the period', () => {
  beforeEach(async () => {
    await publishTerms(world, 2, { rules: [ACCELERATOR] })
  })

  test('goes on where the deals before it ended, and begins anew in the next period', async () => {
    const first = await wonOn('2026-01-10', 8_000_000n)
    const second = await wonOn('2026-02-10', 8_000_000n)
    const third = await wonOn('2026-04-01', 8_000_000n)
    expect(await amountOf(first)).toBe(800_000n)
    // 20,000 at 10 % and 60,000 at 20 %.
    expect(await amountOf(second)).toBe(1_400_000n)
    expect(await amountOf(third)).toBe(800_000n)
  })

  test('counts no deal of another partner, and no deal that closed later', async () => {
    const larkspur = await world.partner('Larkspur Referrals')
    await wonOn('2026-01-05', 20_000_000n, larkspur)
    const later = await wonOn('2026-03-01', 8_000_000n)
    expect(await amountOf(later)).toBe(800_000n)
    const earlier = await wonOn('2026-01-10', 8_000_000n)
    expect(await amountOf(earlier)).toBe(800_000n)
    expect(await amountOf(later)).toBe(1_400_000n)
    expect(await world.lines(later)).toMatchObject([
      { revision: 2, because: 'An earlier deal of the period changed.' },
    ])
  })

  test('trues up later deals when an earlier one is reopened, and again when it is won again', async () => {
    const first = await wonOn('2026-01-10', 8_000_000n)
    const second = await wonOn('2026-02-10', 8_000_000n)
    const third = await wonOn('2026-03-10', 1_000_000n)
    const other = await wonOn('2026-04-10', 1_000_000n)
    expect(await amountOf(third)).toBe(200_000n)
    await world.changeDeal(first, { outcome: 'open' })
    await world.react(first)
    await settle()
    expect(await amountOf(first)).toBe(0n)
    expect(await amountOf(second)).toBe(800_000n)
    expect(await amountOf(third)).toBe(100_000n)
    const entries = await world.do((tx) =>
      tx.db
        .selectFrom('ledger_transaction')
        .select(['kind', 'cause'])
        .where('workspace_id', '=', tx.workspaceId)
        .orderBy('sequence', 'desc')
        .limit(3)
        .execute(),
    )
    expect(entries.map(({ kind }) => kind)).toEqual(['true_up', 'true_up', 'true_up'])
    expect(entries.map(({ cause }) => cause)).toContainEqual(
      expect.objectContaining({
        because: 'An earlier deal of the period changed.',
        old: '14000.00',
        new: '8000.00',
        delta: '-6000.00',
      }),
    )
    expect(await world.lines(other)).toMatchObject([{ revision: 1 }])
    await world.win(first, { closedAt: new Date('2026-01-10T12:00:00Z') })
    await settle()
    expect([await amountOf(first), await amountOf(second), await amountOf(third)]).toEqual([
      800_000n,
      1_400_000n,
      200_000n,
    ])
  })

  test('follows a deal that moves from one period to another in both', async () => {
    const moving = await wonOn('2026-01-10', 8_000_000n)
    const left = await wonOn('2026-02-10', 8_000_000n)
    const joined = await wonOn('2026-05-10', 8_000_000n)
    await world.changeDeal(moving, { closedAt: new Date('2026-04-10T12:00:00Z') })
    await world.react(moving)
    await settle()
    expect(await amountOf(left)).toBe(800_000n)
    expect(await amountOf(joined)).toBe(1_400_000n)
  })

  test('of two deals on one day counts the one with the lower id first', async () => {
    const one = await wonOn('2026-01-10', 8_000_000n)
    const two = await wonOn('2026-01-10', 8_000_000n)
    const ids = [await world.dealId(one), await world.dealId(two)]
    const inOrder = (ids[0] ?? '') < (ids[1] ?? '') ? [one, two] : [two, one]
    expect([await amountOf(inOrder[0] ?? ''), await amountOf(inOrder[1] ?? '')]).toEqual([
      800_000n,
      1_400_000n,
    ])
  })

  test('looks at a deal again without posting twice', async () => {
    const first = await wonOn('2026-01-10', 8_000_000n)
    await wonOn('2026-02-10', 8_000_000n)
    const before = await world.transactionCount()
    await world.react(first)
    expect(await settle()).toBe(0)
    expect(await world.transactionCount()).toBe(before)
  })
})

test('a cap for the period leaves nothing to a later deal once it is reached', async () => {
  await publishTerms(world, 2, {
    rules: [
      {
        id: 'sourced',
        role: 'sourced',
        basis: 'dealAmount',
        rate: { kind: 'percent', percent: '10' },
        periodCap: { period: 'year', amount: '5000.00' },
      },
    ],
  })
  const deals = [
    await wonOn('2026-01-10', 3_000_000n),
    await wonOn('2026-06-10', 3_000_000n),
    await wonOn('2026-07-10', 3_000_000n),
  ]
  expect(await Promise.all(deals.map(amountOf))).toEqual([300_000n, 200_000n, 0n])
})

describe.skipIf(!process.env['TEST_POSTGRES_URL'])('deals of one partner that accrue at once', () => {
  test('count each other as if they had come one after the other', async () => {
    const postgres = await openTestDatabase('postgres')
    try {
      world = await openLedgerWorld(postgres)
      await publishTerms(world, 2, { rules: [ACCELERATOR] })
      for (let round = 0; round < 12; round++) {
        const year = 2026 + Math.floor(round / 4)
        const month = String((round % 4) * 3 + 1).padStart(2, '0')
        const deals = await Promise.all(
          ['10', '11', '12', '13'].map(async (day) => {
            const deal = await world.addDeal({ amountMinor: 4_000_000n })
            await world.tag(deal, world.northwind)
            await world.changeDeal(deal, {
              outcome: 'won',
              closedAt: new Date(`${year}-${month}-${day}T12:00:00Z`),
            })
            return deal
          }),
        )
        await Promise.all(deals.map((deal) => world.react(deal)))
        await settle()
        const amounts = []
        for (const deal of deals) amounts.push(await amountOf(deal))
        expect(amounts).toEqual([400_000n, 400_000n, 600_000n, 800_000n])
      }
    } finally {
      await postgres.close()
    }
  }, 120_000)
})

describe.each([
  ['of the same plan', {}],
  ['with another id', { id: 'referral-second-half' }],
])('a version %s that takes over within a quarter', (_, terms) => {
  beforeEach(async () => {
    await publishTerms(world, 2, { rules: [ACCELERATOR] })
    await publishTerms(world, 3, { ...terms, effectiveFrom: '2026-02-15', rules: [ACCELERATOR] })
  })

  test('goes on from what the partner brought under the one before, and follows its deals', async () => {
    const first = await wonOn('2026-01-10', 8_000_000n)
    const second = await wonOn('2026-03-01', 8_000_000n)
    // 20,000 at 10 % and 60,000 at 20 %.
    expect(await amountOf(second)).toBe(1_400_000n)
    await world.changeDeal(first, { outcome: 'open' })
    await world.react(first)
    await settle()
    expect(await amountOf(second)).toBe(800_000n)
  })

  test('leaves of the cap for the period what is left of it', async () => {
    const capped = {
      id: 'capped',
      role: 'sourced',
      basis: 'dealAmount',
      periodCap: { period: 'year', amount: '1000.00' },
      rate: { kind: 'percent', percent: '10' },
    }
    await publishTerms(world, 4, { effectiveFrom: '2026-03-01', rules: [capped] })
    await publishTerms(world, 5, { ...terms, effectiveFrom: '2026-03-02', rules: [capped] })
    const first = await wonOn('2026-03-01', 600_000n)
    const second = await wonOn('2026-03-02', 600_000n)
    expect([await amountOf(first), await amountOf(second)]).toEqual([60_000n, 40_000n])
  })
})
