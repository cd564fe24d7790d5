import { resolve } from 'node:path'
import { z } from 'zod'
import { developmentKey } from './development-key.ts'
import type { Environment } from './env.ts'
import { refuseInProduction } from './production-rules.ts'
import { ConfigError } from './config-error.ts'

/** The settings, checked and frozen. Nothing else in the server reads the environment. */
export interface Config {
  readonly production: boolean
  /** Address to listen on; null for every interface. */
  readonly host: string | null
  /** 0 asks the system for a free port. */
  readonly port: number
  /** Absolute. Holds the embedded database and the development key. */
  readonly dataDir: string
  /** null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null
  /** null: jobs are woken inside this process only. */
  readonly redisUrl: string | null
  readonly role: 'web' | 'worker' | 'all'
  /** The origin that browsers and CRMs use, without a trailing slash. Signatures are checked against it, never against a header. */
  readonly publicUrl: string
  /** Express's `trust proxy`: false, a number of hops, or addresses. */
  readonly trustProxy: false | number | readonly string[]
  /** Base64 of 32 bytes each, newest first: the first seals, all open. */
  readonly encryptionKeys: readonly [string, ...string[]]
  /** null: no HubSpot app is configured, so nothing can be installed and no card request is accepted. */
  readonly hubspot: HubSpotConfig | null
  /** null: no Salesforce app is configured, so no org can be connected and none of its cards is accepted. */
  readonly salesforce: SalesforceConfig | null
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** JSON `{"offsetMs": n}`, read at each `now()`: the demo's movable business clock. */
  readonly clockFile: string | null
  /**
   * How long work stays with a process that says nothing any more. How often is looked for such work, and when a sync
   * run counts as dead, follow from it.
   */
  readonly jobLeaseMs: number
}

export interface HubSpotConfig {
  readonly clientId: string
  readonly clientSecret: string
  readonly appId: string | null
  /** Origin of the API, without a trailing slash. */
  readonly apiUrl: string
  /** Origin of the web application, without a trailing slash. */
  readonly appUrl: string
}

export interface SalesforceConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** Origin where an admin signs in who names no address of their own, without a trailing slash. */
  readonly loginUrl: string
  /** The installed package's namespace; '' for one without. */
  readonly namespace: string
}

/** Long enough for a slow step, short enough that the work of a killed process is taken up soon. */
const USUAL_LEASE_MS = 20_000

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const origin = z.url({ protocol: /^https?$/ }).transform((text, check) => {
  const url = new URL(text)
  if (url.pathname === '/' && !url.search && !url.hash && !url.username) return url.origin
  check.addIssue('write scheme, host and port only, such as https://partners.example.com')
  return z.NEVER
})

const key = z.string().refine((text) => Buffer.from(text, 'base64').length === 32, {
  message: 'each key is 32 random bytes in base64; make one with `openssl rand -base64 32`',
})
const keys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.tuple([key], key))

const proxies = z.string().transform((text): false | number | string[] => {
  if (text === 'false' || text === '0') return false
  return /^\d+$/.test(text) ? Number(text) : text.split(',').map((part) => part.trim())
})

const settings = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  ROLE: z.enum(['web', 'worker', 'all']).default('all'),
  PUBLIC_URL: origin.optional(),
  TRUST_PROXY: proxies.default(false),
  ENCRYPTION_KEYS: keys.optional(),
  HUBSPOT_CLIENT_ID: z.string().optional(),
  HUBSPOT_CLIENT_SECRET: z.string().min(8, 'too short to be an app secret').optional(),
  HUBSPOT_APP_ID: z.string().regex(/^\d+$/, "the app's number in HubSpot").optional(),
  HUBSPOT_API_URL: origin.default('https://api.hubapi.com'),
  HUBSPOT_APP_URL: origin.default('https://app.hubspot.com'),
  SALESFORCE_CLIENT_ID: z.string().optional(),
  SALESFORCE_CLIENT_SECRET: z.string().min(8, 'too short to be an app secret').optional(),
  SALESFORCE_LOGIN_URL: origin.default('https://login.salesforce.com'),
  SALESFORCE_NAMESPACE: z
    .string()
    .regex(
      /^[a-z](?:_?[a-z0-9]){0,14}$/i,
      "the package's namespace: up to 15 letters, digits and underscores",
    )
    .default(''),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  CLOCK_FILE: z.string().optional(),
  JOB_LEASE_MS: z.coerce.number().int().min(500).max(600_000).optional(),
})
export type Settings = z.output<typeof settings>

