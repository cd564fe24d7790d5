import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { runCommand, startProcess } from '../support/processes.ts'
import { openTestDatabase } from '../support/test-database.ts'
import { parseWorkerSettings } from '../support/worker-settings.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { tellStory, type Venue } from './tell-story.ts'

const redisServer = process.env['TEST_REDIS_URL']
const missing = [!process.env['TEST_POSTGRES_URL'] && 'PostgreSQL', !redisServer && 'Redis'].filter(Boolean)

tellStory({
  where: 'on PostgreSQL and Redis with a web and a worker process',
  record: hubspotRecord,
  missing: missing.length > 0 ? missing.join(' and ') : undefined,
  simulator: true,
  open,
})

async function open(): Promise<Venue> {
  /** In the order in which they close. */
  const opened: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const end of opened) await end()
  }
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'partner-desk-story-'))
    opened.unshift(() => rmSync(dataDir, { recursive: true, force: true }))
    const database = await openTestDatabase('postgres')
    opened.unshift(() => database.close())
    const databaseUrl = database.url ?? ''
    const web = startProcess(['test/support/run-workbench.ts'], {
      ROLE: 'web',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      REDIS_URL: ownRedis(),
    })
    opened.unshift(() => web.stop())
    const settings = parseWorkerSettings(await web.says(/^Worker settings: (.*)$/m))
    const worker = startProcess(['server/main.ts'], settings)
    opened.unshift(() => worker.stop())
    return {
      url: await web.says(/Partner Desk is at (\S+)/),
      command: (...args) => runCommand(['server/cli/run.ts', ...args], settings),
      async repeatWebhooks() {
        const statuses = await repeatWebhooks(settings['HUBSPOT_API_URL'] ?? '')
        assert(statuses.length > 0)
        assert.deepEqual([...new Set(statuses)], [200])
        await eventually(async () => assert.equal(await unfinished(databaseUrl), 0), 30_000)
      },
      said: () => `web: ${web.said()}\nworker: ${worker.said()}`,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Other test files use the server's first database. */
function ownRedis(): string {
  const url = new URL(redisServer ?? '')
  url.pathname = '/7'
  return url.href
}

const repeated = z.object({ deliveries: z.array(z.object({ status: z.int() })) })

async function repeatWebhooks(simulatorUrl: string): Promise<number[]> {
  const response = await fetch(`${simulatorUrl}/simulator/webhooks/repeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  return repeated.parse(await response.json()).deliveries.map(({ status }) => status)
}

/** Webhooks that are stored but not handled, and work that waits, of every workspace. */
async function unfinished(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ count: number }>(
      `select (select count(*) from webhook_inbox where processed_at is null)::int
            + (select count(*) from outbox where done_at is null and parked_at is null)::int as count`,
    )
    return rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}
