import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { removeCredit } from '../../server/workflows/remove-credit.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'

let world: LedgerWorld
let deal: string

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
// A workspace of its own for each test.
beforeEach(async () => {
  world = await openLedgerWorld(database)
  deal = await world.addDeal()
})

const nothing = { accrued: 0n, pending: 0n, payable: 0n, held: 0n, inTransit: 0n, paid: 0n }

describe('a won deal', () => {
  test('accrues each credit once, however often the change is delivered', async () => {
    await world.tag(deal, world.northwind)
    await world.tag(deal, world.brightpath, 'influenced')
    await world.win(deal)
    await world.react(deal)
    world.pass(24)
    await world.react(deal)
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 720_000n, pending: 720_000n })
    expect(await world.balance(world.brightpath)).toEqual({
      ...nothing,
      accrued: 150_000n,
      pending: 150_000n,
    })
    expect(await world.transactionCount()).toBe(2)
  })

  test('locks its credit', async () => {
    await world.tag(deal, world.northwind)
    await world.win(deal)
    await expect(world.tag(deal, world.brightpath, 'influenced')).rejects.toThrow('credit is locked')
    const locked = await world.do((tx) => tx.db.selectFrom('credit').select('locked_at').execute())
    expect(locked).toEqual([{ locked_at: world.moment.now }])
  })

  test('without an amount accrues nothing until the amount is known', async () => {
    await world.tag(deal, world.northwind)
    await world.win(deal, { amountMinor: null })
    expect(await world.transactionCount()).toBe(0)
    expect(await world.lines(deal)).toEqual([])
    await world.changeDeal(deal, { amountMinor: 4_800_000n })
    await world.react(deal)
    expect((await world.balance(world.northwind)).pending).toBe(720_000n)
  })

  test('asks that the CRM be brought up to date', async () => {
    await world.tag(deal, world.northwind)
    await world.do((tx) => tx.db.updateTable('outbox').set({ done_at: new Date() }).execute())
    await world.win(deal)
    const waiting = await world.do((tx) =>
      tx.db.selectFrom('outbox').select('topic').where('done_at', 'is', null).execute(),
    )
    expect(waiting).toEqual([{ topic: 'crm.write_back' }])
  })

  test('leaves a record of what was accrued and why', async () => {
    await world.tag(deal, world.northwind)
    await world.win(deal)
    const events = await world.do((tx) =>
      tx.db
        .selectFrom('audit_event')
        .select(['kind', 'reason', 'after'])
        .where('subject_kind', '=', 'commission')
        .execute(),
    )
    expect(events).toEqual([
      {
        kind: 'commission_accrued',
        reason: 'The deal was won.',
        after: { partner: 'Northwind Consulting', commission: '$7,200.00' },
      },
    ])
  })
})

describe('a registration', () => {
  const state = () =>
    world.do(async (tx) =>
      (await tx.db.selectFrom('registration').select('status').execute()).map((r) => r.status),
    )

  test('won at the last instant of its protection earns its commission', async () => {
    await world.register(deal, world.northwind)
    world.pass(90 * 24)
    await world.win(deal)
    expect(await state()).toEqual(['won'])
    expect((await world.balance(world.northwind)).pending).toBe(720_000n)
  })

  test('that ended a millisecond before the win earns none', async () => {
    await world.register(deal, world.northwind)
    world.pass(90 * 24)
    world.moment.now = new Date(world.moment.now.getTime() + 1)
    await world.win(deal)
    expect(await state()).toEqual(['expired'])
    expect(await world.lines(deal)).toEqual([
      { amountMinor: 0n, revision: 1, because: 'Its registration was not in force when the deal was won.' },
    ])
    await world.react(deal)
    expect(await world.lines(deal)).toMatchObject([{ revision: 1 }])
    expect(await world.transactionCount()).toBe(0)
  })

  test('is lost with its deal, and approved again when the deal is reopened', async () => {
    await world.register(deal, world.northwind)
    await world.changeDeal(deal, { outcome: 'lost' })
    await world.react(deal)
    expect(await state()).toEqual(['lost'])
    await world.changeDeal(deal, { outcome: 'open' })
    await world.react(deal)
    expect(await state()).toEqual(['approved'])
    await world.win(deal)
    expect(await state()).toEqual(['won'])
  })
})

