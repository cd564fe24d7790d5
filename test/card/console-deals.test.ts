import { afterAll, beforeAll, expect, test } from 'vitest'
import { dealList } from '../../shared/contract/console-api.ts'
import { readDeals, type DealListQuery } from '../../server/read/deals.ts'
import { readPartners } from '../../server/read/partners.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { type CardWorld, openCardWorld, START } from './card-world.ts'

let world: CardWorld
beforeAll(async () => {
  world = await openCardWorld()
  await world.addAccount({ externalId: 'a', name: 'Cancity' })
  // Every second pair shares its instant, and three have none, so that pages must break ties.
  for (let n = 0; n < 11; n++) {
    const createdAt = n < 3 ? null : new Date(START.getTime() + Math.floor(n / 2) * 1000)
    await world.addDeal({ externalId: `${10 + n}`, name: `Deal no ${n}`, createdAt })
  }
  await world.addDeal({
    externalId: '40',
    name: 'Won 100%_sure',
    outcome: 'won',
    accountExternalId: 'a',
    closedAt: START,
  })
  await world.addDeal({ externalId: '41', name: 'Gone', state: 'archived' })
  const partnerId = await world.partner('Northwind Consulting')
  const tag = (dealExternalId: string, actor: Actor, role: 'sourced' | 'influenced') =>
    world.do((tx) =>
      tagPartner(tx, world.moment, actor, {
        connectionId: world.connectionId,
        dealExternalId,
        partnerId,
        role,
        reason: 'Intro',
        touchpoints: [],
      }),
    )
  await tag('40', world.casey, 'sourced')
  await tag('12', world.riley, 'influenced')
  const dealId = await world.dealId('40')
  await world.do((tx) => reactToDeal(tx, world.moment, dealId))
})
afterAll(() => world.close())

const list = async (actor: Actor, query: Partial<DealListQuery> = {}) =>
  dealList.parse(
    await world.do((tx) => readDeals(tx, { actor, query: { limit: 50, ...query }, now: world.moment.now })),
  )
const idsOf = async (query: Partial<DealListQuery>) =>
  (await list(world.casey, query)).rows.map(({ externalId }) => externalId)

test('shows every deal once over pages of any size, in one order', async () => {
  const whole = await idsOf({})
  expect(whole).toHaveLength(12)
  for (const limit of [1, 2, 5]) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(world.casey, { limit, cursor })
      expect(page.total).toBe(12)
      seen.push(...page.rows.map(({ externalId }) => externalId))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(whole)
  }
})

test.each([
  [{ search: 'cancity' }, ['40']],
  [{ search: '100%_' }, ['40']],
  [{ search: '12' }, ['12']],
  [{ outcome: 'won' }, ['40']],
  [{ credit: 'any' }, ['12', '40']],
  [{ credit: 'sourced' }, ['40']],
  [{ credit: 'influenced' }, ['12']],
] as const)('finds by %o', async (query, ids) => {
  expect((await idsOf(query)).sort()).toEqual(ids)
})

test('finds deals without credit, and by partner', async () => {
  expect(await idsOf({ credit: 'none' })).toHaveLength(10)
  const partnerId = await world.partner('Northwind Consulting')
  expect((await idsOf({ partnerId })).sort()).toEqual(['12', '40'])
})

test('shows money to those who may see it and to nobody else', async () => {
  const [won] = (await list(world.casey, { outcome: 'won' })).rows
  expect(won).toMatchObject({
    account: 'Cancity',
    closeDate: '2026-03-02',
    commission: [{ amount: '7200.00', currency: 'USD' }],
    credits: [
      {
        partnerName: 'Northwind Consulting',
        role: 'sourced',
        status: { text: 'Tagged by you, locked by the win' },
      },
    ],
  })
  expect(won?.crmUrl).toMatch(/^https:\/\/app\.hubspot\.com\/contacts\/\d+\/record\/0-3\/40$/)
  expect((await list(world.riley, { outcome: 'won' })).rows[0]?.commission).toEqual([])

  const balances = async (actor: Actor) => {
    const { rows } = await world.do((tx) => readPartners(tx, actor, { limit: 50, search: 'northwind' }))
    return rows[0]?.balances
  }
  expect(await balances(world.casey)).toMatchObject([{ currency: 'USD', pending: { amount: '7200.00' } }])
  expect(await balances(world.riley)).toEqual([])
})

test('shows a workspace only its own deals', async () => {
  const other = await openCardWorld(world.database)
  const mine = await other.addDeal()
  const { rows, total } = await other.do((tx) =>
    readDeals(tx, { actor: other.casey, query: { limit: 50 }, now: other.moment.now }),
  )
  expect(rows.map(({ externalId }) => externalId)).toEqual([mine])
  expect(total).toBe(1)
})
