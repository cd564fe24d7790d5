import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { connectAccount } from '../../server/db/connection-store.ts'
import { LEASE_MS, type OrgWorkers, openOrgWorkers } from './org-workers.ts'
import { kill, type ProductProcess, runProduct } from './product-process.ts'
import { keepWorker } from './worker-keeper.ts'

/**
 * Worker processes over an org whose refresh tokens rotate: spending one twice logs the customer out. What one process does
 * is in test/sync/rotating-tokens.test.ts.
 */

const missing = !process.env['TEST_POSTGRES_URL'] || !process.env['TEST_REDIS_URL']
/** A Redis database of this file's own: other tests have theirs on the same server. */
const redisUrl = `${process.env['TEST_REDIS_URL'] ?? ''}/12`
const A_SCENARIO_MS = 90_000
const PATIENCE_MS = 60_000
/** What one worker process works on at once. */
const AT_ONCE = 4

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

let ids: string[]

async function start(): Promise<OrgWorkers> {
  ids = []
  const world = await openOrgWorkers(redisUrl, {
    seed(org) {
      const at = new Date(Date.now() - 86_400_000)
      for (let number = 1; number <= 2 * AT_ONCE; number++)
        ids.push(org.createOpportunity({ Name: `Deal ${number}`, Amount: '100' }, { at }).id)
    },
  })
  closing.push(world.close)
  return world
}

/** Two workers whose sessions in the database carry their names. The org has a key for its cards. */
async function twoWorkers(world: OrgWorkers): Promise<Record<string, ProductProcess>> {
  const workers: Record<string, ProductProcess> = {}
  for (const name of ['first', 'second']) {
    const worker = runProduct(['server/main.ts'], { ...world.settings, ROLE: 'worker', PGAPPNAME: name })
    workers[name] = worker
    closing.push(() => kill(worker))
  }
  for (const worker of Object.values(workers)) await worker.ready
  // Otherwise they would ask for a key by themselves in a minute, in the middle of a test on a slow machine.
  await world.askForKey()
  await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
  return workers
}

