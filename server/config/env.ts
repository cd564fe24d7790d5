/** Every setting that the product reads. `.env.example` documents each; a test holds the two lists together. */
export const SETTINGS = [
  'NODE_ENV',
  'HOST',
  'PORT',
  'DATA_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'ROLE',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'ENCRYPTION_KEYS',
  'HUBSPOT_CLIENT_ID',
  'HUBSPOT_CLIENT_SECRET',
  'HUBSPOT_APP_ID',
  'HUBSPOT_API_URL',
  'HUBSPOT_APP_URL',
  'SALESFORCE_CLIENT_ID',
  'SALESFORCE_CLIENT_SECRET',
  'SALESFORCE_LOGIN_URL',
  'SALESFORCE_NAMESPACE',
  'LOG_LEVEL',
  'CLOCK_FILE',
  'JOB_LEASE_MS',
] as const

export type Environment = Partial<Record<(typeof SETTINGS)[number], string>>

/** Reads the settings and judges nothing. Blank counts as unset, as in a copied `.env.example`. */
export function readEnv(source: Record<string, string | undefined> = process.env): Environment {
  const environment: Environment = {}
  for (const name of SETTINGS) {
    const value = source[name]?.trim()
    if (value) environment[name] = value
  }
  return environment
}

/** Whether this process runs as an npm script. */
export const startedByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined
