import { parseArgs } from 'node:util'
import { clockOf } from '../clock-file.ts'
import { loadFiles } from './load-files.ts'
import type { startHubspotSimulator } from './serve.ts'

/**
 * `node test/simulators/hubspot/serve.ts --port 4010 [--deals FILE [--accounts FILE] [--products FILE]
 * [--map FIELD=HEADER]...] [--empty] [--no-limits] [--token TOKEN]`. The app's registration comes from
 * HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and HUBSPOT_APP_ID, a moved clock from CLOCK_FILE.
 */
export async function runCommandLine(
  start: typeof startHubspotSimulator,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      deals: { type: 'string' },
      accounts: { type: 'string' },
      products: { type: 'string' },
      map: { type: 'string', multiple: true, default: [] },
      'map-accounts': { type: 'string', multiple: true, default: [] },
      empty: { type: 'boolean', default: false },
      'no-limits': { type: 'boolean', default: false },
      token: { type: 'string' },
    },
  })
  const simulator = await start({
    port: Number(values.port),
    now: clockOf(env.CLOCK_FILE),
    limits: values['no-limits'] ? false : { scale: 1 },
    app: {
      ...(env.HUBSPOT_CLIENT_ID !== undefined && { clientId: env.HUBSPOT_CLIENT_ID }),
      ...(env.HUBSPOT_CLIENT_SECRET !== undefined && { clientSecret: env.HUBSPOT_CLIENT_SECRET }),
      ...(env.HUBSPOT_APP_ID !== undefined && { appId: Number(env.HUBSPOT_APP_ID) }),
    },
    ...(!values.empty && values.deals === undefined && { seed: 'meridian' as const }),
  })
  if (values.token !== undefined) simulator.installations.addStaticToken(values.token, allScopes)
  process.stdout.write(`${simulator.url}\n`)
  const stop = (): void => void simulator.close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (values.deals !== undefined) await loadFiles(simulator, { ...values, deals: values.deals })
}

const allScopes = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.owners.read',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
  'crm.schemas.companies.read',
  'crm.schemas.companies.write',
]
