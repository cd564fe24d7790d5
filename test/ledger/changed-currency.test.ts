import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readBatch } from '../../server/read/payout-batches.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { readDealPayments } from '../../server/read/deal-payments.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms } from './publish-terms.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']

describe.each(kinds)('a deal whose currency changes after a payout, on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  let world: LedgerWorld
  let deal: string

  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    if (skipped) return
    world = await openLedgerWorld(database)
    await addRate('EUR', 'USD', '1.1000')
    await addRate('USD', 'EUR', '0.9000')
    // $48,000.00 under 15 %, paid by the customer and to the partner.
    deal = await world.addDeal()
    await world.tag(deal, world.northwind)
    await world.win(deal)
    await world.pay(deal, '48000.00')
    const batchId = await world.do((tx) =>
      createPayoutBatch(tx, world.moment, world.finley, { currency: 'USD', partnerIds: [world.northwind] }),
    )
    const { contentHash, items } = await world.do((tx) => readBatch(tx, world.finley, batchId))
    await world.do((tx) => approvePayoutBatch(tx, world.moment, world.drew, { batchId, contentHash }))
    const outcomes = items.map(({ id }) => ({ itemId: id, outcome: 'confirmed' as const, reference: 'R1' }))
    await world.do((tx) => recordPayoutOutcomes(tx, world.moment, world.finley, { batchId, outcomes }))
    expect(await world.balance(world.northwind)).toMatchObject({ paid: 720_000n, payable: 0n })
  })

  const addRate = (from: string, to: string, rate: string) =>
    world.do((tx) =>
      tx.db
        .insertInto('fx_rate')
        .values({
          workspace_id: tx.workspaceId,
          from_currency: from,
          to_currency: to,
          on_date: '2026-01-01',
          rate,
          source: 'Treasury',
          recorded_at: world.moment.now,
        })
        .execute(),
    )
  const card = () =>
    world.do((tx) =>
      readDealCard(tx, {
        actor: world.finley,
        connectionId: world.connectionId,
        dealExternalId: deal,
        now: world.moment.now,
        wordCrm: () => ({ label: 'HubSpot', reconnectUrl: null }),
      }),
    )
  const noteOf = async () => (await card()).partners[0]?.commission.note
  const sound = async () => expect((await world.do((tx) => verifyLedger(tx))).bad).toBeNull()

  test.skipIf(skipped)('keeps the plan’s currency, and says that the payments no longer count', async () => {
    await world.changeDeal(deal, { currency: 'EUR' })
    await world.react(deal)
    // 15 % of €48,000.00 at 1.1 is $7,920.00; nothing is paid in euros yet.
    expect(await world.balance(world.northwind)).toMatchObject({
      accrued: 792_000n,
      pending: 792_000n,
      payable: -720_000n,
      paid: 720_000n,
    })
    const warning =
      'Warning: the deal is in EUR now, so the $48,000.00 that the customer paid in USD does not count, and commission that was paid out for it is owed back. Put the currency right in the CRM, or record in EUR what was paid.'
    expect(await noteOf()).toBe(warning)
    const dealId = await world.dealId(deal)
    expect((await world.do((tx) => readDealPayments(tx, { actor: world.finley, dealId }))).kept).toBe(warning)
    expect((await card()).history.map(({ reason }) => reason)).toContain(
      'The deal is in EUR now, so what the customer paid in USD does not count.',
    )
    await world.pay(deal, '48000.00', { currency: 'EUR' })
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 0n, payable: 72_000n })
    await sound()
  })

  test.skipIf(skipped)('is as it was when the currency is put right again', async () => {
    const before = await world.balance(world.northwind)
    await world.changeDeal(deal, { currency: 'EUR' })
    await world.react(deal)
    await world.changeDeal(deal, { currency: 'USD' })
    await world.react(deal)
    expect(await world.balance(world.northwind)).toEqual(before)
    expect(await noteOf()).toBeNull()
    await sound()
  })

  test.skipIf(skipped)('owes back in the old currency where a plan in the new one applies', async () => {
    await world.changeDeal(deal, { outcome: 'open' })
    await world.react(deal)
    await publishTerms(world, 2, {
      effectiveFrom: '2026-03-01',
      currency: 'EUR',
      rules: [
        { id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent: '15' } },
      ],
    })
    await world.win(deal, { currency: 'EUR' })
    expect(await world.balance(world.northwind)).toMatchObject({
      accrued: 0n,
      pending: 0n,
      payable: -720_000n,
      paid: 720_000n,
    })
    expect(await world.balance(world.northwind, 'EUR')).toMatchObject({
      accrued: 720_000n,
      pending: 720_000n,
      payable: 0n,
    })
    expect(await noteOf()).toContain(
      'Warning: $7,200.00 was paid out before the currency changed. It is owed back in USD, and commission is due in EUR now.',
    )
    await sound()
  })
})
