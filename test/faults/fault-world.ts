import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedMeridian } from '../simulators/hubspot/seed.ts'
import type { Portal } from '../simulators/hubspot/portal.ts'
import { type RunningSimulator, startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { defaultApp } from '../simulators/hubspot/simulator.ts'
import { freePort } from '../support/services.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { kill, type ProductProcess, runProduct } from './product-process.ts'
import type { Stage } from './story.ts'

/** Short, so that a test does not wait long for what a killed worker held. */
const LEASE_MS = '2000'

export interface FaultWorld {
  database: TestDatabase
  /** Of every process of the product. */
  settings: Readonly<Record<string, string>>
  /** A new simulated portal behind the same address: for the product a new customer. Ends the one before. */
  newPortal(): Promise<Stage>
  close(): Promise<void>
}

/**
 * PostgreSQL and Redis, a web process that serves, and simulated portals one after the other. Workers are the test's own.
 * `moreDeals` are beside the forty of the demo portal.
 */
export async function openFaultWorld(redisUrl: string, moreDeals = 0): Promise<FaultWorld> {
  const database = await openTestDatabase('postgres')
  const folder = mkdtempSync(join(tmpdir(), 'faults-'))
  const [hubspotPort, port] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const settings = {
    DATABASE_URL: database.url ?? '',
    REDIS_URL: redisUrl,
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: url,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    HUBSPOT_CLIENT_ID: defaultApp.clientId,
    HUBSPOT_CLIENT_SECRET: defaultApp.clientSecret,
    HUBSPOT_APP_ID: String(defaultApp.appId),
    HUBSPOT_API_URL: `http://127.0.0.1:${hubspotPort}`,
    HUBSPOT_APP_URL: `http://127.0.0.1:${hubspotPort}`,
    JOB_LEASE_MS: LEASE_MS,
    LOG_LEVEL: 'warn',
  }
  let web: ProductProcess | undefined
  let hubspot: RunningSimulator | undefined
  let portalId = 70_000_000
  return {
    database,
    settings,
    async newPortal() {
      await hubspot?.close()
      if (web) await kill(web)
      // A new one each time: it counts how many installations one address begins in a minute.
      web = runProduct(['server/main.ts'], { ...settings, ROLE: 'web' })
      portalId += 1
      hubspot = await startHubspotSimulator({
        port: hubspotPort,
        limits: false,
        portal: { portalId },
        seed: (portal) => fillPortal(portal, moreDeals),
      })
      await web.ready
      const place = { url, portalId, app: hubspot.installations.app }
      return { place, hubspot, database: database.database }
    },
    async close() {
      if (web) await kill(web)
      await hubspot?.close()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fillPortal(portal: Portal, moreDeals: number): void {
  seedMeridian(portal)
  for (let number = 1; number <= moreDeals; number++) {
    portal.createDeal({
      properties: { dealname: `Renewal ${number}`, amount: String(number * 10), dealstage: 'qualifiedtobuy' },
      modifiedAt: new Date(Date.parse('2026-06-01T00:00:00Z') + number * 1_000),
    })
  }
}
