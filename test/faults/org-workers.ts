import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findConnection } from '../../server/db/connection-store.ts'
import { storeHints } from '../../server/db/inbox-store.ts'
import { addWorks } from '../../server/jobs/outbox.ts'
import { askForCardKey } from '../../server/workflows/card-keys.ts'
import type { ServeOptions } from '../simulators/salesforce/serve.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'
import { waitingWork } from './settled.ts'

/** Short, so that a test does not wait long for what a stopped or killed worker held. */
export const LEASE_MS = 1_500

/** A connected org on PostgreSQL and Redis, for worker processes that are the test's own. */
export interface OrgWorkers extends OrgWorld {
  /** Of every worker. */
  settings: Readonly<Record<string, string>>
  /** A session of the test's own in the product's database, beside all pools. */
  client: pg.Client
  connection(): Promise<{ status: string; statusReason: string | null }>
  /** One sync of the connection, to be taken up by whichever worker sees it first. */
  askForSync(full: boolean): Promise<void>
  /** As many jobs that each look a changed record up in the org as there are ids. */
  askForRecords(dealIds: readonly string[]): Promise<void>
  /** The first key of the org's cards. */
  askForKey(): Promise<void>
  /** Work that is neither done nor parked, with what went wrong with it last. */
  waitingWork(): Promise<object[]>
}

export async function openOrgWorkers(redisUrl: string, salesforce: ServeOptions): Promise<OrgWorkers> {
  const folder = mkdtempSync(join(tmpdir(), 'org-workers-'))
  const world = await startOrgWorld({ database: 'postgres', salesforce })
  const { app } = world.salesforce.installations
  const { workspaceId, connectionId } = world
  const databaseUrl = world.database.url ?? ''
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const inWorkspace = <T>(work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
    world.context.db.inWorkspace(workspaceId, work)
  return {
    ...world,
    client,
    settings: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      DATA_DIR: folder,
      ENCRYPTION_KEYS: world.config.encryptionKeys.join(','),
      SALESFORCE_CLIENT_ID: app.clientId,
      SALESFORCE_CLIENT_SECRET: app.clientSecret,
      SALESFORCE_LOGIN_URL: world.salesforce.url,
      JOB_LEASE_MS: String(LEASE_MS),
      LOG_LEVEL: 'warn',
    },
    connection: () =>
      inWorkspace(async (tx) => {
        const found = await findConnection(tx, connectionId)
        if (!found) throw new Error('the world has a connection')
        return found
      }),
    askForSync: (full) =>
      inWorkspace((tx) => addWorks(tx, [{ topic: 'sync.connection', payload: { connectionId, full } }])),
    askForRecords: (dealIds) =>
      inWorkspace(async (tx) => {
        const hints = dealIds.map((id) => ({
          dedupeKey: world.context.newId(),
          occurredAt: new Date(),
          kind: 'changed',
          dealIds: [id],
          accountIds: [],
        }))
        await storeHints(tx, connectionId, hints, world.context.newId)
        await addWorks(
          tx,
          dealIds.map(() => ({ topic: 'sync.hinted' as const, payload: { connectionId } })),
        )
      }),
    askForKey: () => inWorkspace((tx) => askForCardKey(tx, connectionId)),
    waitingWork: () => waitingWork(world.database.database, workspaceId),
    async close() {
      await client.end()
      await world.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