/** Checks the settings, or throws `ConfigError` with one line that names the setting and says what to do. */
export function loadConfig(environment: Environment): Config {
  const parsed = settings.safeParse(environment)
  if (!parsed.success) throw unusable(parsed.error)
  const set = parsed.data
  const production = set.NODE_ENV === 'production'
  if (production) refuseInProduction(set)
  refuseContradictions(set)
  const dataDir = resolve(set.DATA_DIR)
  return deepFreeze({
    production,
    host: set.HOST ?? (production ? null : '127.0.0.1'),
    port: set.PORT,
    dataDir,
    databaseUrl: set.DATABASE_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    role: set.ROLE,
    publicUrl: set.PUBLIC_URL ?? `http://localhost:${set.PORT}`,
    trustProxy: set.TRUST_PROXY,
    encryptionKeys: set.ENCRYPTION_KEYS ?? [developmentKey(dataDir)],
    hubspot: hubspot(set),
    salesforce: salesforce(set),
    logLevel: set.LOG_LEVEL,
    clockFile: set.CLOCK_FILE ? resolve(set.CLOCK_FILE) : null,
    jobLeaseMs: set.JOB_LEASE_MS ?? USUAL_LEASE_MS,
  })
}

function hubspot(set: Settings): HubSpotConfig | null {
  if (!set.HUBSPOT_CLIENT_ID || !set.HUBSPOT_CLIENT_SECRET) return null
  return {
    clientId: set.HUBSPOT_CLIENT_ID,
    clientSecret: set.HUBSPOT_CLIENT_SECRET,
    appId: set.HUBSPOT_APP_ID ?? null,
    apiUrl: set.HUBSPOT_API_URL,
    appUrl: set.HUBSPOT_APP_URL,
  }
}

function salesforce(set: Settings): SalesforceConfig | null {
  if (!set.SALESFORCE_CLIENT_ID || !set.SALESFORCE_CLIENT_SECRET) return null
  return {
    clientId: set.SALESFORCE_CLIENT_ID,
    clientSecret: set.SALESFORCE_CLIENT_SECRET,
    loginUrl: set.SALESFORCE_LOGIN_URL,
    namespace: set.SALESFORCE_NAMESPACE,
  }
}

function refuseContradictions(set: Settings): void {
  if (set.ROLE !== 'all' && !set.DATABASE_URL) {
    throw new ConfigError(
      'ROLE',
      `is ${set.ROLE}, but the embedded database serves one process only: set DATABASE_URL, or ROLE=all`,
    )
  }
  refuseHalf(set, 'HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET')
  refuseHalf(set, 'SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET')
  refuseOpenHttp(set.SALESFORCE_LOGIN_URL)
}

function refuseHalf(set: Settings, id: keyof Settings, secret: keyof Settings): void {
  const [missing, held] = set[id] ? [secret, id] : [id, secret]
  if (set[missing] || !set[held]) return
  throw new ConfigError(missing, `is missing, but ${held} is set: set both or neither`)
}

/** Our secret goes to this address: over plain http to this machine only, for a simulator. */
function refuseOpenHttp(loginUrl: string): void {
  const { protocol, hostname } = new URL(loginUrl)
  if (protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return
  throw new ConfigError('SALESFORCE_LOGIN_URL', 'is plain http: use https, or an address of this machine')
}

/** Never quotes the value: it may be a secret. */
function unusable(error: z.ZodError): ConfigError {
  const issue = error.issues[0]
  return new ConfigError(
    String(issue?.path[0] ?? 'a setting'),
    `cannot be used: ${issue?.message ?? 'invalid'}`,
  )
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}
