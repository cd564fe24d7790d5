import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { insertCredit } from '../../server/db/credit-store.ts'
import { insertPayment } from '../../server/db/payment-store.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms, type Terms } from './publish-terms.ts'

const RUNS = 40

let world: LedgerWorld
let partners: string[]

beforeAll(async () => {
  world = await openLedgerWorld()
  const names = ['Northwind Consulting', 'Larkspur Referrals', 'Copperleaf Advisory']
  partners = await Promise.all(names.map((name) => world.partner(name)))
  await world.do((tx) =>
    tx.db
      .insertInto('fx_rate')
      .values({
        workspace_id: tx.workspaceId,
        from_currency: 'EUR',
        to_currency: 'USD',
        on_date: '2026-01-01',
        rate: '1.0837',
        source: 'Treasury',
        recorded_at: world.moment.now,
      })
      .execute(),
  )
})
afterAll(() => world.close())

const minor = (most: number) => fc.integer({ min: 0, max: most }).map((cents) => decimal(BigInt(cents)))
const decimal = (amountMinor: bigint) => formatDecimal(money(amountMinor, 'USD'))
const percent = fc.integer({ min: 0, max: 10_000 }).map((bps) => decimal(BigInt(bps)))
const bands = fc.uniqueArray(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 3 }).chain((ends) =>
  fc.array(percent, { minLength: ends.length + 1, maxLength: ends.length + 1 }).map((percents) =>
    percents.map((rate, index) => ({
      upTo: index < ends.length ? decimal(BigInt([...ends].sort((a, b) => a - b)[index] ?? 0)) : null,
      percent: rate,
    })),
  ),
)
const measure = fc.constantFrom(
  'deal',
  ...(['month', 'quarter', 'year'] as const).map((period) => ({ period, of: 'sourcedRevenue' })),
)
const rate = fc.oneof(
  minor(1_000_000).map((amount) => ({ kind: 'flat', amount })),
  percent.map((text) => ({ kind: 'percent', percent: text })),
  fc.record({ kind: fc.constant('graduated'), measure, bands }),
  fc.record({
    kind: fc.constant('volume'),
    measure,
    boundary: fc.constantFrom('inclusive', 'exclusive'),
    bands,
  }),
  percent.map((text) => ({ kind: 'recurring', percent: text, months: 12 })),
)
const rule = (id: string, role: 'sourced' | 'influenced') =>
  fc
    .record({
      id: fc.constant(id),
      role: fc.constant(role),
      basis: fc.constantFrom('dealAmount', 'collected'),
      rate,
      stack: fc.boolean(),
      bounds: fc.option(fc.tuple(minor(500_000), minor(500_000)), { nil: undefined }),
      periodCap: fc.option(minor(2_000_000), { nil: undefined }),
    })
    .map(({ bounds, periodCap, basis, ...rest }) => ({
      ...rest,
      basis: rest.rate.kind === 'recurring' ? 'collected' : basis,
      ...(bounds && {
        floor: Number(bounds[0]) < Number(bounds[1]) ? bounds[0] : bounds[1],
        cap: Number(bounds[0]) < Number(bounds[1]) ? bounds[1] : bounds[0],
      }),
      ...(periodCap && { periodCap: { period: 'quarter', amount: periodCap } }),
    }))
const scenario = fc.record({
  rules: fc.tuple(rule('a', 'sourced'), rule('b', 'sourced'), rule('c', 'influenced')),
  earning: fc.constantFrom('onWon', 'onFirstPayment', 'onCollection'),
  amountMinor: fc.bigInt({ min: 1n, max: 10_000_000n }),
  currency: fc.constantFrom('USD', 'EUR'),
  /** Basis points of the partners that sourced it together. */
  shares: fc.constantFrom([10_000], [6_000, 4_000], [3_334, 3_333, 3_333], [1, 9_999]),
  influenced: fc.boolean(),
})

let round = 0

