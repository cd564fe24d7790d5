import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedProgramme } from '../../server/seed-programme.ts'
import { publishedPlans } from '../../server/db/programme-store.ts'
import { PARTNER_TYPES } from '../../shared/partner/partner.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

let world: CardWorld
beforeAll(async () => {
  world = await openCardWorld()
})
afterAll(() => world.close())

test('seeds every programme with a plan from 2016 on, and nothing twice', async () => {
  const count = () =>
    world.do(async (tx) => {
      const plans = await publishedPlans(tx, PARTNER_TYPES)
      const partners = await tx.db.selectFrom('partner').select('name').execute()
      const programmes = await tx.db.selectFrom('programme').select('id').execute()
      return {
        plans: plans.map(({ plan }) => plan.effectiveFrom),
        partners: partners.length,
        programmes: programmes.length,
      }
    })
  const before = await count()
  await world.do((tx) => seedProgramme(tx, world.moment))
  expect(await count()).toEqual(before)
  expect(before).toEqual({ plans: Array(8).fill('2016-01-01'), partners: 11, programmes: 8 })
})
