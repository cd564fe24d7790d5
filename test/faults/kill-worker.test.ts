import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TOPICS } from '../../server/jobs/topics.ts'
import { around, IN_THE_STORY, NOT_IN_THE_STORY, OF_CARD_KEYS, OF_SIMULATIONS } from './crash-places.ts'
import { type EndState, endState } from './end-state.ts'
import { type FaultWorld, openFaultWorld } from './fault-world.ts'
import { playStory, type Stage } from './story.ts'
import { keepWorker, type WorkerKeeper } from './worker-keeper.ts'

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/11`
/** Enough that the first sync commits several pages of 100. */
const MORE_DEALS = 460

/** For `card.key`, see kill-card-key.test.ts. */
const AROUND = Object.keys(TOPICS)
  .filter((topic) => !NOT_IN_THE_STORY.includes(topic))
  .flatMap(around)
/** Later passes of places that the story passes more than once. */
const LATER = [
  'sync.connection:page#3',
  'deal.changed:uncommitted#2',
  'deal.changed:handled#2',
  'crm.write_back:written#2',
]

/** `FAULT_SEED` repeats a run. */
const SEEDS = process.env['FAULT_SEED']
  ? [Number(process.env['FAULT_SEED'])]
  : [Math.floor(Math.random() * 1e9), Math.floor(Math.random() * 1e9)]
const KILLS = 4
const LONGEST_LIFE_MS = 1_200
/** Short enough that a quick machine has not told the whole story before anything was killed. */
const FIRST_LIFE_MS = 300

const A_SCENARIO_MS = 90_000

describe.skipIf(missing)('whenever the worker is killed, the story ends as if it had not been', () => {
  let world: FaultWorld
  let undisturbed: EndState

  beforeAll(async () => {
    world = await openFaultWorld(redisUrl, MORE_DEALS)
    const stage = await world.newPortal()
    const worker = await keepWorker(world.settings)
    undisturbed = await played(stage)
    await worker.close()
    expect(worker.killed()).toBe(0)
  })
  afterAll(() => world.close())

  test('undisturbed, it ends with the partner paid, the CRM told and nothing left to do', () => {
    expect(undisturbed).toMatchObject({
      crm: [
        {
          partner_desk_partner: 'Northwind Consulting',
          partner_desk_role: 'Sourced',
          partner_desk_registration_status: 'Won',
          partner_desk_commission: '7500.00',
        },
      ],
      inCrm: [
        [{ partner_desk_role: 'Sourced' }],
        [{ partner_desk_registration_status: 'Approved', partner_desk_protected_until: 'a day' }],
        [{ partner_desk_registration_status: 'Won', partner_desk_commission: '7200.00' }],
        [{ partner_desk_commission: '7500.00' }],
        [{ partner_desk_commission: '7500.00' }],
      ],
      unlikeTheCrm: [],
      unfinishedListings: [],
      unfollowedHints: [{ count: 0 }],
      unfinishedWork: [],
      connections: [{ status: 'connected' }],
      commission: [
        { revision: 1, amount: '720000' },
        { revision: 2, amount: '750000' },
      ],
      payouts: [{ status: 'settled', item_status: 'confirmed', amount: '750000' }],
    })
    expect(undisturbed['balances']).toContainEqual({
      account: 'cash',
      partner: 'Northwind Consulting',
      currency: 'USD',
      amount: '-750000',
    })
    expect(undisturbed['ledger']).toHaveLength(10)
  })

  test('every place where the product lets itself be killed is tried', () => {
    expect(new Set(placesInSources())).toEqual(new Set([...IN_THE_STORY, ...OF_CARD_KEYS, ...OF_SIMULATIONS]))
  })

  test.each([...AROUND, ...IN_THE_STORY, ...LATER])(
    'killed at %s',
    async (place) => {
      const stage = await world.newPortal()
      const worker = await keepWorker(world.settings, place)
      const state = await played(stage)
      await worker.close()
      expect(worker.killed(), 'the worker was never killed there').toBe(1)
      expect(state).toEqual(undisturbed)
    },
    A_SCENARIO_MS,
  )

  test.each(SEEDS)(
    'killed again and again at moments of chance (FAULT_SEED=%i)',
    async (seed) => {
      const stage = await world.newPortal()
      const worker = await keepWorker(world.settings)
      const over = new AbortController()
      const killing = killAtRandom(worker, seed, over.signal)
      const state = await played(stage).finally(() => over.abort())
      await killing
      await worker.close()
      expect(worker.killed(), 'the story was over before any kill').toBeGreaterThan(0)
      expect(state).toEqual(undisturbed)
    },
    A_SCENARIO_MS,
  )
})

/** What the story left behind, and what the CRM was told on the way. */
async function played(stage: Stage): Promise<EndState> {
  const { workspaceId, inCrm } = await playStory(stage)
  return { inCrm, ...(await endState(stage, workspaceId)) }
}

async function killAtRandom(worker: WorkerKeeper, seed: number, over: AbortSignal): Promise<void> {
  const random = randomFrom(seed)
  for (let kill = 0; kill < KILLS; kill++) {
    await after(random() * (kill === 0 ? FIRST_LIFE_MS : LONGEST_LIFE_MS), undefined, { signal: over }).catch(
      () => undefined,
    )
    if (over.aborted) return
    await worker.killNow()
  }
}

/** A linear congruential generator: moments of chance that a seed repeats. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Names given to `crashpoint` as they stand; those that the worker builds from the topic are `AROUND`. */
function placesInSources(): string[] {
  const root = join(import.meta.dirname, '../../server')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(/crashpoint\('([^']+)'\)/g)])
    .map(([, name]) => name ?? '')
}