describe('a change after accrual', () => {
  beforeEach(async () => {
    await world.tag(deal, world.northwind)
    await world.win(deal)
  })

  test('of the amount posts the difference and says what changed', async () => {
    await world.changeDeal(deal, { amountMinor: 5_000_000n })
    await world.react(deal)
    await world.react(deal)
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 750_000n, pending: 750_000n })
    expect(await world.lines(deal)).toEqual([
      {
        amountMinor: 750_000n,
        revision: 2,
        because: 'The deal amount changed from $48,000.00 to $50,000.00.',
      },
    ])
    expect(await world.transactionCount()).toBe(2)
  })

  test('that takes the amount away leaves the accrual as it was: unknown is not zero', async () => {
    await world.changeDeal(deal, { amountMinor: null })
    await world.react(deal)
    expect((await world.balance(world.northwind)).accrued).toBe(720_000n)
    expect(await world.transactionCount()).toBe(1)
  })

  test('of the partner’s tier does not re-rate what was accrued', async () => {
    const keystone = await world.partner('Keystone Resale')
    const other = await world.addDeal()
    await world.tag(other, keystone)
    await world.win(other)
    expect((await world.balance(keystone)).accrued).toBe(1_200_000n)
    await world.do((tx) =>
      tx.db.updateTable('partner').set({ tier: 'bronze' }).where('id', '=', keystone).execute(),
    )
    await world.changeDeal(other, { amountMinor: 5_000_000n })
    await world.react(other)
    expect((await world.balance(keystone)).accrued).toBe(1_250_000n)
  })

  test('that reopens the deal reverses it, and winning it again accrues it again', async () => {
    await world.changeDeal(deal, { outcome: 'open', closedAt: null })
    await world.react(deal)
    expect(await world.balance(world.northwind)).toEqual(nothing)
    expect(await world.lines(deal)).toMatchObject([
      { amountMinor: 0n, revision: 2, because: 'The deal was reopened.' },
    ])
    await world.react(deal)
    expect(await world.transactionCount()).toBe(2)
    await world.win(deal)
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 720_000n, pending: 720_000n })
    expect(await world.lines(deal)).toMatchObject([{ revision: 3, because: 'The deal was won again.' }])
  })

  test('that removes the credit takes the commission back', async () => {
    const [credit] = await world.do((tx) => tx.db.selectFrom('credit').select('id').execute())
    await world.do((tx) =>
      removeCredit(tx, world.moment, world.casey, {
        connectionId: world.connectionId,
        dealExternalId: deal,
        creditId: credit?.id ?? '',
        reason: 'It was somebody else',
      }),
    )
    await world.react(deal)
    expect(await world.balance(world.northwind)).toEqual(nothing)
    expect(await world.lines(deal)).toMatchObject([{ because: 'Its credit was removed.' }])
  })

  test('archives of the deal keep what was accrued and add nothing', async () => {
    await world.changeDeal(deal, { state: 'archived', amountMinor: 9_000_000n })
    await world.react(deal)
    expect((await world.balance(world.northwind)).accrued).toBe(720_000n)
  })
})

describe('a customer’s payment', () => {
  beforeEach(async () => {
    await world.tag(deal, world.northwind)
    await world.win(deal)
  })

  test('makes its share payable at once, and the last one makes it whole', async () => {
    await world.pay(deal, '16000.00')
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 480_000n, payable: 240_000n })
    await world.pay(deal, '16000.00')
    await world.pay(deal, '16000.00')
    expect(await world.balance(world.northwind)).toEqual({ ...nothing, accrued: 720_000n, payable: 720_000n })
  })

  test('beyond the amount earns no more than the commission', async () => {
    await world.pay(deal, '60000.00')
    expect((await world.balance(world.northwind)).payable).toBe(720_000n)
  })

  test('that was there before the accrual is counted by it', async () => {
    const other = await world.addDeal()
    await world.tag(other, world.northwind)
    await world.changeDeal(other, { outcome: 'won', closedAt: world.moment.now })
    await world.pay(other, '48000.00')
    await world.react(other)
    expect((await world.balance(world.northwind)).payable).toBe(720_000n)
  })

  test('keeps its share when the amount goes down later', async () => {
    await world.pay(deal, '24000.00')
    await world.changeDeal(deal, { amountMinor: 4_000_000n })
    await world.react(deal)
    expect(await world.balance(world.northwind)).toMatchObject({
      accrued: 600_000n,
      pending: 240_000n,
      payable: 360_000n,
    })
    await world.pay(deal, '16000.00')
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 0n, payable: 600_000n })
  })

  test.each([
    ['of nothing', '0.00', {}, 'A payment is above zero.'],
    ['below zero', '-5.00', {}, 'A payment is above zero.'],
    ['with too many decimals', '5.005', {}, 'more decimals than USD allows'],
    ['too large for any bank', '99999999999999999999.00', {}, 'larger than any amount'],
    ['from the future', '5.00', { paidOn: '2026-03-03' }, 'the date lies ahead'],
  ])('%s is refused', async (_, amount, over, message) => {
    await expect(world.pay(deal, amount, over)).rejects.toThrow(message)
    expect((await world.balance(world.northwind)).payable).toBe(0n)
  })

  test('is taken once', async () => {
    const key = crypto.randomUUID()
    await world.pay(deal, '100.00', { key })
    await expect(world.pay(deal, '100.00', { key })).rejects.toMatchObject({ code: 'conflict' })
    await world.pay(deal, '100.00', { evidence: 'INV-1' })
    await expect(world.pay(deal, '100.00', { evidence: 'INV-1' })).rejects.toThrow('recorded already')
  })

  test('of a deal that is not won, or in another currency, is refused', async () => {
    await expect(world.pay(await world.addDeal(), '5.00')).rejects.toThrow('once the deal is won')
    const euro = await world.addDeal({ currency: 'EUR', outcome: 'won' })
    await expect(world.pay(euro, '5.00')).rejects.toThrow('The deal is in EUR')
  })
})
