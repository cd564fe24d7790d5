import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/auth/actor.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { readPartnerChoices } from '../../server/read/partner-choices.ts'
import { type LedgerWorld, openLedgerWorld } from '../ledger/ledger-world.ts'
import { publishTerms } from '../ledger/publish-terms.ts'

let world: LedgerWorld
let deal: string
let open: string

const bands = [
  { upTo: '100000.00', percent: '10' },
  { upTo: null, percent: '20' },
]
const measure = { period: 'quarter', of: 'sourcedRevenue' }

/** Northwind has brought $76,543.21 with one deal and brings $48,000.00 with another. */
describe.each([
  ['graduated', { kind: 'graduated', measure, bands }],
  ['volume', { kind: 'volume', measure, boundary: 'inclusive', bands }],
])('a %s rate by the period', (_, rate) => {
  beforeAll(async () => {
    world = await openLedgerWorld()
    const special = { kind: 'percent', percent: '22.5' }
    const when = { partners: [world.brightpath] }
    await publishTerms(world, 2, {
      rules: [
        { id: 'special', role: 'sourced', author: 'Casey', when, basis: 'dealAmount', rate: special },
        {
          id: 'accelerator',
          role: 'sourced',
          basis: 'dealAmount',
          periodCap: { period: 'year', amount: '54321.00' },
          rate,
        },
      ],
    })
    const first = await world.addDeal({ amountMinor: 7_654_321n })
    await world.tag(first, world.northwind)
    await world.win(first, { closedAt: new Date('2026-02-01T12:00:00Z') })
    deal = await world.addDeal()
    await world.tag(deal, world.northwind)
    await world.win(deal)
    open = await world.addDeal()
    await world.tag(open, world.northwind)
  })
  afterAll(() => world.close())

  const wordCrm = () => ({ label: 'HubSpot', reconnectUrl: '' })
  const seen = async (actor: Actor, dealExternalId: string) => {
    const request = {
      actor,
      connectionId: world.connectionId,
      dealExternalId,
      now: world.moment.now,
      search: 'Northwind',
      wordCrm,
    }
    return JSON.stringify([
      await world.do((tx) => readDealCard(tx, request)),
      await world.do((tx) => readPartnerChoices(tx, request)),
    ])
  }

  test('shows a rep the commission and neither what the partner brought elsewhere nor another partner’s terms', async () => {
    for (const one of [deal, open]) {
      const text = await seen(world.riley, one)
      expect(text).toContain('by its rate for what it brought in 2026-Q1')
      for (const secret of ['76,543.21', '124,543.21', '7,654.32', '54,321.00', '22.5', ' before'])
        expect(text).not.toContain(secret)
    }
  })

  test('shows them to who may see money', async () => {
    for (const one of [deal, open]) {
      const text = await seen(world.casey, one)
      const brought = one === deal ? '76,543.21' : '124,543.21'
      for (const shown of [brought, '54,321.00', '22.5']) expect(text).toContain(shown)
    }
  })
})
