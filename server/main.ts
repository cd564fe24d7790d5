import { loadConfig } from './config/config.ts'
import { type Environment, readEnv } from './config/env.ts'
import { startProblem } from './start-problem.ts'
import { scrubText } from './scrub-text.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** `npm start`: the real server when something is configured or in production, else the workbench with its simulated CRMs. */
async function main(environment: Environment, args: readonly string[]): Promise<void> {
  if (isForWorkbench(environment)) {
    // Loaded on demand: in production it need not even be there.
    const { startWorkbench } = await import('../extension-ui/workbench/start.ts')
    await startWorkbench(args)
    return
  }
  const config = loadConfig(environment)
  // After the settings: a refusal should not wait for everything to be loaded.
  const { startServer } = await import('./start-server.ts')
  const server = await startServer(config)
  stopOnSignals(server.close)
  const { role } = server.context.config
  console.log(
    role === 'worker' ? 'Partner Desk works in the background.' : `Partner Desk is at ${server.url}`,
  )
}

function isForWorkbench(environment: Environment): boolean {
  const { NODE_ENV, HUBSPOT_CLIENT_ID, SALESFORCE_CLIENT_ID, ROLE } = environment
  const unconfigured = HUBSPOT_CLIENT_ID === undefined && SALESFORCE_CLIENT_ID === undefined
  return NODE_ENV !== 'production' && unconfigured && (ROLE === undefined || ROLE === 'all')
}

function end(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  console.error(startProblem(error) ?? scrubText(text))
  process.exit(1)
}

// After an error that nobody caught, what is in memory is not to be trusted: end, and let the outbox go on elsewhere.
process.on('uncaughtException', end)
process.on('unhandledRejection', end)
main(readEnv(), process.argv.slice(2)).catch(end)
