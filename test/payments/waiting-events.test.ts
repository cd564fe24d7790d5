import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dismissEvent } from '../../server/workflows/dismiss-event.ts'
import { matchEvent } from '../../server/workflows/match-event.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { invoice, openPaymentsWorld, payment, type PaymentsWorld, refund, renewed } from './payments-world.ts'

let database: TestDatabase
let world: PaymentsWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openPaymentsWorld(database)
})

const rowOf = (externalId: string) =>
  world.do((tx) =>
    tx.db
      .selectFrom('customer_event')
      .selectAll()
      .where('external_id', '=', externalId)
      .executeTakeFirstOrThrow(),
  )
const match = async (event: string, dealId: string) => {
  const { id: eventId } = await rowOf(event)
  await world.do((tx) => matchEvent(tx, world.moment, world.finley, { eventId, dealId }))
}
const dismiss = async (event: string, reason = 'A test of the billing system') => {
  const { id: eventId } = await rowOf(event)
  await world.do((tx) => dismissEvent(tx, world.moment, world.finley, { eventId, reason }))
}
const auditKinds = async () => {
  const rows = await world.do((tx) =>
    tx.db.selectFrom('audit_event').select('kind').where('workspace_id', '=', world.workspaceId).execute(),
  )
  return rows.map(({ kind }) => kind)
}

describe('an event of a deal that is not here', () => {
  test('is kept, says what it waits for, and is applied when the deal is mirrored', async () => {
    expect(await world.tell(payment('p1', '777', '10.00'))).toMatchObject({
      state: 'waiting',
      problem: 'Deal 777 of Portal is not known here yet.',
    })
    await world.tell(renewed('s1', '777', '2026-04-01'))
    await world.tell(refund('r1', 'p1', '4.00'))
    expect((await rowOf('evt-p1')).waits_for).toBe(`deal:${world.connectionId}:777`)
    await world.sync({ externalId: '778' })
    expect((await world.standing('evt-p1')).state).toBe('waiting')
    await world.sync({ externalId: '777' })
    expect(await world.standing('evt-p1')).toEqual({ state: 'applied', problem: null, waits_for: null })
    expect((await world.standing('renewed-s1-2026-04-01')).state).toBe('applied')
    expect(await world.paid('777')).toMatchObject([{ amount: 1_000n }, { amount: -400n }])
  })

  test('asks for no work when a sync brings what nobody waits for', async () => {
    await world.tell(payment('p1', '777', '10.00'))
    await world.do((tx) => tx.db.updateTable('outbox').set({ done_at: new Date() }).execute())
    await world.sync({ externalId: '778' })
    const asked = await world.do((tx) =>
      tx.db.selectFrom('outbox').select('id').where('topic', '=', 'customer_events.settle').execute(),
    )
    expect(asked).toEqual([])
  })

  test('is refused when the deal turns out to be in another currency', async () => {
    await world.tell(payment('p1', '777', '10.00', { currency: 'EUR' }))
    await world.sync({ externalId: '777' })
    expect(await world.standing('evt-p1')).toMatchObject({
      state: 'refused',
      problem: 'The deal is in USD, so the payment must be too.',
    })
  })

  test.each([
    [
      'of an account that is not connected',
      { crm: 'hubspot', accountId: '42', externalId: '1' },
      'No HubSpot account 42',
    ],
    [
      'of a CRM that is not connected',
      { crm: 'salesforce', externalId: '1' },
      'No Salesforce account is connected',
    ],
    ['by an id that nobody has', { id: randomUUID() }, 'There is no deal with the id'],
  ])('%s waits and says so', async (_, deal, problem) => {
    expect(await world.tell(payment('p1', '1', '10.00', { deal }))).toMatchObject({
      state: 'waiting',
      problem: expect.stringContaining(problem),
    })
  })

  test('waits while it does not say which of two accounts it means, and says so', async () => {
    const deal = await world.addDeal()
    await world.do((tx) =>
      tx.db
        .insertInto('connection')
        .values({
          workspace_id: world.workspaceId,
          id: randomUUID(),
          crm: 'hubspot',
          external_account_id: 'second',
          name: 'Second portal',
          auth_kind: 'token',
          status: 'connected',
          status_reason: null,
          api_base_url: 'https://api.hubapi.com',
          app_base_url: 'https://app.hubspot.com',
          home_currency: 'USD',
          time_zone: 'UTC',
          created_at: new Date(),
          updated_at: new Date(),
        })
        .execute(),
    )
    expect(await world.tell(payment('p1', deal, '10.00'))).toMatchObject({
      state: 'waiting',
      problem: expect.stringContaining('Several HubSpot accounts are connected'),
    })
    const { external_account_id: accountId } = await world.do((tx) =>
      tx.db
        .selectFrom('connection')
        .select('external_account_id')
        .where('id', '=', world.connectionId)
        .executeTakeFirstOrThrow(),
    )
    const exact = { deal: { crm: 'hubspot', accountId, externalId: deal } }
    expect((await world.tell(payment('p2', deal, '10.00', exact))).state).toBe('applied')
  })
})

