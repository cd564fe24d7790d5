import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

const amounts = async () => (await world.lines(deal)).map(({ amountMinor }) => amountMinor)
const moveTo = async (day: string) => {
  await world.changeDeal(deal, { closedAt: new Date(`${day}T12:00:00Z`) })
  await world.react(deal)
}

/** Won on March 2 under 15 %; from April on 50 % apply. */
beforeEach(async () => {
  world = await openLedgerWorld(database)
  deal = await world.addDeal({ amountMinor: 100_000n })
  await world.tag(deal, world.northwind)
  await world.win(deal)
  await publishTerms(world, 2, {
    effectiveFrom: '2026-04-01',
    rules: [{ id: 'later', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '50' } }],
  })
  world.pass(24 * 60)
})

describe('a won deal whose close date moves', () => {
  test('into the window of a later version earns by that one, and by its own when it moves back', async () => {
    await moveTo('2026-04-10')
    expect(await amounts()).toEqual([0n, 50_000n])
    expect(await world.balance(world.northwind)).toMatchObject({ accrued: 50_000n, pending: 50_000n })
    await moveTo('2026-03-20')
    expect(await amounts()).toEqual([15_000n, 0n])
    expect(await world.balance(world.northwind)).toMatchObject({ accrued: 15_000n, pending: 15_000n })
  })

  test('within the window keeps its version', async () => {
    await moveTo('2026-03-31')
    expect(await amounts()).toEqual([15_000n])
  })

  test('finds the versions of the programme that it was accrued in, whatever type its partner is by now', async () => {
    await world.do((tx) =>
      tx.db
        .updateTable('partner')
        .set({ partner_type: 'agency' })
        .where('id', '=', world.northwind)
        .execute(),
    )
    await moveTo('2026-04-10')
    expect(await amounts()).toEqual([0n, 50_000n])
  })
})
