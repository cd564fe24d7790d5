import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/auth/actor.ts'
import { statementPage } from '../../server/http/statement-page.ts'
import { readLedgerPage } from '../../server/read/partner-ledger.ts'
import { readPayable } from '../../server/read/payable.ts'
import { readBatch, readBatches, readPaymentFile } from '../../server/read/payout-batches.ts'
import { readStatement } from '../../server/read/statement.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { cancelPayoutBatch } from '../../server/workflows/cancel-payout-batch.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { type PayoutOutcome, recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { statementCsv } from '../../shared/payout/statement.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'

let database: TestDatabase
let world: LedgerWorld
let deal: string

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
  deal = await world.addDeal({ name: '=Big deal' })
  await world.tag(deal, world.northwind)
  await world.tag(deal, world.brightpath, 'influenced')
  await world.win(deal)
  await world.pay(deal, '48000.00')
})

const nothing = { accrued: 0n, pending: 0n, payable: 0n, held: 0n, inTransit: 0n, paid: 0n }
const create = (partnerIds: string[], actor: Actor = world.finley) =>
  world.do((tx) => createPayoutBatch(tx, world.moment, actor, { currency: 'USD', partnerIds }))
const both = () => create([world.northwind, world.brightpath])
const read = (batchId: string, actor: Actor = world.finley) => world.do((tx) => readBatch(tx, actor, batchId))
const approve = async (batchId: string, actor: Actor = world.drew, contentHash?: string) => {
  const hash = contentHash ?? (await read(batchId)).contentHash
  await world.do((tx) => approvePayoutBatch(tx, world.moment, actor, { batchId, contentHash: hash }))
}
const outcome = async (batchId: string, partnerName: string, kind: PayoutOutcome['outcome']) => {
  const item = (await read(batchId)).items.find((one) => one.partnerName === partnerName)
  await world.do((tx) =>
    recordPayoutOutcomes(tx, world.moment, world.finley, {
      batchId,
      outcomes: [{ itemId: item?.id ?? '', outcome: kind, reference: `REF-${kind}` }],
    }),
  )
}
const NORTHWIND = 'Northwind Consulting'
const BRIGHTPATH = 'Brightpath Systems'

describe('what is payable', () => {
  test('shows each balance with all its gates, and the total that can be paid', async () => {
    const list = await world.do((tx) => readPayable(tx))
    expect(list.rows.map((row) => [row.partnerName, row.payable.amount, row.ready])).toEqual([
      [BRIGHTPATH, '1500.00', true],
      [NORTHWIND, '7200.00', true],
    ])
    expect(list.totals).toEqual([{ amount: '8700.00', currency: 'USD' }])
    expect(list.rows[0]?.gates.every((gate) => gate.passed)).toBe(true)
  })

  test('keeps a blocked balance in sight with the gate that blocks it', async () => {
    const waiting = await world.addDeal()
    const keystone = await world.partner('Keystone Resale')
    await world.tag(waiting, keystone)
    await world.win(waiting)
    await world.do((tx) =>
      tx.db.updateTable('partner').set({ status: 'suspended' }).where('id', '=', world.northwind).execute(),
    )
    const list = await world.do((tx) => readPayable(tx))
    const blocked = list.rows.filter((row) => !row.ready)
    expect(
      blocked.map((row) => [
        row.partnerName,
        row.gates.filter((gate) => !gate.passed).map((gate) => gate.name),
      ]),
    ).toEqual([
      ['Keystone Resale', ['Customer has paid', 'Balance above zero']],
      [NORTHWIND, ['Partner active']],
    ])
    await expect(create([world.northwind])).rejects.toThrow('The partner is suspended')
    await expect(create([keystone])).rejects.toThrow('waits for customers to pay')
  })
})

