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
import { COMPILE_CACHE } from '../support/compile-cache.ts'
import { command } from './desk.ts'
import { listedConnection, type SyncSummary, syncSummary } from './exported.ts'
import {
  accountsOf,
  asToBeMirrored,
  connectionTo,
  dealsOf,
  endOfQuarter,
  EXPORT_TOTALS,
  inWordsOfExport,
  totalsOf,
} from './mirror.ts'
import { accountsFile, dealsFile, hasSalesExport, readSalesExport } from './sales-export.ts'

// Whole processes on a machine that others may keep busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const root = join(import.meta.dirname, '../..')
const TOKEN = 'pat-acceptance'
const server = process.env['TEST_POSTGRES_URL']
const THOUSANDS_OF_RECORDS = 8.885

const CRMS = [
  {
    crm: 'hubspot',
    addressFlag: '--base-url',
    /** What a deal has whose row has no close date. */
    withoutCloseDate: null,
    /** 88 pages of deals and one of accounts, and a tenth more; ten for what surrounds them. */
    firstCalls: Math.floor(1.1 * (88 + 1)) + 10,
    idleCalls: 5,
    idleKinds: [],
  },
  {
    crm: 'salesforce',
    addressFlag: '--instance-url',
    withoutCloseDate: endOfQuarter(),
    /** Bulk API 2.0 needs 0.06 calls for a thousand records; twelve for what surrounds them. */
    firstCalls: Math.floor(1.1 * 0.06 * THOUSANDS_OF_RECORDS + 12),
    idleCalls: 5,
    /** A look at what changed, one kind of call for each object. */
    idleKinds: ['changed_opportunity', 'changed_account'],
  },
] as const

describe.skipIf(!hasSalesExport)('sync by a token, with no server running (needs ../shared/data)', () => {
  describe.each(CRMS)('$crm', ({ crm, addressFlag, withoutCloseDate, firstCalls, idleCalls, idleKinds }) => {
    let simulator: ChildProcess
    let baseUrl: string
    let folder: string

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'by-token-'))
      const program = `test/simulators/${crm}/serve.ts`
      const args = [program, '--deals', dealsFile, '--accounts', accountsFile, '--token', TOKEN]
      simulator = spawn(join(root, 'node_modules/.bin/node'), args, {
        cwd: root,
        env: { PATH: process.env['PATH'], ...COMPILE_CACHE },
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

    async function sync(settings: Record<string, string>, ...args: string[]): Promise<SyncSummary> {
      const byToken = ['--crm', crm, addressFlag, baseUrl, '--token', TOKEN]
      return syncSummary.parse((await command(settings, 'sync', ...byToken, ...args))[0])
    }

    async function simulated(path: string, method = 'GET', body?: object): Promise<unknown> {
      const reply = await fetch(`${baseUrl}/simulator/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      return reply.json()
    }
    const callsSeen = async () => z.object({ total: z.int() }).parse(await simulated('calls')).total

    async function mirrorsAll(settings: Record<string, string>): Promise<SyncSummary> {
      await simulated('calls', 'DELETE')
      const first = await sync(settings, '--full')
      expect(first).toMatchObject({
        kind: 'full',
        records: { deal: 8_800, account: 85 },
        rowsWritten: { deal: 8_800, account: 85 },
      })
      expect(first.apiCalls.total, JSON.stringify(first.apiCalls)).toBeLessThanOrEqual(firstCalls)
      // What the command counts is what the CRM sees, but for asking which account it is before there is a connection.
      const seen = await callsSeen()
      expect(seen).toBeGreaterThanOrEqual(first.apiCalls.total)
      expect(seen).toBeLessThanOrEqual(first.apiCalls.total + 2)

      const again = await sync(settings)
      expect(again).toMatchObject({
        connectionId: first.connectionId,
        kind: 'incremental',
        rowsWritten: { deal: 0, account: 0 },
      })
      expect(again.apiCalls.total, JSON.stringify(again.apiCalls)).toBeLessThanOrEqual(idleCalls)
      for (const kind of idleKinds) expect(again.apiCalls[kind], kind).toBeLessThanOrEqual(2)
      const listed = z.array(listedConnection).parse(await command(settings, 'sync'))
      expect(listed.map(({ connectionId }) => connectionId)).toEqual([first.connectionId])

      const { rows, parentOf } = readSalesExport()
      const accounts = await accountsOf(settings, first.connectionId)
      expect([accounts.count, accounts.parentOf]).toEqual([85, parentOf])
      expect([...accounts.parentOf.values()].filter((parent) => parent !== '')).toHaveLength(15)
      const mirrored = inWordsOfExport(await dealsOf(settings, first.connectionId), accounts)
      expect(mirrored).toEqual(asToBeMirrored(rows, withoutCloseDate))
      expect(totalsOf(mirrored)).toEqual(EXPORT_TOTALS)
      return first
    }

    test('into the embedded database', async ({ annotate }) => {
      const { apiCalls } = await mirrorsAll({ DATA_DIR: folder })
      await annotate(`calls of the first sync: ${JSON.stringify(apiCalls)}`)
    })

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

    // HubSpot's are counted over the desk in real-input.test.ts.
    if (crm === 'salesforce')
      test('what changed since costs few calls, and only it is written', async () => {
        const settings = { DATA_DIR: folder }
        const { connectionId } = await connectionTo(settings, crm)
        expect(await simulated('opportunities/change', 'POST', { count: 250 })).toEqual({ changed: 250 })
        const changes = await sync(settings)
        expect(changes).toMatchObject({
          kind: 'incremental',
          records: { deal: 250, account: 0 },
          rowsWritten: { deal: 250, account: 0 },
        })
        expect(changes.apiCalls['changed_opportunity']).toBeLessThanOrEqual(Math.ceil(250 / 2_000) + 2)
        expect(changes.apiCalls['changed_account']).toBeLessThanOrEqual(2)
        const revised = (await dealsOf(settings, connectionId)).filter(({ name }) =>
          name.endsWith('(revision 1)'),
        )
        expect(revised).toHaveLength(250)
        const whole = await sync(settings, '--full')
        expect(whole).toMatchObject({ kind: 'full', rowsWritten: { deal: 0, account: 0 } })
        expect(whole.apiCalls.total, JSON.stringify(whole.apiCalls)).toBeLessThanOrEqual(firstCalls)
      })
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
