import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { crmKinds } from '../../connectors/crm-kinds.ts'
import { connectCrm } from '../../server/connect-crm.ts'
import type { Context } from '../../server/context.ts'
import { findConnection, readTokens } from '../../server/db/connection-store.ts'
import { openPostgres } from '../../server/db/postgres.ts'
import { testSeal } from '../support/test-database.ts'
import { eventually } from '../support/eventually.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'
import type { DatabaseKind } from '../support/test-database.ts'

/** What holds where every refresh spends its token, and spending one twice logs the customer out. */

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function startWorld(database: DatabaseKind = 'pglite'): Promise<OrgWorld> {
  const world = await startOrgWorld({ database })
  closing.push(world.close)
  return world
}

const inWorld = <T>(world: OrgWorld, work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)
const statusOf = async (world: OrgWorld) =>
  (await inWorld(world, (tx) => findConnection(tx, world.connectionId)))?.status
const tokensOf = (world: OrgWorld) =>
  inWorld(world, (tx) => readTokens(tx, world.context.vault, world.connectionId))

/** The same connection as another process has it: with a pool and a keeper of tokens of its own. */
function otherProcess(world: OrgWorld, beforeRefresh?: () => Promise<void>): Pick<Context, 'crmFor'> {
  const { url } = world.database
  if (!url) throw new Error('only PostgreSQL serves two processes')
  const db = openPostgres(url, 3, testSeal)
  closing.push(() => db.close())
  const kinds = crmKinds(world.config)
  const { install } = kinds.salesforce
  if (!install) throw new Error('the world has an app')
  const refresh: typeof install.refresh = async (...spent) => {
    await beforeRefresh?.()
    return install.refresh(...spent)
  }
  const salesforce = { ...kinds.salesforce, install: { ...install, refresh } }
  return { crmFor: connectCrm({ ...world.context, db, crmKinds: { ...kinds, salesforce } }) }
}

/** Looks at the database from a connection of its own, and has it end whoever says nothing in a transaction for 150 ms. */
async function watch(world: OrgWorld) {
  const client = new pg.Client({ connectionString: world.database.url })
  await client.connect()
  closing.push(() => client.end())
  await client.query(`do $$ begin execute format(
    'alter database %I set idle_in_transaction_session_timeout = ''150ms''', current_database()); end $$`)
  const expectSessions = async (count: number, condition: string) => {
    const { rowCount } = await client.query(
      `select pid from pg_stat_activity where datname = current_database() and ${condition}`,
    )
    expect(rowCount).toBe(count)
  }
  return {
    expectSilentTransaction: () =>
      expectSessions(1, `state like 'idle in transaction%' and state_change < now() - interval '600 ms'`),
    expectWaiting: (count: number) => expectSessions(count, `wait_event_type = 'Lock'`),
  }
}

async function eightCallers(
  world: OrgWorld,
  contexts: readonly Pick<Context, 'crmFor'>[] = [world.context],
): Promise<PromiseSettledResult<unknown>[]> {
  const crms = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (contexts[index % contexts.length] ?? world.context).crmFor(world.workspaceId, world.connectionId),
    ),
  )
  return Promise.allSettled(crms.map((crm) => crm.describe()))
}

const fulfilled = Array(8).fill('fulfilled')
const statuses = (outcomes: PromiseSettledResult<unknown>[]) => outcomes.map((outcome) => outcome.status)

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

for (const database of kinds)
  describe.skipIf(missing(database))(`rotating tokens on ${database}`, () => {
    test('eight callers that find the token refused spend the refresh token once, and the next one is kept', async () => {
      const world = await startWorld(database)
      const before = await tokensOf(world)
      for (const round of [1, 2, 3]) {
        world.salesforce.installations.expireAccessTokens()
        expect(statuses(await eightCallers(world))).toEqual(fulfilled)
        expect(world.salesforce.installations.refreshCount()).toBe(round)
      }
      expect((await tokensOf(world))?.refreshToken).not.toBe(before?.refreshToken)
      expect(await statusOf(world)).toBe('connected')
    })

    test('a consent that was withdrawn is asked for once and then left alone', async () => {
      const world = await startWorld(database)
      world.salesforce.installations.revokeAll()
      expect(statuses(await eightCallers(world))).toEqual(Array(8).fill('rejected'))
      expect(world.salesforce.calls.count('oauth.token')).toBe(1)
      expect(await statusOf(world)).toBe('reconnect')
    })
  })

