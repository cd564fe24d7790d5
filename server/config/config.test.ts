import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from './config.ts'
import { type Environment, SETTINGS, readEnv } from './env.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = Buffer.alloc(32, 1).toString('base64')
const production = (): Environment => ({
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://desk@db.internal/desk',
  ENCRYPTION_KEYS: key,
  HUBSPOT_CLIENT_ID: 'client',
  HUBSPOT_CLIENT_SECRET: 'a-long-client-secret',
  HUBSPOT_APP_ID: '42',
  PUBLIC_URL: 'https://desk.example.com',
})

test('nothing is needed for development', () => {
  const config = loadConfig({ DATA_DIR: folder })
  expect(config).toMatchObject({
    production: false,
    port: 3000,
    host: '127.0.0.1',
    dataDir: folder,
    databaseUrl: null,
    redisUrl: null,
    role: 'all',
    publicUrl: 'http://localhost:3000',
    hubspot: null,
    salesforce: null,
    trustProxy: false,
  })
})

test('the development key is made once, kept, and readable by its owner only', () => {
  const first = loadConfig({ DATA_DIR: folder }).encryptionKeys
  expect(loadConfig({ DATA_DIR: folder }).encryptionKeys).toEqual(first)
  expect(Buffer.from(first[0], 'base64')).toHaveLength(32)
  expect(statSync(join(folder, 'encryption.key')).mode & 0o777).toBe(0o600)
})

test('the settings cannot be changed afterwards', () => {
  const config = loadConfig(production())
  expect(() => Object.assign(config, { publicUrl: 'https://evil.example' })).toThrow(TypeError)
  expect(() => Object.assign(config.hubspot ?? {}, { clientSecret: '' })).toThrow(TypeError)
})

test('production starts with all that it needs, and listens on every interface', () => {
  expect(loadConfig(production())).toMatchObject({
    production: true,
    host: null,
    publicUrl: 'https://desk.example.com',
  })
  const keys = [key, Buffer.alloc(32, 2).toString('base64')]
  expect(loadConfig({ ...production(), ENCRYPTION_KEYS: keys.join(', ') }).encryptionKeys).toEqual(keys)
})

test.each([
  [{ PORT: 'many' }, /^PORT /],
  [{ PORT: '70000' }, /^PORT /],
  [{ ROLE: 'boss' }, /^ROLE /],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL /],
  [{ DATABASE_URL: 'mysql://db/desk' }, /^DATABASE_URL /],
  [{ REDIS_URL: 'http://redis' }, /^REDIS_URL /],
  [{ PUBLIC_URL: 'desk.example.com' }, /^PUBLIC_URL /],
  [{ PUBLIC_URL: 'https://desk.example.com/app' }, /^PUBLIC_URL .*host and port only/],
  [{ ENCRYPTION_KEYS: 'dG9vIHNob3J0' }, /^ENCRYPTION_KEYS .*32 random bytes/],
  [{ ENCRYPTION_KEYS: `${key},short` }, /^ENCRYPTION_KEYS /],
  [{ HUBSPOT_CLIENT_ID: 'client' }, /^HUBSPOT_CLIENT_SECRET is missing/],
  [{ HUBSPOT_CLIENT_SECRET: 'a-long-client-secret' }, /^HUBSPOT_CLIENT_ID is missing/],
  [{ HUBSPOT_APP_ID: 'app' }, /^HUBSPOT_APP_ID /],
  [{ SALESFORCE_CLIENT_ID: 'client' }, /^SALESFORCE_CLIENT_SECRET is missing/],
  [{ SALESFORCE_CLIENT_SECRET: 'a-long-client-secret' }, /^SALESFORCE_CLIENT_ID is missing/],
  [
    { SALESFORCE_CLIENT_ID: 'client', SALESFORCE_CLIENT_SECRET: 'short' },
    /^SALESFORCE_CLIENT_SECRET .*short/,
  ],
  [{ SALESFORCE_NAMESPACE: 'two__underscores' }, /^SALESFORCE_NAMESPACE /],
  [{ SALESFORCE_NAMESPACE: '../other' }, /^SALESFORCE_NAMESPACE /],
  [{ SALESFORCE_LOGIN_URL: 'http://login.salesforce.com' }, /^SALESFORCE_LOGIN_URL is plain http/],
  [{ SALESFORCE_LOGIN_URL: 'https://login.salesforce.com/path' }, /^SALESFORCE_LOGIN_URL /],
  [{ ROLE: 'worker' }, /^ROLE is worker, but the embedded database serves one process only/],
])('%j stops the start with one line that names the setting', (wrong, message) => {
  expect(() => loadConfig({ DATA_DIR: folder, ...wrong })).toThrow(message)
  expect(() => loadConfig({ DATA_DIR: folder, ...wrong })).toThrow(/^[^\n]+$/)
})

const salesforceApp = { SALESFORCE_CLIENT_ID: 'client', SALESFORCE_CLIENT_SECRET: 'a-long-client-secret' }

test('a Salesforce app signs in at the usual address, or in development at a simulator on this machine', () => {
  const usual = loadConfig({ DATA_DIR: folder, ...salesforceApp }).salesforce
  expect(usual).toMatchObject({ loginUrl: 'https://login.salesforce.com', namespace: '' })
  const simulated = { ...salesforceApp, SALESFORCE_LOGIN_URL: 'http://127.0.0.1:4100/' }
  expect(loadConfig({ DATA_DIR: folder, ...simulated }).salesforce?.loginUrl).toBe('http://127.0.0.1:4100')
})

const withoutHubspot = (): Environment => {
  const {
    HUBSPOT_CLIENT_ID: _id,
    HUBSPOT_CLIENT_SECRET: _secret,
    HUBSPOT_APP_ID: _app,
    ...rest
  } = production()
  return rest
}

test('production needs one CRM, whichever it is, and all that belongs to it', () => {
  expect(() => loadConfig(withoutHubspot())).toThrow(/^HUBSPOT_CLIENT_ID .*or SALESFORCE_CLIENT_ID/)
  expect(loadConfig({ ...withoutHubspot(), ...salesforceApp })).toMatchObject({
    hubspot: null,
    salesforce: { clientId: 'client' },
  })
  expect(() => loadConfig({ ...production(), HUBSPOT_APP_ID: undefined })).toThrow(
    /^HUBSPOT_APP_ID is missing/,
  )
  expect(() => loadConfig({ ...withoutHubspot(), SALESFORCE_CLIENT_ID: 'client' })).toThrow(
    /^SALESFORCE_CLIENT_SECRET is missing/,
  )
})

test.each([
  'http://127.0.0.1:4100',
  'https://login.salesforce.com.evil.example',
  'https://notsalesforce.com',
  'https://login.salesforce.com:8443',
])('production does not sign in to Salesforce at %s', (url) => {
  expect(() => loadConfig({ ...production(), ...salesforceApp, SALESFORCE_LOGIN_URL: url })).toThrow(
    /^SALESFORCE_LOGIN_URL /,
  )
})

test('a refusal never repeats the value, which may be a secret', () => {
  const secret = 'postgre://desk:hunter22@db/desk'
  expect(() => loadConfig({ DATABASE_URL: secret })).toThrow(/^(?!.*hunter22)/s)
})

test('blank settings count as unset', () => {
  expect(readEnv({ PORT: ' ', DATABASE_URL: '', ROLE: 'web', OTHER: 'x' })).toEqual({ ROLE: 'web' })
})

test('every setting is described in .env.example, and nothing else is', () => {
  const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')
  const described = [...text.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(described.sort()).toEqual([...SETTINGS].sort())
})
