import { parseArgs } from 'node:util'
import { clockOf } from '../clock-file.ts'
import { loadFiles } from '../hubspot/load-files.ts'
import { integrationUserId } from './demo-people.ts'
import type { startSalesforceSimulator } from './serve.ts'

/**
 * `node test/simulators/salesforce/serve.ts --port 4020 [--deals FILE [--accounts FILE] [--products FILE]
 * [--map FIELD=HEADER]...] [--empty] [--namespace NS] [--calls N] [--token TOKEN]`. The app's registration comes from
 * SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET, a moved clock from CLOCK_FILE.
 */
export async function runCommandLine(
  start: typeof startSalesforceSimulator,
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
      namespace: { type: 'string', default: '' },
      calls: { type: 'string', default: '100000' },
      token: { type: 'string' },
    },
  })
  const simulator = await start({
    port: Number(values.port),
    now: clockOf(env.CLOCK_FILE),
    org: { namespace: values.namespace },
    dailyCallLimit: Number(values.calls),
    app: {
      ...(env.SALESFORCE_CLIENT_ID !== undefined && { clientId: env.SALESFORCE_CLIENT_ID }),
      ...(env.SALESFORCE_CLIENT_SECRET !== undefined && { clientSecret: env.SALESFORCE_CLIENT_SECRET }),
    },
    ...(!values.empty && values.deals === undefined && { seed: 'meridian' as const }),
  })
  if (values.token !== undefined) simulator.installations.addStaticToken(values.token, integrationUserId)
  process.stdout.write(`${simulator.url}\n`)
  const stop = (): void => void simulator.close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (values.deals !== undefined) await loadFiles(simulator, { ...values, deals: values.deals })
}