describe.skipIf(missing('postgres'))('two processes on one PostgreSQL', () => {
  test('spend the refresh token once between them', async () => {
    const world = await startWorld('postgres')
    const other = otherProcess(world)
    world.salesforce.installations.expireAccessTokens()
    expect(statuses(await eightCallers(world, [world.context, other]))).toEqual(fulfilled)
    expect(world.salesforce.installations.refreshCount()).toBe(1)
  })

  test('keep the lock of a slow refresh, although the server ends transactions that say nothing', async () => {
    const world = await startWorld('postgres')
    const watcher = await watch(world)
    /** Long after the server would have ended the transaction that asks. */
    const patience = () => eventually(() => watcher.expectSilentTransaction())
    // Both make new connections, which have the limit.
    const [first, second] = [otherProcess(world, patience), otherProcess(world, patience)]
    world.salesforce.installations.expireAccessTokens()
    expect(statuses(await eightCallers(world, [first, second]))).toEqual(fulfilled)
    expect(world.salesforce.installations.refreshCount()).toBe(1)
    expect(await statusOf(world)).toBe('connected')
  })
})

describe.skipIf(missing('postgres'))('a process that is stopped with the new token in hand', () => {
  test('is waited for past every limit of the server, and nobody spends the old token again', async () => {
    const world = await startWorld('postgres')
    const watcher = await watch(world)
    const { installations } = world.salesforce
    installations.expireAccessTokens()
    const { clientId, clientSecret } = installations.app
    const script = join(import.meta.dirname, 'refresh-and-stop.ts')
    const { workspaceId, connectionId, salesforce, database } = world
    const holder = spawn(
      process.execPath,
      [script, database.url ?? '', salesforce.url, clientId, clientSecret, workspaceId, connectionId],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    closing.push(async () => void holder.kill('SIGKILL'))
    const said = text(holder.stdout)
    await eventually(() => expect(installations.refreshCount()).toBe(1))

    const waiting = eightCallers(world, [world.context, otherProcess(world)])
    // Both processes wait, and the holder has said nothing for several times what the server allows others.
    await eventually(() => watcher.expectWaiting(2))
    await eventually(() => watcher.expectSilentTransaction())
    expect(installations.refreshCount()).toBe(1)
    holder.kill('SIGCONT')
    expect(await said).toBe('Meridian Works')
    expect(statuses(await waiting)).toEqual(fulfilled)
    expect(installations.refreshCount()).toBe(1)
    expect(await statusOf(world)).toBe('connected')
  })
})

test('a token without a known end is renewed in time, although it is never refused', async () => {
  const world = await startWorld()
  const use = async () => (await world.context.crmFor(world.workspaceId, world.connectionId)).describe()
  const age = (interval: string) =>
    inWorld(world, (tx) =>
      sql`update connection_token set updated_at = now() - ${interval}::interval`.execute(tx.db),
    )
  await age('5 days')
  await use()
  expect(world.salesforce.installations.refreshCount()).toBe(0)
  await age('7 days')
  await use()
  await use()
  expect(world.salesforce.installations.refreshCount()).toBe(1)
})

test('a renewal ahead of time that fails leaves the token in use', async () => {
  const world = await startWorld()
  await inWorld(world, (tx) =>
    sql`update connection_token set updated_at = now() - interval '7 days'`.execute(tx.db),
  )
  world.salesforce.faults.plan('/services/oauth2/token', { status: 503 }, { times: 50 })
  const crm = await world.context.crmFor(world.workspaceId, world.connectionId)
  expect(await crm.describe()).toMatchObject({ homeCurrency: 'USD' })
  expect(await statusOf(world)).toBe('connected')
})