describe('a batch', () => {
  test('is a draft that moves no money', async () => {
    const batch = await read(await both())
    expect(batch).toMatchObject({ number: 1, status: 'draft', itemCount: 2, total: { amount: '8700.00' } })
    expect(batch.items[0]?.lines).toEqual([
      { dealName: '=Big deal', amount: { amount: '1500.00', currency: 'USD' } },
    ])
    expect((await world.balance(world.northwind)).payable).toBe(720_000n)
    await expect(world.do((tx) => readPaymentFile(tx, batch.id))).rejects.toThrow(
      'once the batch is approved',
    )
  })

  test('holds a balance once', async () => {
    await create([world.northwind])
    await expect(both()).rejects.toThrow('waits in a batch')
  })

  test('is refused to its maker, by the product and by the database', async () => {
    const batchId = await create([world.northwind], world.drew)
    await expect(approve(batchId, world.drew)).rejects.toThrow('somebody else approves it')
    const byHand = world.do((tx) =>
      tx.db
        .updateTable('payout_batch')
        .set({ status: 'approved', approved_by: world.drew.userId })
        .where('id', '=', batchId)
        .execute(),
    )
    await expect(byHand).rejects.toThrow('payout_maker_is_not_checker')
    const unchecked = world.do((tx) =>
      tx.db.updateTable('payout_batch').set({ status: 'approved' }).where('id', '=', batchId).execute(),
    )
    await expect(unchecked).rejects.toThrow('payout_needs_checker')
    expect((await world.balance(world.northwind)).payable).toBe(720_000n)
  })

  test('is approved only as the content that was seen', async () => {
    const batchId = await both()
    await expect(approve(batchId, world.drew, 'another hash')).rejects.toThrow('not what you saw')
    await world.do((tx) => tx.db.updateTable('payout_item').set({ amount_minor: 999_999_999n }).execute())
    await expect(approve(batchId)).rejects.toThrow('not what you saw')
  })

  test('cannot be approved when a balance fell since', async () => {
    const batchId = await both()
    await world.changeDeal(deal, { amountMinor: 1_000_000n })
    await world.react(deal)
    await expect(approve(batchId)).rejects.toThrow(`${NORTHWIND}: the balance changed`)
    await world.do((tx) =>
      cancelPayoutBatch(tx, world.moment, world.finley, { batchId, reason: 'Amount corrected' }),
    )
    expect((await read(await both())).total.amount).toBe('3000.00')
  })

  test('moves money on its way when approved, once', async () => {
    const batchId = await both()
    await approve(batchId)
    expect(await world.balance(world.northwind)).toEqual({
      ...nothing,
      accrued: 720_000n,
      inTransit: 720_000n,
    })
    await expect(approve(batchId)).rejects.toMatchObject({ code: 'conflict' })
    await expect(
      world.do((tx) => cancelPayoutBatch(tx, world.moment, world.finley, { batchId, reason: 'x' })),
    ).rejects.toThrow('Only a draft can be cancelled')
  })

  test('gives a payment file with a control total and the approved hash', async () => {
    const batchId = await both()
    await approve(batchId)
    const { content } = await world.do((tx) => readPaymentFile(tx, batchId))
    const rows: string[][] = parse(content)
    expect(rows.slice(1, 3).map((row) => [row[0], row[3], row[4]])).toEqual([
      ['PAYMENT', BRIGHTPATH, '1500.00'],
      ['PAYMENT', NORTHWIND, '7200.00'],
    ])
    const { contentHash } = await read(batchId)
    expect(rows[3]).toEqual(['CONTROL', '2', '', '', '8700.00', 'USD', contentHash])
  })

  test('settles when every payment is confirmed', async () => {
    const batchId = await both()
    await approve(batchId)
    await outcome(batchId, NORTHWIND, 'confirmed')
    expect((await read(batchId)).status).toBe('approved')
    await outcome(batchId, BRIGHTPATH, 'confirmed')
    expect((await read(batchId)).status).toBe('settled')
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 720_000n, paid: 720_000n })
    await expect(outcome(batchId, NORTHWIND, 'confirmed')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('makes failed and returned money payable again, also after it was confirmed', async () => {
    const batchId = await both()
    await approve(batchId)
    await outcome(batchId, NORTHWIND, 'confirmed')
    await outcome(batchId, BRIGHTPATH, 'failed')
    expect((await read(batchId)).status).toBe('partially_failed')
    await outcome(batchId, NORTHWIND, 'returned')
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 720_000n, payable: 720_000n })
    expect((await read(await both())).total.amount).toBe('8700.00')
  })

  test('nets what was paid too much', async () => {
    const first = await both()
    await approve(first)
    await outcome(first, NORTHWIND, 'confirmed')
    await world.changeDeal(deal, { amountMinor: 4_000_000n })
    await world.react(deal)
    expect((await world.balance(world.northwind)).payable).toBe(-120_000n)
    await expect(create([world.northwind])).rejects.toThrow('nets against what is earned next')
    const second = await world.addDeal()
    await world.tag(second, world.northwind)
    await world.win(second)
    await world.pay(second, '48000.00')
    const batchId = await create([world.northwind])
    expect((await read(batchId)).total.amount).toBe('6000.00')
    await approve(batchId)
    expect(await world.balance(world.northwind)).toEqual({
      ...nothing,
      accrued: 1_320_000n,
      inTransit: 600_000n,
      paid: 720_000n,
    })
  })

  test('says what each person may do next', async () => {
    const batchId = await both()
    const own = await read(batchId, world.finley)
    expect(own.actions.approve).toEqual({
      allowed: false,
      because: 'You made this batch, so somebody else approves it.',
    })
    const other: Actor = { ...world.drew, roles: ['finance'] }
    expect((await read(batchId, other)).actions.approve.allowed).toBe(true)
    expect((await read(batchId, world.riley)).actions.cancel.allowed).toBe(false)
    expect(own.actions.download.allowed).toBe(false)
  })

  test('is numbered without gaps and listed newest first', async () => {
    await create([world.northwind])
    await create([world.brightpath])
    const page = await world.do((tx) => readBatches(tx, { limit: 1 }))
    expect(page).toMatchObject({ total: 2, rows: [{ number: 2 }] })
    const rest = await world.do((tx) => readBatches(tx, { limit: 5, cursor: page.nextCursor ?? '' }))
    expect(rest).toMatchObject({ rows: [{ number: 1 }], nextCursor: null })
  })
})