/** Every run has a version of the plan for one day of its own; what came before is the periods' past. */
async function publish(terms: Terms): Promise<{ day: string; version: string }> {
  const day = new Date(Date.UTC(2026, 0, 1 + round)).toISOString().slice(0, 10)
  round += 1
  const version = await publishTerms(world, round + 1, { ...terms, effectiveFrom: day, effectiveTo: day })
  return { day, version }
}

async function credit(deal: string, partnerId: string, role: 'sourced' | 'influenced', shareBps: number) {
  const dealId = await world.dealId(deal)
  await world.do((tx) =>
    insertCredit(tx, {
      id: world.moment.newId(),
      dealId,
      partnerId,
      role,
      shareBps,
      evidence: 'manual',
      registrationId: null,
      reason: null,
      touchpoints: [],
      createdBy: world.casey.userId,
      createdAt: world.moment.now,
      lockedAt: null,
    }),
  )
}

const cardOf = (deal: string) =>
  world.do((tx) =>
    readDealCard(tx, {
      actor: world.riley,
      connectionId: world.connectionId,
      dealExternalId: deal,
      now: world.moment.now,
      wordCrm: () => ({ label: 'HubSpot', reconnectUrl: null }),
    }),
  )

async function payAll(deal: string, amountMinor: bigint, currency: string, on: string): Promise<void> {
  const dealId = await world.dealId(deal)
  const id = world.moment.newId()
  const parts = { taxMinor: 0n, shippingMinor: 0n, discountMinor: 0n, partsStated: true }
  const said = { source: 'events_api' as const, externalId: id, refunds: null, subscription: null }
  const kept = { evidence: null, recordedBy: null, recordedAt: world.moment.now }
  await world.do((tx) =>
    insertPayment(tx, { id, dealId, amountMinor, currency, paidOn: on, ...parts, ...said, ...kept }),
  )
}

/** Each line by what is stored with it, evaluated once more. */
async function replay(deal: string, terms: object) {
  const dealId = await world.dealId(deal)
  const lines = await world.do((tx) => commissionLinesOf(tx, dealId))
  for (const { creditId, ruleId, latest } of lines) {
    const plan = { ...terms, effectiveTo: latest.inputs?.effectiveTo }
    const reading = parseCommissionInput({ ...latest.inputs?.input, plan }, { recorded: true })
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
    const outcome = evaluateCommission(reading.input)
    if (outcome.kind !== 'lines') throw new Error(outcome.kind)
    const again = outcome.lines.find((line) => line.creditId === creditId && (line.ruleId ?? '-') === ruleId)
    expect(again?.amount.amountMinor).toBe(latest.amountMinor)
    expect(again?.why).toEqual(latest.why)
  }
}

test('what the card previews at an amount is what accrues at that amount, and what replays from it', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ rules, earning, amountMinor, currency, shares, influenced }) => {
      const terms = { earning: { kind: earning }, splitSourcing: true, rules }
      const { day, version } = await publish(terms)
      const deal = await world.addDeal({ amountMinor, currency, closedAt: new Date(`${day}T12:00:00Z`) })
      for (const [index, share] of shares.entries()) {
        await credit(deal, partners[index] ?? '', 'sourced', share)
      }
      if (influenced && shares.length < 3) await credit(deal, partners[2] ?? '', 'influenced', 10_000)
      const previewed = await cardOf(deal)
      // What a commission on payments previews is what it is once the customer has paid everything.
      await payAll(deal, amountMinor, currency, day)
      await world.changeDeal(deal, { outcome: 'won' })
      await world.react(deal)
      const accrued = await cardOf(deal)
      const amounts = (card: typeof accrued) =>
        card.partners.map(({ name, commission }) => [name, commission.amount?.amount])
      expect(accrued.partners.map(({ commission }) => commission.state)).toEqual(
        accrued.partners.map(() => 'accrued'),
      )
      expect(amounts(accrued)).toEqual(amounts(previewed))
      const [row] = await world.do((tx) =>
        tx.db.selectFrom('plan_version').select('terms').where('id', '=', version).execute(),
      )
      await replay(deal, row?.terms as object)
    }),
    { numRuns: RUNS },
  )
}, 240_000)
