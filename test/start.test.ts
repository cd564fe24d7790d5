import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPILE_CACHE } from './support/compile-cache.ts'

const root = join(import.meta.dirname, '..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whole: Record<string, string> = {
  NODE_ENV: 'production',
  // Refused connections: a start that gets past the settings still ends.
  DATABASE_URL: 'postgres://desk@127.0.0.1:9/desk',
  ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
  HUBSPOT_CLIENT_ID: 'client',
  HUBSPOT_CLIENT_SECRET: 'a-long-client-secret',
  HUBSPOT_APP_ID: '42',
  PUBLIC_URL: 'https://desk.example.com',
  PORT: '0',
}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Really starts the server, with these settings and no others. */
function start(settings: Record<string, string | undefined>): Promise<Ended> {
  const environment = Object.entries({ ...whole, DATA_DIR: folder, ...settings }).filter(
    ([, value]) => value !== undefined,
  )
  const child = spawn(join(root, 'node_modules/.bin/node'), ['server/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, ...Object.fromEntries(environment) },
  })
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (ended.stdout += String(text)))
  child.stderr.on('data', (text) => (ended.stderr += String(text)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })))
}

test.each([
  ['DATABASE_URL', { DATABASE_URL: undefined }, 'set the URL of a PostgreSQL'],
  ['ENCRYPTION_KEYS', { ENCRYPTION_KEYS: undefined }, 'openssl rand -base64 32'],
  ['HUBSPOT_CLIENT_ID', { HUBSPOT_CLIENT_ID: undefined }, 'set HUBSPOT_CLIENT_ID or SALESFORCE_CLIENT_ID'],
  ['SALESFORCE_CLIENT_SECRET', { SALESFORCE_CLIENT_ID: 'client' }, 'set the consumer secret'],
  ['HUBSPOT_CLIENT_SECRET', { HUBSPOT_CLIENT_SECRET: undefined }, 'set the client secret'],
  ['HUBSPOT_APP_ID', { HUBSPOT_APP_ID: undefined }, "set the app's number"],
  ['PUBLIC_URL', { PUBLIC_URL: undefined }, 'set the https address'],
  ['PUBLIC_URL', { PUBLIC_URL: 'http://desk.example.com' }, 'set an https:// address'],
  ['CLOCK_FILE', { CLOCK_FILE: '/tmp/clock.json' }, 'unset it'],
  ['JOB_LEASE_MS', { JOB_LEASE_MS: '2000' }, 'unset it'],
  ['HUBSPOT_API_URL', { HUBSPOT_API_URL: 'http://127.0.0.1:4000' }, 'unset it, or use https'],
  ['HUBSPOT_API_URL', { HUBSPOT_API_URL: 'https://api.hubapi.com.evil.example' }, 'unset it, or use https'],
  ['HUBSPOT_APP_URL', { HUBSPOT_APP_URL: 'https://nothubspot.com' }, 'unset it, or use https'],
])(
  'production does not start with a wrong %s (%j): one line says what to do',
  async (name, settings, whatToDo) => {
    const { code, stdout, stderr } = await start(settings)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr.startsWith(`${name} `)).toBe(true)
    expect(stderr).toContain(whatToDo)
  },
)

test('a database that cannot be reached is one line too', async () => {
  const { code, stderr } = await start({})
  expect(code).toBe(1)
  expect(stderr).toMatch(/^DATABASE_URL cannot be reached [^\n]*\n$/)
})
