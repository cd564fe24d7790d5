import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { findDealById } from '../../server/db/deal-store.ts'
import { publishedPlans } from '../../server/db/programme-store.ts'
import { imaginedCredit } from '../../server/workflows/credit-facts.ts'
import { commissionAlone } from '../../server/workflows/deal-commission.ts'
import { partnersByIds } from '../../server/db/partner-store.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { publishTerms } from './publish-terms.ts'

let world: LedgerWorld

beforeAll(async () => {
  world = await openLedgerWorld()
})
afterAll(() => world.close())

/** The same transaction, counting its queries. */
function counting(tx: WorkspaceTx): { tx: WorkspaceTx; queries: () => number } {
  let queries = 0
  const db = tx.db.withPlugin({
    transformQuery: ({ node }) => {
      queries += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  return { tx: { ...tx, db }, queries: () => queries }
}

test('what a deal’s commission depends on is read in a number of queries that credits and plans do not raise', async () => {
  // Everything that a plan can look at: payments, products, periods and another currency.
  const rules = [
    {
      id: 'products',
      role: 'sourced',
      when: { products: ['core'] },
      basis: 'lineItems',
      rate: { kind: 'percent', percent: '10' },
      periodCap: { period: 'year', amount: '5000.00' },
    },
    { id: 'sourced', role: 'sourced', basis: 'collected', rate: { kind: 'percent', percent: '5' } },
  ]
  await publishTerms(world, 2, { rules })
  await publishTerms(world, 2, { rules }, 'technology')
  await publishTerms(world, 2, { rules }, 'reseller')
  const deal = await world.addDeal({ currency: 'EUR' })
  await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
  const dealId = await world.dealId(deal)
  const names = [
    'Northwind Consulting',
    'Larkspur Referrals',
    'Copperleaf Advisory',
    'Brightpath Systems',
    'Keystone Resale',
  ]
  const ids = await Promise.all(names.map((name) => world.partner(name)))
  const queriesFor = (count: number) =>
    world.do(async (tx) => {
      const mirrored = await findDealById(tx, dealId)
      const partners = [...(await partnersByIds(tx, ids.slice(0, count))).values()]
      const plans = await publishedPlans(
        tx,
        partners.map(({ type }) => type),
      )
      if (!mirrored) throw new Error('the deal is not there')
      const counted = counting(tx)
      const credits = partners.map((partner) =>
        imaginedCredit(partner.id, partner, 'sourced', plans, world.moment.now),
      )
      const outcome = await commissionAlone(counted.tx, {
        deal: mirrored,
        credits,
        plans,
        now: world.moment.now,
      })
      expect(outcome.size).toBe(count)
      return counted.queries()
    })
  const one = await queriesFor(1)
  expect(one).toBeGreaterThan(3)
  expect(await queriesFor(5)).toBe(one)
})
