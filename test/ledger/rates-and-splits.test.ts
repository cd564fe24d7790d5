import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { money } from '../../shared/money/money.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { storeDetails } from '../../server/db/detail-store.ts'
import { insertCredit } from '../../server/db/credit-store.ts'
import { replaceExchangeRates } from '../../server/db/exchange-rate-store.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { followProducts } from '../../server/workflows/follow-products.ts'
import { redriveForConnection, redriveForRates } from '../../server/workflows/redrive-for-rates.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms, type Terms, workOff } from './publish-terms.ts'

let database: TestDatabase
let world: LedgerWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
})

const percent = (id: string, rate: string, over: object = {}) => ({
  id,
  role: 'sourced',
  basis: 'dealAmount',
  rate: { kind: 'percent', percent: rate },
  ...over,
})
const amountOf = async (deal: string) => (await world.lines(deal))[0]?.amountMinor
const settle = () => workOff(world, (dealId) => world.do((tx) => reactToDeal(tx, world.moment, dealId)))
const addRate = (from: string, to: string, on: string, rate: string) =>
  world.do(async (tx) => {
    await tx.db
      .insertInto('fx_rate')
      .values({
        workspace_id: tx.workspaceId,
        from_currency: from,
        to_currency: to,
        on_date: on,
        rate,
        source: 'Treasury',
        recorded_at: world.moment.now,
      })
      .execute()
    return redriveForRates(tx, [from, to])
  })
const crmRates = (rates: Record<string, string>) =>
  world.do(async (tx) => {
    await replaceExchangeRates(tx, world.connectionId, {
      corporateCurrency: 'CHF',
      rates: Object.entries(rates).map(([currency, unitsPerCorporateUnit]) => ({
        currency,
        from: '2026-01-01',
        until: null,
        unitsPerCorporateUnit,
      })),
    })
    return redriveForConnection(tx, world.connectionId)
  })

async function wonInEuro(amountMinor = 1_000_000n): Promise<string> {
  const deal = await world.addDeal({ amountMinor, currency: 'EUR' })
  await world.tag(deal, world.northwind)
  await world.win(deal)
  return deal
}

/** What the line was accrued from, evaluated once more with the published terms. */
async function replayed(deal: string): Promise<bigint[]> {
  const dealId = await world.dealId(deal)
  const lines = await world.do((tx) => commissionLinesOf(tx, dealId))
  const versions = await world.do((tx) =>
    tx.db
      .selectFrom('plan_version')
      .select(['id', 'terms'])
      .where('workspace_id', '=', tx.workspaceId)
      .execute(),
  )
  return lines.map(({ creditId, ruleId, latest }) => {
    const terms = versions.find(({ id }) => id === latest.planVersionId)?.terms as Terms
    const plan = { ...terms, effectiveTo: latest.inputs?.effectiveTo }
    const reading = parseCommissionInput({ ...latest.inputs?.input, plan }, { recorded: true })
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
    const outcome = evaluateCommission(reading.input)
    if (outcome.kind !== 'lines') throw new Error(outcome.kind)
    return (
      outcome.lines.find((line) => line.creditId === creditId && line.ruleId === ruleId)?.amount
        .amountMinor ?? -1n
    )
  })
}