describe('a partner’s ledger', () => {
  test('lists every entry with its why, newest first, page by page', async () => {
    const batchId = await both()
    await approve(batchId)
    const first = await world.do((tx) => readLedgerPage(tx, world.northwind, { limit: 2 }))
    const second = await world.do((tx) =>
      readLedgerPage(tx, world.northwind, { limit: 2, cursor: first.nextCursor ?? '' }),
    )
    expect([...first.rows, ...second.rows].map((row) => row.text)).toEqual([
      'Payout approved: batch 1',
      'Earned by the customer’s payment: =Big deal',
      'Commission accrued: =Big deal',
    ])
    expect(first.total).toBe(3)
    expect(second.nextCursor).toBeNull()
    const accrued = second.rows[0]
    expect(accrued?.why?.sentence).toBe(
      'Northwind Consulting sourced this deal: 15 % of the deal amount $48,000.00 is $7,200.00.',
    )
    expect(accrued?.postings).toEqual([
      { account: 'commission_expense', amount: { amount: '-7200.00', currency: 'USD' } },
      { account: 'pending', amount: { amount: '7200.00', currency: 'USD' } },
    ])
    expect(first.balances[0]).toMatchObject({ pending: { amount: '0.00' }, inTransit: { amount: '7200.00' } })
  })

  test('closes a statement at its opening plus every line', async () => {
    world.pass(48)
    const batchId = await both()
    await approve(batchId)
    await outcome(batchId, NORTHWIND, 'confirmed')
    const statement = await world.do((tx) =>
      readStatement(tx, world.northwind, { from: '2026-03-04', to: '2026-03-04' }),
    )
    expect(statement.sections).toMatchObject([
      {
        currency: 'USD',
        opening: { payable: 720_000n, paid: 0n },
        lines: [{ text: 'Payout approved: batch 1' }, { text: 'Paid out: batch 1' }],
        closing: { payable: 0n, inTransit: 0n, paid: 720_000n },
      },
    ])
    const whole = await world.do((tx) =>
      readStatement(tx, world.northwind, { from: '2026-03-01', to: '2026-03-31' }),
    )
    const rows: string[][] = parse(statementCsv(whole))
    expect(rows.map((row) => row[1])).toEqual([
      'What',
      'Opening balance',
      'Commission accrued: =Big deal',
      'Earned by the customer’s payment: =Big deal',
      'Payout approved: batch 1',
      'Paid out: batch 1',
      'Closing balance',
    ])
    expect(rows[2]?.[2]).toBe("'=Big deal")
    expect(rows[2]?.[9]).toContain('15 % of the deal amount')
    await expect(
      world.do((tx) => readStatement(tx, world.northwind, { from: '2026-03-02', to: '2026-03-01' })),
    ).rejects.toThrow('ends before it begins')
  })

  test('prints names as text, never as markup', async () => {
    await world.do((tx) =>
      tx.db
        .updateTable('partner')
        .set({ name: '<img src=x onerror=alert(1)>' })
        .where('id', '=', world.northwind)
        .execute(),
    )
    await world.changeDeal(deal, { name: '"><script>alert(1)</script>' })
    const page = statementPage(
      await world.do((tx) => readStatement(tx, world.northwind, { from: '2026-03-01', to: '2026-03-31' })),
    )
    expect(page).not.toMatch(/<img|<script|src=(?!x)|href=/)
    expect(page).toContain('&lt;script&gt;')
  })
})

test('the ledger’s tables know no update and no delete', async () => {
  for (const statement of [
    sql`update ledger_posting set amount_minor = 1`,
    sql`delete from ledger_posting`,
    sql`update ledger_transaction set kind = 'x'`,
    sql`delete from commission_calculation`,
  ]) {
    await expect(world.do((tx) => statement.execute(tx.db))).rejects.toThrow('permission denied')
  }
})
