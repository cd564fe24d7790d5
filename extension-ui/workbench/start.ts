import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import express from 'express'
import { loadConfig, type Config } from '../../server/config/config.ts'
import { type Environment, readEnv } from '../../server/config/env.ts'
import { startServer, type RunningServer } from '../../server/start-server.ts'
import { stopOnSignals } from '../../server/stop-on-signals.ts'
import { AmbiguousDatesError } from '../../test/simulators/hubspot/csv/dates.ts'
import { UnknownColumnsError } from '../../test/simulators/hubspot/csv/columns.ts'
import { startLightningBuild } from './lightning/lightning-build.ts'
import { seedFromCsv as fillPortal } from '../../test/simulators/hubspot/seed-from-csv.ts'
import { seedFromCsv as fillOrg } from '../../test/simulators/salesforce/seed-from-csv.ts'
import { buildCard, buildConsole, buildWorkbench } from './build.ts'
import { parseArguments, UsageError, type WorkbenchArguments } from './server/arguments.ts'
import { readCardProject } from './server/card-project.ts'
import { connectCrms } from './server/connect-crms.ts'
import { clockFileIn, Demo } from './server/demo.ts'
import { choosePort } from './server/free-port.ts'
import { liveReload } from './server/live-reload.ts'
import { askOnTerminal, loadExport, seedOptions } from './server/load-export.ts'
import { printImportReport } from './server/print-import-report.ts'
import { workbenchRoutes } from './server/routes.ts'
import { PACKAGE_COMPONENTS } from './server/salesforce-package.ts'
import { terminalProgress } from './server/terminal-progress.ts'
import { watchFirstSync } from './server/watch-first-sync.ts'
import { watchRequests } from './server/watch-requests.ts'

const USUAL_PORT = 3000
const PROJECT = join(import.meta.dirname, '../hubspot')
/** The card is built for this origin and the workbench leads it to the local server, as HubSpot's `local.json` does. */
const API_ORIGIN = 'https://partner-desk.example.com'

export interface RunningWorkbench {
  url: string
  close(): Promise<void>
}

/**
 * `npm start` with nothing configured: a simulated HubSpot, the real server on the embedded database (or on
 * DATABASE_URL and REDIS_URL), and the record page with the real card, at one address on this machine.
 */