/** Which workers have a session in this condition. */
async function workersWith({ client }: OrgWorkers, condition: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
      where datname = current_database() and application_name in ('first', 'second') and ${condition} order by 1`,
  )
  return rows.map(({ name }) => name)
}
const WAITS_FOR_LOCK = "wait_event_type = 'Lock'"
const HOLDS_LOCK = `state = 'idle in transaction' and pid in
  (select pid from pg_locks where relation = 'connection_token'::regclass and mode = 'RowShareLock')`

const refused = ({ salesforce }: OrgWorkers): number => salesforce.calls.byStatus()['401'] ?? 0

async function expectAllDone(world: OrgWorkers): Promise<void> {
  await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
  expect(await world.connection()).toMatchObject({ status: 'connected', statusReason: null })
  const { rows } = await world.client.query(
    'select count(*)::int as parked from outbox where parked_at is not null',
  )
  expect(rows).toEqual([{ parked: 0 }])
}

/** The customer is still logged in, for the product and for Salesforce. */
async function expectNextSyncWorks(world: OrgWorkers): Promise<void> {
  const { salesforce } = world
  salesforce.org.update(ids[0] ?? '', { Name: 'Changed afterwards' })
  await world.askForSync(false)
  await eventually(async () => {
    const { rows } = await world.client.query<{ name: string }>(
      'select name from deal where external_id = $1',
      [ids[0]],
    )
    expect(rows).toEqual([{ name: 'Changed afterwards' }])
  }, PATIENCE_MS)
  await expectAllDone(world)
  expect(salesforce.installations.isInstalled()).toBe(true)
}

describe.skipIf(missing)('two workers and one token that has expired', () => {
  test(
    'spend the refresh token once, although eight syncs find the token refused at the same time',
    async () => {
      const world = await start()
      const { salesforce, client } = world
      await twoWorkers(world)
      await world.askForSync(true)
      await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
      expect(salesforce.installations.refreshCount()).toBe(0)

      salesforce.installations.expireAccessTokens()
      // Nobody gets at the refresh token before all eight want to.
      await client.query('begin')
      await client.query('select 1 from connection_token for update')
      await world.askForRecords(ids)
      await eventually(() => expect(refused(world)).toBe(2 * AT_ONCE), PATIENCE_MS)
      await eventually(async () =>
        expect(await workersWith(world, WAITS_FOR_LOCK)).toEqual(['first', 'second']),
      )
      expect(salesforce.installations.refreshCount()).toBe(0)
      await client.query('commit')

      await expectAllDone(world)
      expect(salesforce.installations.refreshCount()).toBe(1)
      expect(refused(world)).toBe(2 * AT_ONCE)
      await expectNextSyncWorks(world)
      expect(salesforce.installations.refreshCount()).toBe(1)
    },
    A_SCENARIO_MS,
  )

  test(
    'spend it once although the one that holds the lock is stopped past every lease and then goes on',
    async () => {
      const world = await start()
      const { salesforce, client } = world
      const { installations } = salesforce
      const workers = await twoWorkers(world)
      installations.expireAccessTokens()
      // Both stop in the instant in which the org has spent the token, and before either can have read the answer.
      const refresh = installations.refresh.bind(installations)
      installations.refresh = (token) => {
        const issued = refresh(token)
        for (const { child } of Object.values(workers)) child.kill('SIGSTOP')
        installations.refresh = refresh
        return issued
      }
      // No more than one worker can take in hand at once.
      await world.askForSync(true)
      await world.askForRecords(ids.slice(0, AT_ONCE - 1))
      await eventually(() => expect(installations.refreshCount()).toBe(1), PATIENCE_MS)
      const [holder = ''] = await eventually(async () => {
        const holding = await workersWith(world, HOLDS_LOCK)
        expect(holding).toHaveLength(1)
        return holding
      })
      const other = holder === 'first' ? 'second' : 'first'
      workers[other]?.child.kill('SIGCONT')

      // Past the leases of its work and of its sync run; the other has taken some of it up, and waits.
      const longAgo = `state_change < now() - interval '${2 * LEASE_MS} ms'`
      await eventually(
        async () => expect(await workersWith(world, `${HOLDS_LOCK} and ${longAgo}`)).toEqual([holder]),
        PATIENCE_MS,
      )
      await eventually(async () => {
        const { rows } = await client.query(
          'select id from outbox where attempts > 1 and (done_at is not null or leased_until > now())',
        )
        expect(rows.length).toBeGreaterThan(0)
      }, PATIENCE_MS)
      await eventually(async () => expect(await workersWith(world, WAITS_FOR_LOCK)).toEqual([other]))
      expect(installations.refreshCount()).toBe(1)
      workers[holder]?.child.kill('SIGCONT')

      await expectAllDone(world)
      expect(installations.refreshCount()).toBe(1)
      await expectNextSyncWorks(world)
      expect(installations.refreshCount()).toBe(1)
    },
    A_SCENARIO_MS,
  )
})

describe.skipIf(missing)('a worker that is killed between the new token and its saving', () => {
  test(
    'has lost it: the org is asked once more, a person is told what to do, and nothing is lost',
    async () => {
      const world = await start()
      const { salesforce, context, workspaceId } = world
      const { installations, calls } = salesforce
      installations.expireAccessTokens()
      await world.askForSync(true)
      const worker = await keepWorker(world.settings, 'token:refreshed')
      closing.push(() => worker.close())
      await eventually(async () => expect((await world.connection()).status).toBe('reconnect'), PATIENCE_MS)
      expect(worker.killed()).toBe(1)
      expect(installations.refreshCount()).toBe(1)
      // Salesforce ends everything when it sees a refresh token twice: there is nothing left to try.
      expect(calls.count('oauth.token')).toBe(2)
      expect((await world.connection()).statusReason).toMatch(
        /^Salesforce no longer accepts this connection \(invalid_grant.*An admin connects the org again\./,
      )
      await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
      await world.askForSync(false)
      await world.askForRecords(ids)
      await eventually(async () => expect(await world.waitingWork()).toEqual([]), PATIENCE_MS)
      expect(calls.count('oauth.token'), 'nobody asks any more').toBe(2)

      const granted = installations.install({ userId: '005Hp000000Int9IAC' })
      const { settings } = salesforce.org
      await context.db.inWorkspace(workspaceId, (tx) =>
        connectAccount(
          tx,
          context.vault,
          {
            id: context.newId(),
            crm: 'salesforce',
            externalAccountId: settings.orgId,
            name: settings.name,
            authKind: 'oauth',
            apiBaseUrl: salesforce.url,
            appBaseUrl: salesforce.url,
            scopes: ['api', 'refresh_token'],
            homeCurrency: settings.currency,
            timeZone: settings.timeZone,
          },
          { accessToken: granted.accessToken, refreshToken: granted.refreshToken, expiresAt: null },
          new Date(),
        ),
      )
      await expectNextSyncWorks(world)
      const { rows } = await world.client.query('select count(*)::int as deals from deal')
      expect(rows).toEqual([{ deals: ids.length }])
    },
    A_SCENARIO_MS,
  )
})
