import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ledgerCommand } from '../../server/cli/ledger.ts'
import type { Context } from '../../server/context.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'

let database: TestDatabase
let world: LedgerWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** The whole story: two partners, a correction, a payout of which one arrives and one fails. */
beforeEach(async () => {
  world = await openLedgerWorld(database)
  const deal = await world.addDeal()
  await world.tag(deal, world.northwind)
  await world.tag(deal, world.brightpath, 'influenced')
  await world.win(deal)
  await world.changeDeal(deal, { amountMinor: 5_000_000n })
  await world.react(deal)
  await world.pay(deal, '50000.00')
  await world.do(async (tx) => {
    const { moment, finley, drew } = world
    const partnerIds = [world.northwind, world.brightpath]
    const batchId = await createPayoutBatch(tx, moment, finley, { currency: 'USD', partnerIds })
    const { content_hash: contentHash } = await tx.db
      .selectFrom('payout_batch')
      .select('content_hash')
      .where('id', '=', batchId)
      .executeTakeFirstOrThrow()
    await approvePayoutBatch(tx, moment, drew, { batchId, contentHash })
    const items = await tx.db.selectFrom('payout_item').select('id').where('batch_id', '=', batchId).execute()
    const outcomes = items.map(({ id }, index) => ({
      itemId: id,
      outcome: index === 0 ? ('confirmed' as const) : ('failed' as const),
      reference: 'R',
    }))
    await recordPayoutOutcomes(tx, moment, finley, { batchId, outcomes })
  })
})

const verify = () => world.do(verifyLedger)
/** As the owner of the tables, who alone could do such a thing. */
const byHand = (statement: ReturnType<typeof sql>) =>
  world.do(async (tx) => {
    await sql`reset role`.execute(tx.db)
    await statement.execute(tx.db)
  })
const transaction = async (sequence: number) =>
  world.do(async (tx) => {
    const row = await tx.db
      .selectFrom('ledger_transaction')
      .select('id')
      .where('sequence', '=', BigInt(sequence))
      .executeTakeFirstOrThrow()
    return row.id
  })

describe('ledger verify', () => {
  test('finds nothing wrong with a ledger that was only written by the product', async () => {
    expect(await verify()).toMatchObject({ transactions: 9, postings: 18, bad: null, signed: true })
  })

  test('finds nothing wrong with an empty ledger', async () => {
    world = await openLedgerWorld(database)
    expect(await verify()).toMatchObject({ transactions: 0, postings: 0, bad: null })
  })

  test.each([
    ['amount', sql`amount_minor = amount_minor + 1`, 'its amount in minor units is not what was written'],
    ['account', sql`account = 'held'`, 'its account is not what was written'],
    ['deal', sql`deal_id = null`, 'its deal is not what was written'],
    ['commission line', sql`commission_line_id = null`, 'its commission line is not what was written'],
  ])('names the posting whose %s was altered by hand', async (_, change, problem) => {
    const id = await transaction(4)
    await byHand(sql`update ledger_posting set ${change} where transaction_id = ${id} and line_number = 2`)
    const { bad } = await verify()
    expect(bad?.row).toBe(`ledger_posting ${id}, line 2`)
    expect(bad?.problem).toContain(problem)
  })

  test('names the first altered one of several', async () => {
    const [second, seventh] = [await transaction(2), await transaction(7)]
    await byHand(sql`update ledger_posting set amount_minor = amount_minor * 2
      where transaction_id in (${second}, ${seventh}) and line_number = 1`)
    expect((await verify()).bad?.row).toBe(`ledger_posting ${second}, line 1`)
  })

  test('notices a whole transaction raised in balance', async () => {
    const id = await transaction(3)
    await byHand(sql`update ledger_posting set amount_minor = amount_minor * 2 where transaction_id = ${id}`)
    expect((await verify()).bad?.row).toBe(`ledger_transaction ${id}`)
  })

  test('names a posting that was taken out', async () => {
    const id = await transaction(5)
    await byHand(sql`delete from ledger_posting where transaction_id = ${id} and line_number = 1`)
    expect((await verify()).bad).toEqual({ row: `ledger_posting ${id}, line 1`, problem: 'it is missing' })
  })

  test('notices a transaction taken out of the middle and off the end', async () => {
    const [last, middle] = [await transaction(9), await transaction(5)]
    const remove = async (id: string) => {
      await byHand(sql`delete from ledger_posting where transaction_id = ${id}`)
      await byHand(sql`delete from ledger_transaction where id = ${id}`)
    }
    await remove(last)
    expect((await verify()).bad?.row).toBe('ledger_head')
    await remove(middle)
    expect((await verify()).bad).toMatchObject({ row: `ledger_transaction ${await transaction(6)}` })
  })

  test('notices what a transaction says being altered', async () => {
    const id = await transaction(2)
    await byHand(
      sql`update ledger_transaction set effective_at = effective_at + interval '1 day' where id = ${id}`,
    )
    expect((await verify()).bad).toMatchObject({ row: `ledger_transaction ${id}` })
  })

  test('notices a head that was turned back', async () => {
    await byHand(sql`update ledger_head set sequence = 8 where workspace_id = ${world.workspaceId}`)
    expect((await verify()).bad).toMatchObject({ row: 'ledger_head' })
  })

  test('notices a calculation without its posting', async () => {
    await byHand(sql`update commission_calculation set amount_minor = amount_minor + 1
      where revision = 2 and workspace_id = ${world.workspaceId}`)
    expect((await verify()).bad?.row).toMatch(/^commission_line /)
  })

  test('notices a payment whose state the ledger does not bear out', async () => {
    await byHand(sql`update payout_item set status = 'confirmed'
      where status = 'failed' and workspace_id = ${world.workspaceId}`)
    expect((await verify()).bad?.row).toMatch(/^payout_item /)
  })

  test('notices a batch whose payments were altered', async () => {
    await byHand(
      sql`update payout_item set partner_name = 'Somebody else' where workspace_id = ${world.workspaceId}`,
    )
    expect((await verify()).bad?.row).toMatch(/^payout_batch /)
  })
})

test('the command exits 1 and names the row, or 0 with the counts', async () => {
  const said: string[] = []
  const say = (text: string) => Promise.resolve(void said.push(text))
  const io = { out: say, err: say, signal: new AbortController().signal }
  // The command uses nothing of the context but the database.
  const context = { db: database.database } as unknown as Context
  const run = (...args: string[]) => ledgerCommand.run(args, io, context)
  expect(await run('verify', '--workspace', world.workspaceId)).toBe(0)
  expect(await run('balance', '--workspace', world.workspaceId)).toBe(0)
  const id = await transaction(1)
  await byHand(
    sql`update ledger_posting set amount_minor = 1 where transaction_id = ${id} and line_number = 1`,
  )
  expect(await run('verify', '--workspace', world.workspaceId)).toBe(1)
  expect(said[0]).toBe(`workspace ${world.workspaceId}: ok, 9 transactions, 18 postings\n`)
  expect(JSON.parse(said[1] ?? '')).toMatchObject({
    partnerId: world.northwind,
    currency: 'USD',
    accrued: '7500.00',
  })
  expect(said.at(-1)).toContain(`ledger_posting ${id}, line 1`)
  await expect(run('verify', '--workspace', 'nobody')).rejects.toThrow('There is no workspace nobody.')
  await expect(run('prove')).rejects.toThrow('Usage:')
})
