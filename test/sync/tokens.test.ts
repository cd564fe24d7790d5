import { afterEach, describe, expect, test } from 'vitest'
import { findConnection, saveTokens } from '../../server/db/connection-store.ts'
import { mirrorConnection } from '../../server/jobs/handlers/sync-connection.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'
import type { DatabaseKind } from '../support/test-database.ts'

const worlds: SyncWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function startWorld(database: DatabaseKind): Promise<SyncWorld> {
  const world = await startSyncWorld({
    database,
    hubspot: {
      seed: (portal) => void portal.createDeal({ properties: { dealname: 'One', dealstage: 'closedwon' } }),
    },
  })
  worlds.push(world)
  return world
}

const statusOf = async (world: SyncWorld) =>
  (await world.context.db.inWorkspace(world.workspaceId, (tx) => findConnection(tx, world.connectionId)))
    ?.status

/** Eight callers as eight processes have them: each with an adapter of its own. */
async function eightCallers(world: SyncWorld): Promise<PromiseSettledResult<unknown>[]> {
  const crms = await Promise.all(
    Array.from({ length: 8 }, () => world.context.crmFor(world.workspaceId, world.connectionId)),
  )
  return Promise.allSettled(crms.map((crm) => crm.stages()))
}

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const missing = (kind: DatabaseKind) => kind === 'postgres' && !process.env['TEST_POSTGRES_URL']

for (const database of kinds)
  describe.skipIf(missing(database))(`tokens on ${database}`, () => {
    test('eight callers that find the token refused refresh it once between them', async () => {
      const world = await startWorld(database)
      world.hubspot.installations.expireAccessTokens()
      const outcomes = await eightCallers(world)
      expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(8).fill('fulfilled'))
      expect(world.hubspot.calls.count('oauth.token')).toBe(1)
    })

    test('eight callers that know that the token ends refresh it once, and no call is refused', async () => {
      const world = await startWorld(database)
      const { refreshToken } = world.hubspot.installations.install({ scopes: [], userId: 1004 })
      await world.context.db.inWorkspace(world.workspaceId, (tx) =>
        saveTokens(
          tx,
          world.context.vault,
          world.connectionId,
          { accessToken: 'about to end', refreshToken, expiresAt: new Date(Date.now() + 30_000) },
          new Date(),
        ),
      )
      await eightCallers(world)
      expect(world.hubspot.calls.count('oauth.token')).toBe(1)
      expect(world.hubspot.calls.byStatus()['401']).toBeUndefined()
    })

    test('an uninstalled app is asked once and then left alone until it is connected again', async () => {
      const world = await startWorld(database)
      world.hubspot.installations.uninstall()
      const outcomes = await eightCallers(world)
      expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(8).fill('rejected'))
      expect(world.hubspot.calls.count('oauth.token')).toBe(1)
      expect(await statusOf(world)).toBe('reconnect')

      const calls = world.hubspot.calls.count()
      await expect(world.sync({ full: true })).rejects.toMatchObject({ code: 'revoked' })
      expect(world.hubspot.calls.count()).toBe(calls)
    })
  })

test('a token that is saved is not readable in the database', async () => {
  const world = await startWorld('pglite')
  const rows = await world.context.db.inWorkspace(world.workspaceId, (tx) =>
    tx.db.selectFrom('connection_token').selectAll().execute(),
  )
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toMatch(/na1-/)
})

test('a refresh that fails for the moment leaves the connection connected', async () => {
  const world = await startWorld('pglite')
  world.hubspot.installations.expireAccessTokens()
  world.hubspot.faults.plan('/oauth/', { status: 500 })
  const crm = await world.context.crmFor(world.workspaceId, world.connectionId)
  await expect(crm.stages()).rejects.toMatchObject({ code: 'unavailable' })
  expect(await statusOf(world)).toBe('connected')
  expect(await crm.stages()).not.toEqual([])
})

test('a sync job of a revoked connection ends without being tried again', async () => {
  const world = await startWorld('pglite')
  world.hubspot.installations.uninstall()
  await mirrorConnection({
    context: world.context,
    workspaceId: world.workspaceId,
    outboxId: world.context.newId(),
    payload: { connectionId: world.connectionId, full: true },
    signal: new AbortController().signal,
    stillWorking: async () => undefined,
  })
  expect(await statusOf(world)).toBe('reconnect')
})