describe('a deal that was merged into another one', () => {
  test('hands on what names it', async () => {
    const survivor = await world.addDeal()
    const lost = await world.addDeal({ state: 'merged', mergedInto: survivor })
    await world.tell(payment('p1', lost, '10.00'))
    expect(await world.paid(survivor)).toMatchObject([{ amount: 1_000n }])
    expect(await world.paid(lost)).toEqual([])
  })

  test('hands on what waited for it, also when it was never mirrored itself', async () => {
    await world.tell(payment('p1', '71', '10.00'))
    await world.sync({ externalId: '70', mergedExternalIds: ['71'] })
    expect((await world.standing('evt-p1')).state).toBe('applied')
    expect(await world.paid('70')).toMatchObject([{ amount: 1_000n }])
  })

  test('keeps payments that came before, and knows their other reports', async () => {
    const survivor = await world.addDeal()
    const lost = await world.addDeal()
    await world.tell(payment('p1', lost, '10.00'))
    await world.changeDeal(lost, { state: 'merged', mergedInto: survivor })
    expect((await world.tell(invoice('p1', lost, '10.00'))).state).toBe('applied')
    expect((await world.tell({ ...invoice('p1', survivor, '10.00'), id: 'third' })).state).toBe('applied')
  })

  test('hands on payments that came before, also those that earned where they were', async () => {
    const survivor = await world.addDeal()
    await world.tag(survivor, world.northwind)
    await world.win(survivor)
    const lost = await world.addDeal()
    const earned = await world.addDeal()
    await world.tag(earned, world.brightpath)
    await world.win(earned)
    await world.send(payment('p1', lost, '24000.00'), payment('p2', earned, '12000.00'))
    await world.work()
    expect((await world.balance(world.northwind)).payable).toBe(0n)
    await world.sync({
      externalId: survivor,
      outcome: 'won',
      closedAt: world.moment.now,
      mergedExternalIds: [lost, earned],
    })
    expect((await world.balance(world.northwind)).payable).toBe(540_000n)
    expect(await world.balance(world.brightpath)).toMatchObject({ accrued: 0n, payable: 0n })
    // A refund follows its payment, wherever that counts by now.
    await world.tell(refund('r1', 'p1', '12000.00'))
    await world.work()
    expect((await world.balance(world.northwind)).payable).toBe(360_000n)
    expect((await world.paid(survivor)).map(({ name }) => name).sort()).toEqual(['p1', 'p2', 'refund:r1'])
    await world.tell(refund('r2', 'p2', '6000.00'))
    await world.work()
    expect((await world.balance(world.northwind)).payable).toBe(270_000n)
  })

  test('hands on payments of one whose commission was taken back before', async () => {
    const survivor = await world.addDeal()
    const lost = await world.addDeal()
    for (const deal of [survivor, lost]) {
      await world.tag(deal, world.northwind)
      await world.win(deal)
    }
    await world.tell(payment('p1', lost, '24000.00'))
    await world.changeDeal(lost, { outcome: 'open' })
    await world.work()
    expect(await world.balance(world.northwind)).toMatchObject({ accrued: 720_000n, payable: 0n })
    await world.sync({
      externalId: survivor,
      outcome: 'won',
      closedAt: world.moment.now,
      mergedExternalIds: [lost],
    })
    expect(await world.balance(world.northwind)).toMatchObject({ accrued: 720_000n, payable: 360_000n })
  })

  test('in a circle does not hang anybody', async () => {
    const one = await world.addDeal({ externalId: '81', state: 'merged', mergedInto: '82' })
    await world.addDeal({ externalId: '82', state: 'merged', mergedInto: '81' })
    expect((await world.tell(payment('p1', one, '10.00'))).state).toBe('kept')
  })
})

describe('a person', () => {
  test('matches an event to a deal, with its invoice and its refund', async () => {
    const deal = await world.addDeal()
    await world.send(payment('p1', '777', '10.00'), invoice('p1', '777', '10.00'), refund('r1', 'p1', '1.00'))
    await world.tell(payment('p2', '777', '5.00'))
    await match('evt-p1', await world.dealId(deal))
    const states = await Promise.all(['evt-p1', 'inv-p1', 'evt-r1', 'evt-p2'].map(world.standing))
    expect(states.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied', 'waiting'])
    expect(await world.paid(deal)).toMatchObject([{ amount: 1_000n }, { amount: -100n }])
    expect(await auditKinds()).toContain('customer_event_matched')
    expect(await rowOf('evt-p1')).toMatchObject({ settled_by: world.finley.userId })
    // The deal that it named comes after all: what was decided stays.
    await world.sync({ externalId: '777' })
    expect(await world.paid('777')).toMatchObject([{ name: 'p2' }])
  })

  test('cannot match to a deal in another currency, and nothing is changed by trying', async () => {
    const euro = await world.addDeal({ currency: 'EUR' })
    await world.tell(payment('p1', '777', '10.00'))
    await expect(match('evt-p1', await world.dealId(euro))).rejects.toThrow('The deal is in EUR')
    expect((await world.standing('evt-p1')).state).toBe('waiting')
  })

  test('cannot match a refund, nor what is settled, nor to a deal that is not there', async () => {
    const deal = await world.addDeal()
    const dealId = await world.dealId(deal)
    await world.send(refund('r1', 'p9', '1.00'), payment('p1', deal, '1.00'), payment('p2', '777', '1.00'))
    await expect(match('evt-r1', dealId)).rejects.toThrow('A refund goes where its payment goes')
    await expect(match('evt-p1', dealId)).rejects.toMatchObject({ code: 'conflict' })
    await expect(match('evt-p2', randomUUID())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('dismisses what will not come, with a reason, and it stays dismissed', async () => {
    await world.tell(payment('p1', '777', '10.00'))
    await dismiss('evt-p1')
    expect(await world.standing('evt-p1')).toEqual({
      state: 'dismissed',
      problem: 'A test of the billing system',
      waits_for: null,
    })
    expect(await auditKinds()).toContain('customer_event_dismissed')
    await expect(dismiss('evt-p1')).rejects.toMatchObject({ code: 'conflict' })
    expect(await world.tell(payment('p1', '777', '10.00'))).toMatchObject({
      state: 'dismissed',
      repeated: true,
    })
    await world.sync({ externalId: '777' })
    expect(await world.paid('777')).toEqual([])
  })
})
