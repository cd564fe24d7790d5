import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeCredit } from '../../server/workflows/remove-credit.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

let world: CardWorld
let northwind: string
let brightpath: string
let oakline: string

beforeAll(async () => {
  world = await openCardWorld()
  northwind = await world.partner('Northwind Consulting')
  brightpath = await world.partner('Brightpath Systems')
  oakline = await world.partner('Oakline Partners')
})
afterAll(() => world.close())

const tag = (
  actor: Actor,
  dealExternalId: string,
  partnerId: string,
  role: 'sourced' | 'influenced' = 'sourced',
) =>
  world.do((tx) =>
    tagPartner(tx, world.moment, actor, {
      connectionId: world.connectionId,
      dealExternalId,
      partnerId,
      role,
      reason: 'They made the introduction',
      touchpoints: ['intro'],
    }),
  )
const remove = (actor: Actor, dealExternalId: string, creditId: string) =>
  world.do((tx) =>
    removeCredit(tx, world.moment, actor, {
      connectionId: world.connectionId,
      dealExternalId,
      creditId,
      reason: 'It was the wrong partner',
    }),
  )
const liveOn = (externalId: string) =>
  world.do(async (tx) =>
    tx.db
      .selectFrom('credit as k')
      .innerJoin('deal as d', 'd.id', 'k.deal_id')
      .innerJoin('partner as p', 'p.id', 'k.partner_id')
      .select(['p.name', 'k.role'])
      .where('d.external_id', '=', externalId)
      .where('k.removed_at', 'is', null)
      .orderBy('k.id')
      .execute(),
  )
const workFor = async (externalId: string) => {
  const dealId = await world.dealId(externalId)
  const rows = await world.do((tx) =>
    tx.db.selectFrom('outbox').select('topic').where('dedupe_key', '=', dealId).orderBy('topic').execute(),
  )
  return rows.map(({ topic }) => topic)
}

describe('tagging a partner', () => {
  test('refuses a second sourced partner and offers influenced instead', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    await expect(tag(world.robin, deal, brightpath)).rejects.toThrow(
      /One sourced partner per deal.*influenced/,
    )
    await tag(world.robin, deal, brightpath, 'influenced')
    expect(await liveOn(deal)).toEqual([
      { name: 'Northwind Consulting', role: 'sourced' },
      { name: 'Brightpath Systems', role: 'influenced' },
    ])
  })

  test('serves two reps at once one after the other: one sources the deal, the other is refused', async () => {
    const deal = await world.addDeal()
    const results = await Promise.allSettled([
      tag(world.riley, deal, northwind),
      tag(world.robin, deal, brightpath),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await liveOn(deal)).toHaveLength(1)
  })

  test('makes an influenced partner sourced with one live credit, and says so to a repeated tag', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind, 'influenced')
    await tag(world.riley, deal, northwind, 'sourced')
    expect(await liveOn(deal)).toEqual([{ name: 'Northwind Consulting', role: 'sourced' }])
    await expect(tag(world.robin, deal, northwind)).rejects.toThrow('is sourced on this deal already')
    await expect(tag(world.robin, deal, northwind, 'influenced')).rejects.toThrow('only sourced')
  })

  test('refuses a suspended partner', async () => {
    const deal = await world.addDeal()
    await expect(tag(world.riley, deal, oakline)).rejects.toThrow('Oakline Partners is suspended')
    expect(await liveOn(deal)).toEqual([])
  })

  test('leaves a won deal to channel managers and asks the commission to follow', async () => {
    const deal = await world.addDeal({ outcome: 'won' })
    await expect(tag(world.riley, deal, northwind)).rejects.toThrow('A channel manager can change it')
    await tag(world.casey, deal, northwind)
    expect(await liveOn(deal)).toHaveLength(1)
    expect(await workFor(deal)).toEqual(['crm.write_back', 'deal.changed'])
  })

  test('asks only for the CRM fields while the deal is open', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    expect(await workFor(deal)).toEqual(['crm.write_back'])
  })

  test.each([
    ['archived', 'archived in the CRM'],
    ['merged', 'merged into deal 77'],
    ['missing', 'no longer has this deal'],
  ] as const)('refuses a deal that is %s in the CRM', async (state, words) => {
    const deal = await world.addDeal({ state, mergedInto: state === 'merged' ? '77' : null })
    await expect(tag(world.riley, deal, northwind)).rejects.toThrow(words)
  })

  test('knows no deal of another workspace', async () => {
    const deal = await world.addDeal()
    const other = await openCardWorld(world.database)
    const theirs = await other.partner('Northwind Consulting')
    const attempt = other.do((tx) =>
      tagPartner(tx, other.moment, other.riley, {
        connectionId: world.connectionId,
        dealExternalId: deal,
        partnerId: theirs,
        role: 'sourced',
        reason: 'x',
        touchpoints: [],
      }),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'not_found', message: 'There is no such deal.' })
  })

  test('knows no partner that does not exist', async () => {
    const deal = await world.addDeal()
    await expect(tag(world.riley, deal, world.moment.newId())).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('removing a credit', () => {
  test('keeps the removed credit with who removed it and why', async () => {
    const deal = await world.addDeal()
    const creditId = await tag(world.riley, deal, northwind)
    await remove(world.robin, deal, creditId)
    expect(await liveOn(deal)).toEqual([])
    const row = await world.do((tx) =>
      tx.db.selectFrom('credit').selectAll().where('id', '=', creditId).executeTakeFirstOrThrow(),
    )
    expect(row).toMatchObject({ removed_by: world.robin.userId, removed_reason: 'It was the wrong partner' })
    await expect(remove(world.robin, deal, creditId)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('lets the next partner be sourced', async () => {
    const deal = await world.addDeal()
    await remove(world.riley, deal, await tag(world.riley, deal, northwind))
    await tag(world.riley, deal, brightpath)
    expect(await liveOn(deal)).toEqual([{ name: 'Brightpath Systems', role: 'sourced' }])
  })

  test('leaves locked credit to channel managers', async () => {
    const deal = await world.addDeal()
    const creditId = await tag(world.riley, deal, northwind)
    await world.changeDeal(deal, { outcome: 'won' })
    await expect(remove(world.riley, deal, creditId)).rejects.toThrow('A channel manager can change it')
    await remove(world.casey, deal, creditId)
    expect(await liveOn(deal)).toEqual([])
  })

  test('does not find a credit of another deal', async () => {
    const [one, other] = [await world.addDeal(), await world.addDeal()]
    const creditId = await tag(world.riley, one, northwind)
    await expect(remove(world.riley, other, creditId)).rejects.toMatchObject({ code: 'not_found' })
    expect(await liveOn(one)).toHaveLength(1)
  })
})