export async function startWorkbench(argv: readonly string[]): Promise<void> {
  try {
    const workbench = await openWorkbench(parseArguments(argv))
    stopOnSignals(workbench.close)
  } catch (error) {
    if (!isMendable(error)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

const isMendable = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof UnknownColumnsError || error instanceof AmbiguousDatesError

/**
 * The same without signals and exit codes, over these settings. `onServing` hears the settings with which the server
 * runs, before the first sync: with ROLE=web that waits for a worker which somebody has to start with them.
 */
export async function openWorkbench(
  args: WorkbenchArguments,
  environment: Environment = readEnv(),
  onServing: (config: Config) => void = () => {},
): Promise<RunningWorkbench> {
  const dataDir = resolve(environment.DATA_DIR ?? './data')
  mkdirSync(dataDir, { recursive: true })
  const project = readCardProject(PROJECT, { API_ORIGIN })
  const progress = terminalProgress()

  console.log('Starting Partner Desk with a simulated HubSpot and a simulated Salesforce …')
  const lightning = startLightningBuild(PACKAGE_COMPONENTS)
  const [demo, built, cardDir] = await Promise.all([
    openDemo(args, project, dataDir, progress),
    buildWorkbench(),
    buildCard(project),
    buildConsole(),
  ])
  const asked = args.port ?? (environment.PORT === undefined ? undefined : Number(environment.PORT))
  const port = await choosePort(asked, USUAL_PORT)
  const config = workbenchConfig(environment, demo, dataDir, port)

  let currentCard = cardDir
  const reload = liveReload(project.sourceDir, async () => {
    currentCard = await buildCard(project)
    return currentCard.slice(-16)
  })
  const front = express.Router()
  front.use(watchRequests(demo))
  front.use(
    workbenchRoutes(() => demo, { ...built, cardDir: () => currentCard, events: reload.handler, lightning }),
  )

  let server: RunningServer
  try {
    server = await startServer(config, {}, { front })
  } catch (error) {
    reload.close()
    lightning.close()
    await demo.close()
    throw error
  }
  onServing(config)
  const close = async (): Promise<void> => {
    reload.close()
    lightning.close()
    await server.close()
    await demo.close()
  }
  let connections: string[] = []
  try {
    const address = { publicUrl: config.publicUrl, origin: `http://127.0.0.1:${port}` }
    await demo.attach({
      ...address,
      async connect(begun) {
        connections = await connectCrms(server.context, address, begun)
        return connections.length
      },
    })
    await watchFirstSync(demo, progress)
  } catch (error) {
    await close()
    throw error
  }
  console.log(`\n  Partner Desk is at ${config.publicUrl}\n`)
  const begin = args.export ? 'your deals, each with the partner card' : 'a deal record with the partner card'
  console.log(`  Open it: ${begin}, and a checklist on the right that leads through the story.`)
  console.log(
    '  "HubSpot | Salesforce" above leads to the other CRM, where the same customer has a deal too.',
  )
  console.log(`  Everything is simulated and stays on this computer, in ${dataDir}. Ctrl-C stops it.`)
  const where = environment.DATA_DIR === undefined ? '' : `DATA_DIR=${dataDir} `
  if (!config.databaseUrl)
    for (const id of connections)
      console.log(`  Sync again: ${where}npm run --silent sync -- --connection ${id}`)
  console.log('')
  return { url: config.publicUrl, close }
}

function openDemo(
  args: WorkbenchArguments,
  project: ReturnType<typeof readCardProject>,
  dataDir: string,
  progress: ReturnType<typeof terminalProgress>,
): Promise<Demo> {
  const files = args.export
  if (!files) return Demo.open({ project, dataDir })
  return Demo.open({
    project,
    dataDir,
    async fill({ portal, org }) {
      const loaded = await loadExport((options) => fillPortal(portal, options), files, {
        reportFile: join(dataDir, 'import-report.csv'),
        ask: askOnTerminal(),
        onProgress: ({ deals, dealRows }) =>
          progress.show(
            deals,
            dealRows,
            `${deals.toLocaleString('en-US')} of ${dealRows.toLocaleString('en-US')} rows loaded`,
          ),
      })
      progress.end()
      printImportReport(loaded.report)
      await fillOrg(org, seedOptions(loaded.files))
      return loaded.report
    },
  })
}

function workbenchConfig(environment: Environment, demo: Demo, dataDir: string, port: number): Config {
  const publicUrl = environment.PUBLIC_URL ?? `http://localhost:${port}`
  const { appId, clientId, clientSecret } = demo.hubspot.app
  const { clientId: salesforceId, clientSecret: salesforceSecret } = demo.salesforce.app
  return loadConfig({
    LOG_LEVEL: 'warn',
    ...environment,
    PORT: String(port),
    DATA_DIR: dataDir,
    PUBLIC_URL: publicUrl,
    CLOCK_FILE: clockFileIn(dataDir),
    HUBSPOT_CLIENT_ID: clientId,
    HUBSPOT_CLIENT_SECRET: clientSecret,
    HUBSPOT_APP_ID: String(appId),
    HUBSPOT_API_URL: demo.hubspot.url,
    // Record links lead to the workbench's own record page.
    HUBSPOT_APP_URL: publicUrl,
    SALESFORCE_CLIENT_ID: salesforceId,
    SALESFORCE_CLIENT_SECRET: salesforceSecret,
    SALESFORCE_LOGIN_URL: demo.salesforce.url,
  })
}
