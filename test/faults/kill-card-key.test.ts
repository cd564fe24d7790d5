import { afterEach, describe, expect, test } from 'vitest'
import { cardKeysOf, findCardKey } from '../../server/db/card-key-store.ts'
import { eventually } from '../support/eventually.ts'
import { around, CARD_KEY_TOPIC, OF_CARD_KEYS } from './crash-places.ts'
import { type OrgWorkers, openOrgWorkers } from './org-workers.ts'
import { keepWorker } from './worker-keeper.ts'

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/14`
const A_SCENARIO_MS = 90_000

let world: OrgWorkers
afterEach(() => world.close())

describe.skipIf(missing)('a worker that is killed while it hands over the key of the cards', () => {
  test.each([...around(CARD_KEY_TOPIC), ...OF_CARD_KEYS])(
    'at %s leaves one key, which the org signs with and we accept',
    async (place) => {
      world = await openOrgWorkers(redisUrl, {})
      const { context, workspaceId, connectionId, salesforce } = world
      await world.askForKey()
      const worker = await keepWorker(world.settings, place)
      await eventually(async () => expect(await world.waitingWork()).toEqual([]), A_SCENARIO_MS / 2)
      await worker.close()
      expect(worker.killed(), 'the worker was never killed there').toBe(1)

      const held = salesforce.cardKeys.current
      const known = await context.db.inSystem((tx) => findCardKey(tx, context.vault, held?.keyId ?? ''))
      expect(known?.secret.toString('base64')).toBe(held?.key)
      expect(known?.acceptedUntil).toBeNull()
      const keys = await context.db.inWorkspace(workspaceId, (tx) => cardKeysOf(tx, connectionId))
      expect(keys).toMatchObject([{ keyId: held?.keyId, deliveredAt: expect.any(Date), problem: null }])
    },
    A_SCENARIO_MS,
  )
})
