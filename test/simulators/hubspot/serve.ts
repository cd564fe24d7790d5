import type { CallLog } from '../call-log.ts'
import { serveHandlers } from '../serve-handlers.ts'
import { runCommandLine } from './command-line.ts'
import { controlHandlers } from './control-api.ts'
import type { Faults } from './faults.ts'
import { unknownAddress } from './handlers-oauth.ts'
import type { Portal } from './portal.ts'
import { seedMeridian } from './seed.ts'
import { seedFromCsv } from './seed-from-csv.ts'
import { Seeding } from './seeding.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'
import type { Webhooks } from './webhooks.ts'

export interface ServeOptions extends Partial<SimulatorOptions> {
  /** A free one when absent. */
  port?: number
  /** `meridian`: the demo portal. A function fills the portal itself. Absent: an empty portal. */
  seed?: 'meridian' | ((portal: Portal) => void)
}

export interface RunningSimulator extends Simulator {
  /** Both the API's and the app's address, without a slash at the end. */
  url: string
  portal: Portal
  calls: CallLog
  faults: Faults
  webhooks: Webhooks
  seeding: Seeding
  close(): Promise<void>
}

/** Serves a simulated HubSpot on 127.0.0.1. */
export async function startHubspotSimulator(options: ServeOptions = {}): Promise<RunningSimulator> {
  const { port = 0, seed, now = () => new Date(), ...rest } = options
  const simulator = createSimulator({ now, ...rest })
  if (seed === 'meridian') seedMeridian(simulator.portal)
  else seed?.(simulator.portal)
  const seeding = new Seeding((options) => seedFromCsv(simulator.portal, options))
  const handlers = [...simulator.handlers, ...controlHandlers(simulator, seeding)]
  const server = await serveHandlers({ handlers, now, port, unknownAddress })
  return {
    ...simulator,
    seeding,
    url: server.url,
    async close() {
      simulator.webhooks.close()
      simulator.faults.clear()
      await server.close()
    },
  }
}

if (import.meta.main) await runCommandLine(startHubspotSimulator, process.argv.slice(2), process.env)
