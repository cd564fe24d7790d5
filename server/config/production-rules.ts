import type { Settings } from './config.ts'
import { ConfigError } from './config-error.ts'

/** What is a convenience on a laptop and an accident in production stops the start. */
export function refuseInProduction(set: Settings): void {
  needed(
    'DATABASE_URL',
    set.DATABASE_URL,
    'the embedded database is for development; set the URL of a PostgreSQL 15 or newer',
  )
  needed(
    'ENCRYPTION_KEYS',
    set.ENCRYPTION_KEYS,
    'set 32 random bytes in base64, such as the output of `openssl rand -base64 32`',
  )
  refuseWithoutCrm(set)
  needed('PUBLIC_URL', set.PUBLIC_URL, 'set the https address that CRMs and browsers reach this server at')
  if (!set.PUBLIC_URL?.startsWith('https://')) {
    throw new ConfigError(
      'PUBLIC_URL',
      'is not https, which CRMs and session cookies need: set an https:// address',
    )
  }
  if (set.CLOCK_FILE) {
    throw new ConfigError('CLOCK_FILE', 'is set, but a movable clock is for the demo only: unset it')
  }
  if (set.JOB_LEASE_MS !== undefined) {
    throw new ConfigError(
      'JOB_LEASE_MS',
      'is set, but other leases than the usual ones are for tests only: unset it',
    )
  }
  onlyAt('HUBSPOT_API_URL', set.HUBSPOT_API_URL, 'hubapi.com')
  onlyAt('HUBSPOT_APP_URL', set.HUBSPOT_APP_URL, 'hubspot.com')
  onlyAt('SALESFORCE_LOGIN_URL', set.SALESFORCE_LOGIN_URL, 'salesforce.com')
}

/** At least one CRM; of each that is begun, all that it needs. */
function refuseWithoutCrm(set: Settings): void {
  if (!set.HUBSPOT_CLIENT_ID && !set.SALESFORCE_CLIENT_ID) {
    throw new ConfigError(
      set.HUBSPOT_CLIENT_SECRET || !set.SALESFORCE_CLIENT_SECRET
        ? 'HUBSPOT_CLIENT_ID'
        : 'SALESFORCE_CLIENT_ID',
      'is missing in production: set HUBSPOT_CLIENT_ID or SALESFORCE_CLIENT_ID, or both, each with what belongs to it',
    )
  }
  if (set.HUBSPOT_CLIENT_ID) {
    needed(
      'HUBSPOT_CLIENT_SECRET',
      set.HUBSPOT_CLIENT_SECRET,
      "set the client secret from the HubSpot app's auth page",
    )
    needed('HUBSPOT_APP_ID', set.HUBSPOT_APP_ID, "set the app's number in HubSpot")
  }
  if (set.SALESFORCE_CLIENT_ID) {
    needed(
      'SALESFORCE_CLIENT_SECRET',
      set.SALESFORCE_CLIENT_SECRET,
      "set the consumer secret from the External Client App's settings",
    )
  }
}

function needed(name: string, value: unknown, whatToDo: string): void {
  if (value === undefined) throw new ConfigError(name, `is missing in production: ${whatToDo}`)
}

/** A simulator, or a host that would be handed our client secret, must not stand in for a CRM. */
function onlyAt(name: string, url: string, domain: string): void {
  const { protocol, hostname, port } = new URL(url)
  const theirs = hostname === domain || hostname.endsWith(`.${domain}`)
  if (protocol === 'https:' && theirs && port === '') return
  throw new ConfigError(name, `is not the CRM's own address: unset it, or use https at ${domain}`)
}
