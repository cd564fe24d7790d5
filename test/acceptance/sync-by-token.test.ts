import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { command } from './desk.ts'
import { cents, exportedAccount, exportedDeal, listedConnection, syncSummary } from './exported.ts'
import { accountsFile, dealsFile, hasSalesExport } from './sales-export.ts'

// Whole processes on a machine that others may keep busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const root = join(import.meta.dirname, '../..')
const TOKEN = 'pat-acceptance'
const server = process.env['TEST_POSTGRES_URL']

describe.skipIf(!hasSalesExport)('sync by a token, with no server running (needs ../shared/data)', () => {
  let simulator: ChildProcess
  let baseUrl: string
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'by-token-'))
    const program = 'test/simulators/hubspot/serve.ts'
    const args = [program, '--deals', dealsFile, '--accounts', accountsFile, '--token', TOKEN]
    simulator = spawn(join(root, 'node_modules/.bin/node'), args, {
      cwd: root,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (!simulator.stdout) throw new Error('its output is a pipe')
    const lines = createInterface({ input: simulator.stdout })[Symbol.asyncIterator]()
    baseUrl = String((await lines.next()).value)
    // The second line says that the export is loaded.
    expect((await lines.next()).value).toContain('8800 deals, 85 accounts')
  })
  afterAll(async () => {
    simulator.kill('SIGTERM')
    await once(simulator, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })

  async function mirrorsAll(settings: Record<string, string>): Promise<void> {
    const byToken = ['--crm', 'hubspot', '--base-url', baseUrl, '--token', TOKEN]
    const sync = async (...args: string[]) =>
      syncSummary.parse((await command(settings, 'sync', ...byToken, ...args))[0])
    const first = await sync('--full')
    expect(first).toMatchObject({ kind: 'full', rowsWritten: { deal: 8_800, account: 85 } })
    expect(first.apiCalls.total).toBeLessThanOrEqual(Math.floor(1.1 * (88 + 1)) + 10)

    const again = await sync()
    expect(again).toMatchObject({
      connectionId: first.connectionId,
      kind: 'incremental',
      rowsWritten: { deal: 0, account: 0 },
    })
    expect(again.apiCalls.total).toBeLessThanOrEqual(5)
    const listed = z.array(listedConnection).parse(await command(settings, 'sync'))
    expect(listed.map(({ connectionId }) => connectionId)).toEqual([first.connectionId])

    const accounts = z.array(exportedAccount).parse(await command(settings, 'export', 'accounts'))
    expect(accounts.filter(({ parentExternalId }) => parentExternalId !== null)).toHaveLength(15)
    expect(accounts).toHaveLength(85)
    const deals = z.array(exportedDeal).parse(await command(settings, 'export', 'deals'))
    const won = deals.filter(({ outcome }) => outcome === 'won')
    const total = won.reduce((sum, { amount }) => sum + cents(amount ?? ''), 0n)
    expect([deals.length, won.length, total]).toEqual([8_800, 4_238, 1_000_553_400n])
    expect(deals.filter(({ accountExternalId }) => accountExternalId === null)).toHaveLength(1_425)
  }

  test('into the embedded database', () => mirrorsAll({ DATA_DIR: folder }))

  test.skipIf(!server)('into PostgreSQL', async () => {
    const name = `acceptance_${randomBytes(6).toString('hex')}`
    await administer(`create database ${name}`)
    try {
      const url = new URL(server ?? '')
      url.pathname = `/${name}`
      await mirrorsAll({ DATABASE_URL: url.href, DATA_DIR: folder })
    } finally {
      await administer(`drop database ${name} with (force)`)
    }
  })
})

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
