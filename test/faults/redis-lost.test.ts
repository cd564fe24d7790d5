import Bull from 'bull'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Service, startRedis } from '../support/services.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { endState } from './end-state.ts'
import { type FaultWorld, openFaultWorld } from './fault-world.ts'
import { settled, waitingWork } from './settled.ts'
import { findPartner, openWorkspace, type Stage, tagSourced } from './story.ts'
import type { Visitor } from './visitor.ts'
import { keepWorker, type WorkerKeeper } from './worker-keeper.ts'

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
const A_SCENARIO_MS = 90_000

describe.skipIf(missing)('work that Redis knew about', () => {
  let redis: Service
  let world: FaultWorld
  let stage: Stage
  let workspaceId: string
  let rep: Visitor
  let partnerId: string
  let workers: WorkerKeeper[]

  beforeAll(async () => {
    // Its own one: it is emptied and killed.
    redis = await startOwnRedis()
    world = await openFaultWorld(redis.url)
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })
  beforeEach(async () => {
    stage = await world.newPortal()
    workers = [await keepWorker(world.settings)]
    const opened = await openWorkspace(stage)
    workspaceId = opened.workspaceId
    rep = opened.people.rep
    partnerId = await findPartner(rep, cardOf(openDeals(1)[0] ?? ''))
    await settled(stage, workspaceId)
  })
  afterEach(async () => {
    for (const worker of workers) await worker.close()
  })

  async function startOwnRedis(): Promise<Service> {
    const port = redis ? Number(new URL(redis.url).port) : undefined
    const started = await startRedis(port)
    if (!started) throw new Error('there is no redis-server on this machine')
    return started
  }

  const openDeals = (count: number): string[] =>
    [...stage.hubspot.portal.stores['0-3'].active()]
      .filter(
        ({ properties }) => properties.dealstage !== 'closedwon' && properties.dealstage !== 'closedlost',
      )
      .map(({ id }) => id)
      .slice(0, count)
  const tag = (dealIds: readonly string[]) =>
    Promise.all(dealIds.map((id) => tagSourced(rep, cardOf(id), partnerId)))
  const stopWorkers = async () => {
    for (const worker of workers.splice(0)) await worker.close()
  }
  const startWorker = async () => workers.push(await keepWorker(world.settings))

  /** Every row done, and each of these deals says in the CRM who sourced it. */
  async function expectAllDone(dealIds: readonly string[]): Promise<void> {
    await settled(stage, workspaceId)
    const state = await endState(stage, workspaceId)
    expect(state).toMatchObject({ unfinishedWork: [], connections: [{ status: 'connected' }] })
    expect(state['crm']).toEqual(
      dealIds.map((id) => ({
        id,
        partner_desk_partner: 'Northwind Consulting',
        partner_desk_role: 'Sourced',
      })),
    )
  }

  test(
    'is done although Redis forgot it before a worker began',
    async () => {
      await stopWorkers()
      const deals = openDeals(12)
      await tag(deals)
      expect(await waitingWork(stage.database, workspaceId)).toHaveLength(deals.length)
      const queue = new Bull('partner-desk', redis.url)
      try {
        await eventually(async () => expect(await queue.getWaitingCount()).toBe(deals.length))
        await queue.client.flushall()
        expect(await queue.getWaitingCount()).toBe(0)
      } finally {
        await queue.close()
      }
      await startWorker()
      await expectAllDone(deals)
    },
    A_SCENARIO_MS,
  )

  test(
    'is done although Redis was killed in the middle, away for a while and came back empty',
    async () => {
      const deals = openDeals(12)
      await tag(deals.slice(0, 6))
      await redis.stop()
      // The product goes on taking work without it.
      await tag(deals.slice(6))
      redis = await startOwnRedis()
      await expectAllDone(deals)
      expect(workers[0]?.killed()).toBe(0)
    },
    A_SCENARIO_MS,
  )

  test(
    'meets an expired token in the jobs of two workers at once, and the token is refreshed once',
    async () => {
      await startWorker()
      const deals = openDeals(8)
      const { installations, calls } = stage.hubspot
      installations.expireAccessTokens()
      calls.clear()
      // Nobody gets at the token's row before both workers ask for it.
      await withClient(world.database.url, async (holder) => {
        await holder.query('begin')
        await holder.query('select 1 from connection_token where workspace_id = $1 for update', [workspaceId])
        await tag(deals)
        // Whatever a worker has in hand, it asks with one session: the others wait inside the process.
        await eventually(async () => expect(await waitingForToken(world.database)).toBe(2), 30_000)
        expect(calls.count('oauth.token')).toBe(0)
        await holder.query('commit')
      })
      await expectAllDone(deals)
      expect(calls.count('oauth.token')).toBe(1)
    },
    A_SCENARIO_MS,
  )
})

const cardOf = (dealId: string): string => `/v1/card/deals/${dealId}`

/** How many sessions wait for a row of tokens. */
function waitingForToken({ url }: TestDatabase): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%connection_token%for update'`,
    )
    return rows[0]?.count ?? 0
  })
}

async function withClient<T>(url: string | undefined, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return work(client).finally(() => client.end())
}
