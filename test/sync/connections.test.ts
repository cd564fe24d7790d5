import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { pollOnce } from '../../server/jobs/polling.ts'
import { crmWords } from '../../server/crm-words.ts'
import { readConnections } from '../../server/read/connections.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'

let world: SyncWorld | undefined
afterEach(() => world?.close())

async function startWorld(): Promise<SyncWorld> {
  const past = new Date(Date.now() - 86_400_000)
  world = await startSyncWorld({
    hubspot: {
      seed(portal) {
        portal.createCompany({ properties: { name: 'Acme' }, modifiedAt: past })
        for (const amount of ['1', '1.005', null]) {
          portal.createDeal({
            properties: { dealname: 'D', dealstage: 'closedwon', amount },
            modifiedAt: past,
          })
        }
      },
    },
  })
  return world
}

const read = ({ context, workspaceId }: SyncWorld) =>
  context.db.inWorkspace(workspaceId, (tx) => readConnections(tx, crmWords(context), context.crmKinds))

test('a connection shows what is mirrored, what could not be used, and its runs', async () => {
  const started = await startWorld()
  expect((await read(started)).connections).toMatchObject([{ dealCount: 0, lastSyncedAt: null, runs: [] }])
  await started.sync({ full: true })
  expect((await read(started)).connections).toMatchObject([
    {
      id: started.connectionId,
      status: 'connected',
      problem: null,
      reconnectUrl: null,
      dealCount: 3,
      accountCount: 1,
      unusableAmountCount: 1,
      lastSyncedAt: expect.any(String),
      runs: [
        {
          kind: 'full',
          status: 'done',
          read: { deal: 3, account: 1 },
          expected: { deal: 3, account: 1 },
          written: { deal: 3, account: 1 },
        },
      ],
    },
  ])
})

test('a failed run and a revoked connection say what is wrong and who can mend it', async () => {
  const started = await startWorld()
  started.hubspot.faults.plan('GET /crm/objects', { status: 403 }, { times: 2 })
  await expect(started.sync({ full: true })).rejects.toMatchObject({ code: 'forbidden' })
  started.hubspot.faults.clear()
  const [failed] = (await read(started)).connections
  expect(failed?.problem).toContain('HubSpot does not allow GET /crm/objects')
  expect(failed?.runs[0]).toMatchObject({ status: 'failed', finishedAt: expect.any(String) })

  started.hubspot.installations.uninstall()
  await expect(started.sync()).rejects.toMatchObject({ code: 'revoked' })
  const [revoked] = (await read(started)).connections
  expect(revoked?.problem).toContain('An admin of the HubSpot account can reconnect it')
  expect(revoked?.reconnectUrl).toBe('https://desk.test/oauth/hubspot/start')
})

test('syncs are asked for when the last one is old, a listing once a day, and never twice', async () => {
  const started = await startWorld()
  const { context, workspaceId } = started
  const asked = () =>
    context.db.inWorkspace(workspaceId, async (tx) => {
      const rows = await tx.db
        .selectFrom('outbox')
        .select('payload')
        .where('topic', '=', 'sync.connection')
        .execute()
      return rows.map(({ payload }) => (payload as { full: boolean }).full)
    })
  const age = (interval: string) =>
    context.db.inWorkspace(workspaceId, async (tx) => {
      await sql`update sync_run set updated_at = now() - ${interval}::interval`.execute(tx.db)
      await sql`update outbox set done_at = now()`.execute(tx.db)
    })
  await pollOnce(context)
  expect(await asked()).toEqual([])
  await started.sync({ full: true })
  await pollOnce(context)
  expect(await asked()).toEqual([])
  await age('6 minutes')
  await pollOnce(context)
  await pollOnce(context)
  expect(await asked()).toEqual([false])
  await age('25 hours')
  await pollOnce(context)
  expect(await asked()).toEqual([false, true])
})
