import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../server/config/config.ts'
import { startServer } from '../../server/start-server.ts'
import { seedMeridian } from '../simulators/hubspot/seed.ts'
import { startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { freePort } from '../support/services.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { runProduct } from './product-process.ts'
import { playStory } from './story.ts'

const A_STORY_MS = 90_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tampering-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The story on one server that does everything, with `meanwhile` before that server ends. */
async function afterStory(
  settings: Record<string, string>,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const hubspot = await startHubspotSimulator({ seed: seedMeridian })
  const port = await freePort()
  const { app } = hubspot.installations
  const server = await startServer(
    loadConfig({
      ...settings,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      HUBSPOT_CLIENT_ID: app.clientId,
      HUBSPOT_CLIENT_SECRET: app.clientSecret,
      HUBSPOT_APP_ID: String(app.appId),
      HUBSPOT_API_URL: hubspot.url,
      HUBSPOT_APP_URL: hubspot.url,
      LOG_LEVEL: 'warn',
    }),
  )
  try {
    const place = { url: server.url, portalId: hubspot.portal.portalId, app }
    await playStory({ place, hubspot, database: server.context.db })
    await meanwhile()
  } finally {
    await server.close()
    await hubspot.close()
  }
}

interface Verdict {
  code: number | null
  stdout: string
  stderr: string
}

async function verify(settings: Record<string, string>): Promise<Verdict> {
  const command = runProduct(['server/cli/run.ts', 'ledger', 'verify'], settings)
  const { code } = await command.ended
  return { code, stdout: command.stdout(), stderr: command.stderr() }
}

const SOUND = /^workspace [0-9a-f-]{36}: ok, 5 transactions, 10 postings\n$/

test(
  'after the story the ledger is proven by the server that holds the embedded database',
  async () => {
    const settings = { DATA_DIR: join(folder, 'embedded') }
    await afterStory(settings, async () => {
      const { code, stdout, stderr } = await verify(settings)
      expect(stderr).toBe('')
      expect(stdout).toMatch(SOUND)
      expect(code).toBe(0)
    })
  },
  A_STORY_MS,
)

describe.skipIf(!process.env['TEST_POSTGRES_URL'])('on PostgreSQL', () => {
  let story: TestDatabase
  let owner: pg.Client
  let copies = 0

  beforeAll(async () => {
    story = await openTestDatabase('postgres')
    await afterStory(settingsOf(story.url ?? ''))
    // Nobody may be connected to a database that is copied.
    await story.database.close()
    owner = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] })
    await owner.connect()
  })
  afterAll(async () => {
    await owner.query(`drop database ${nameOf(story.url ?? '')} with (force)`)
    await owner.end()
  })

  const settingsOf = (url: string) => ({ DATABASE_URL: url, DATA_DIR: join(folder, 'beside') })

  /** `ledger verify` on a copy of the story's database that was altered by hand, as the owner of the tables. */
  async function verifyAltered(alter: (db: pg.Client) => Promise<void>): Promise<Verdict> {
    const name = `${nameOf(story.url ?? '')}_${(copies += 1)}`
    await owner.query(`create database ${name} template ${nameOf(story.url ?? '')}`)
    const url = new URL(story.url ?? '')
    url.pathname = `/${name}`
    try {
      const db = new pg.Client({ connectionString: url.href })
      await db.connect()
      await alter(db).finally(() => db.end())
      return await verify(settingsOf(url.href))
    } finally {
      await owner.query(`drop database ${name} with (force)`)
    }
  }

  const transaction = async (db: pg.Client, sequence: number): Promise<string> => {
    const { rows } = await db.query<{ id: string }>('select id from ledger_transaction where sequence = $1', [
      sequence,
    ])
    return rows[0]?.id ?? ''
  }

  test('after the story the ledger is proven by a process of its own', async () => {
    const { code, stdout } = await verifyAltered(async () => undefined)
    expect(stdout).toMatch(SOUND)
    expect(code).toBe(0)
  })

  test('one posting altered by hand is named by its transaction and line', async () => {
    let id = ''
    const { code, stdout, stderr } = await verifyAltered(async (db) => {
      id = await transaction(db, 3)
      await db.query(
        'update ledger_posting set amount_minor = amount_minor + 1 where transaction_id = $1 and line_number = 2',
        [id],
      )
    })
    expect(stderr).toContain(
      `: ledger_posting ${id}, line 2: its amount in minor units is not what was written`,
    )
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  test('a last transaction that was taken out is missed', async () => {
    const { code, stderr } = await verifyAltered(async (db) => {
      const id = await transaction(db, 5)
      await db.query('delete from ledger_posting where transaction_id = $1', [id])
      await db.query('delete from ledger_transaction where id = $1', [id])
    })
    expect(stderr).toContain(': ledger_head: the last transaction is 4 and should be 5: some are missing')
    expect(code).toBe(1)
  })

  test('two transactions that changed places are found, the first one named', async () => {
    let second = ''
    const { code, stderr } = await verifyAltered(async (db) => {
      second = await transaction(db, 2)
      const third = await transaction(db, 3)
      const move = 'update ledger_transaction set sequence = $2 where id = $1'
      await db.query(move, [second, 99])
      await db.query(move, [third, 2])
      await db.query(move, [second, 3])
      second = third
    })
    expect(stderr).toContain(`: ledger_transaction ${second}: its previous hash is not the hash`)
    expect(code).toBe(1)
  })
})

const nameOf = (url: string): string => new URL(url).pathname.slice(1)