describe('a deal in another currency than the plan', () => {
  test('waits for a rate without losing anything, and accrues when one is added', async () => {
    const deal = await wonInEuro()
    expect(await world.lines(deal)).toEqual([])
    expect(await addRate('EUR', 'USD', '2026-03-01', '1.0850')).toBe(1)
    await settle()
    // 15 % of $10,850.00.
    expect(await amountOf(deal)).toBe(162_750n)
    expect(await replayed(deal)).toEqual([162_750n])
  })

  test('goes by the newest rate on or before the close, and keeps it when a later one is said', async () => {
    await addRate('EUR', 'USD', '2026-01-01', '1.0000')
    await addRate('EUR', 'USD', '2026-03-02', '1.1000')
    await addRate('EUR', 'USD', '2026-03-03', '1.2000')
    const deal = await wonInEuro()
    expect(await amountOf(deal)).toBe(165_000n)
    const nextDay = new Date('2026-03-03T09:00:00Z')
    await world.changeDeal(deal, { amountMinor: 2_000_000n, closedAt: nextDay })
    await world.react(deal)
    expect(await amountOf(deal)).toBe(330_000n)
    expect(await world.lines(deal)).toMatchObject([
      { because: 'The deal amount changed from €10,000.00 to €20,000.00.' },
    ])
    expect(await replayed(deal)).toEqual([330_000n])
  })

  test('takes another rate when it is moved to another currency', async () => {
    await addRate('EUR', 'USD', '2026-01-01', '1.1000')
    await addRate('USD', 'GBP', '2026-01-01', '0.8000')
    const deal = await wonInEuro()
    await world.changeDeal(deal, { currency: 'GBP' })
    await world.react(deal)
    // 15 % of £10,000.00 / 0.8.
    expect(await amountOf(deal)).toBe(187_500n)
    expect(await replayed(deal)).toEqual([187_500n])
  })

  test('goes through the corporate currency of the CRM account exactly, unless the workspace has its own rate', async () => {
    const first = await wonInEuro()
    expect(await crmRates({ EUR: '0.93', USD: '1.13' })).toBe(1)
    await settle()
    // €10,000.00 × 1.13 / 0.93 × 15 % = 1,822.580645…
    expect(await amountOf(first)).toBe(182_258n)
    expect(await replayed(first)).toEqual([182_258n])
    await addRate('EUR', 'USD', '2026-03-01', '1.0000')
    await settle()
    expect(await amountOf(first)).toBe(182_258n)
    expect(await amountOf(await wonInEuro())).toBe(150_000n)
  })

  test('releases by what was paid in the deal’s currency', async () => {
    await addRate('EUR', 'USD', '2026-03-01', '1.0850')
    const deal = await wonInEuro()
    await world.pay(deal, '5000.00', { currency: 'EUR' })
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 81_375n, payable: 81_375n })
  })

  test('whose commission no database could hold accrues nothing instead of failing', async () => {
    await addRate('EUR', 'USD', '2026-03-01', '99999')
    const deal = await wonInEuro(90_000_000_000_000_000n)
    expect(await world.lines(deal)).toEqual([])
  })
})

describe('partners that sourced a deal together', () => {
  async function shared(bps: readonly number[]): Promise<string> {
    const deal = await world.addDeal({ amountMinor: 100_000n })
    const dealId = await world.dealId(deal)
    const partners = ['Northwind Consulting', 'Larkspur Referrals', 'Copperleaf Advisory']
    for (const [index, shareBps] of bps.entries()) {
      const partnerId = await world.partner(partners[index] ?? '')
      await world.do((tx) =>
        insertCredit(tx, {
          id: world.moment.newId(),
          dealId,
          partnerId,
          role: 'sourced',
          shareBps,
          evidence: 'manual',
          registrationId: null,
          reason: null,
          touchpoints: [],
          createdBy: world.casey.userId,
          createdAt: new Date(world.moment.now.getTime() + index),
          lockedAt: null,
        }),
      )
    }
    await world.win(deal)
    return deal
  }

  test('get parts that sum to the whole commission', async () => {
    await publishTerms(world, 2, { splitSourcing: true, rules: [percent('sourced', '33.337')] })
    const deal = await shared([3_334, 3_333, 3_333])
    const amounts = (await world.lines(deal)).map(({ amountMinor }) => amountMinor)
    expect(amounts.reduce((sum, one) => sum + one, 0n)).toBe(33_337n)
    expect(await replayed(deal)).toEqual(amounts)
  })
})

