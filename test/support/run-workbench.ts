import { openWorkbench } from '../../extension-ui/workbench/start.ts'
import { parseArguments } from '../../extension-ui/workbench/server/arguments.ts'
import { readEnv } from '../../server/config/env.ts'
import { stopOnSignals } from '../../server/stop-on-signals.ts'
import { workerSettings } from './worker-settings.ts'

/**
 * As a program: the workbench with its simulated CRM around a server of any role, which `npm start` offers for ROLE=all
 * only. Says in one line of JSON with which settings a worker beside it has to run.
 */
const workbench = await openWorkbench(parseArguments(process.argv.slice(2)), readEnv(), (config) =>
  console.log(`Worker settings: ${JSON.stringify(workerSettings(config))}`),
)
stopOnSignals(workbench.close)
