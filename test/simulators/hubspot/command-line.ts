import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseMapping, UnknownColumnsError } from './csv/columns.ts'
import { AmbiguousDatesError } from './csv/dates.ts'
import { countByKind } from './csv/row-problem.ts'
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
  if (values.deals === undefined) return
  try {
    const report = await simulator.seeding.fromCsv({
      dealsFile: values.deals,
      dealMapping: parseMapping(values.map),
      accountMapping: parseMapping(values['map-accounts']),
      ...(values.accounts !== undefined && { accountsFile: values.accounts }),
      ...(values.products !== undefined && { productsFile: values.products }),
    })
    const unusual = JSON.stringify(countByKind(report.problems))
    process.stdout.write(`${report.deals} deals, ${report.accounts} accounts, unusual rows: ${unusual}\n`)
  } catch (error) {
    if (!(error instanceof UnknownColumnsError || error instanceof AmbiguousDatesError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
    await simulator.close()
  }
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

/** The machine's time plus the offset in the clock file, which is read at each call because it may change at any moment. */
function clockOf(file: string | undefined): () => Date {
  if (file === undefined) return () => new Date()
  return () => {
    try {
      const { offsetMs } = JSON.parse(readFileSync(file, 'utf8')) as { offsetMs?: unknown } // any JSON; checked below
      return new Date(Date.now() + (typeof offsetMs === 'number' ? offsetMs : 0))
    } catch {
      return new Date() // no file yet, or one that is being written: the clock has not been moved
    }
  }
}