describe('another version of the plan', () => {
  test('leaves a line that stands under the version that it was accrued with', async () => {
    const deal = await world.addDeal({ amountMinor: 100_000n })
    await world.tag(deal, world.northwind)
    await world.win(deal)
    expect(await amountOf(deal)).toBe(15_000n)
    // Its window begins before the deal closed, so the first version's ended before.
    await publishTerms(world, 2, { effectiveFrom: '2026-03-01', rules: [percent('sourced', '50')] })
    await world.react(deal)
    expect(await world.lines(deal)).toMatchObject([{ revision: 1 }])
    await world.changeDeal(deal, { amountMinor: 200_000n })
    await world.react(deal)
    expect(await amountOf(deal)).toBe(30_000n)
    expect(await replayed(deal)).toEqual([30_000n])
  })

  test('applies when the deal is won again, and in its own currency beside the line of before', async () => {
    await addRate('USD', 'EUR', '2026-01-01', '0.5')
    const deal = await world.addDeal({ amountMinor: 100_000n })
    await world.tag(deal, world.northwind)
    await world.win(deal)
    await world.changeDeal(deal, { outcome: 'open' })
    await world.react(deal)
    await publishTerms(world, 2, {
      effectiveFrom: '2026-03-01',
      currency: 'EUR',
      rules: [percent('sourced', '15')],
    })
    await world.win(deal)
    expect((await world.lines(deal)).map(({ amountMinor }) => amountMinor)).toEqual([0n, 7_500n])
    expect(await world.balance(world.northwind, 'EUR')).toMatchObject({ accrued: 7_500n, pending: 7_500n })
  })

  test('that lets open deals keep their terms serves only partners that came after it', async () => {
    const before = await world.addDeal({ amountMinor: 100_000n })
    await world.tag(before, world.northwind)
    world.pass(24 * 30)
    await publishTerms(world, 2, {
      effectiveFrom: '2026-03-15',
      openDeals: 'keepTerms',
      rules: [percent('sourced', '50')],
    })
    const after = await world.addDeal({ amountMinor: 100_000n })
    await world.tag(after, world.northwind)
    await world.win(before)
    await world.win(after)
    expect([await amountOf(before), await amountOf(after)]).toEqual([15_000n, 50_000n])
    expect([await replayed(before), await replayed(after)]).toEqual([[15_000n], [50_000n]])
  })
})

describe('a rule for products', () => {
  const item = (externalId: string, productCode: string, amountMinor: bigint) => ({
    connection_id: world.connectionId,
    external_id: externalId,
    product_code: productCode,
    product_name: null,
    quantity: '1',
    amount_minor: amountMinor,
    currency: 'USD',
    amount_problem: null,
    crm_modified_at: null,
    synced_at: world.moment.now,
  })
  const rules = [
    percent('core', '30', { when: { products: ['core'] }, basis: 'lineItems' }),
    percent('rest', '10'),
  ]

  test('waits while products are not mirrored, and follows them when they change', async () => {
    await publishTerms(world, 2, { rules })
    const deal = await world.addDeal({ amountMinor: 100_000n })
    await world.tag(deal, world.northwind)
    await world.win(deal)
    // Unknown products match no rule for products.
    expect(await amountOf(deal)).toBe(10_000n)
    await world.do(async (tx) => {
      await tx.db
        .updateTable('connection')
        .set({ detail_kinds: ['line_item'] })
        .where('id', '=', world.connectionId)
        .execute()
      await tx.db
        .insertInto('sync_state')
        .values({
          workspace_id: tx.workspaceId,
          connection_id: world.connectionId,
          object: 'line_item',
          changed_since: world.moment.now,
        })
        .execute()
      await tx.db
        .insertInto('deal_line_item')
        .values({ workspace_id: tx.workspaceId, deal_external_id: deal, ...item('li-1', 'core', 60_000n) })
        .execute()
    })
    await world.react(deal)
    const lines = await world.lines(deal)
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual([0n, 18_000n])
    expect(lines[0]).toMatchObject({ because: 'Another rule applies now.' })
    await world.do(async (tx) => {
      const shown = { externalId: 'li-1', dealExternalId: deal, modifiedAt: null, kind: 'line_item' as const }
      const facts = { productCode: 'core', productName: null, quantity: '1', currency: 'USD' }
      const items = [{ ...shown, ...facts, amount: money(70_000n, 'USD'), amountProblem: null }]
      await followProducts(tx, world.connectionId, items)
      await storeDetails(tx, world.connectionId, 'line_item', items, world.moment.now)
    })
    expect(await settle()).toBe(1)
    expect((await world.lines(deal))[1]).toMatchObject({
      amountMinor: 21_000n,
      because: 'The products of the deal changed.',
    })
    expect((await replayed(deal))[1]).toBe(21_000n)
  })
})
