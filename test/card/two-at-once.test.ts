import { afterAll, beforeAll, expect, test } from 'vitest'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { openTestDatabase } from '../support/test-database.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

/** The embedded database serves one transaction at a time, so only PostgreSQL shows what the deal's lock is for. */
const skipped = !process.env['TEST_POSTGRES_URL']
let world: CardWorld
beforeAll(async () => {
  if (!skipped) world = await openCardWorld(await openTestDatabase('postgres'))
})
afterAll(() => world?.close())

test.skipIf(skipped)(
  'lets one of many simultaneous taggers source a deal and refuses the others in words',
  async () => {
    const names = ['Northwind Consulting', 'Brightpath Systems', 'Harbor Integrators', 'Keystone Resale']
    const partners = await Promise.all(names.map((name) => world.partner(name)))
    for (let round = 0; round < 5; round++) {
      const deal = await world.addDeal()
      const results = await Promise.allSettled(
        partners.map((partnerId) =>
          world.do((tx) =>
            tagPartner(tx, world.moment, world.riley, {
              connectionId: world.connectionId,
              dealExternalId: deal,
              partnerId,
              role: 'sourced',
              reason: 'Intro',
              touchpoints: [],
            }),
          ),
        ),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results) {
        if (result.status === 'rejected')
          expect(String(result.reason)).toContain('One sourced partner per deal')
      }
    }
  },
)
