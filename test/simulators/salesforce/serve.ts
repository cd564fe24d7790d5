import { serveHandlers } from '../serve-handlers.ts'
import { Seeding } from '../hubspot/seeding.ts'
import { runCommandLine } from './command-line.ts'
import { controlHandlers } from './control-api.ts'
import { unknownAddress } from './endpoint.ts'
import type { Org } from './org.ts'
import { seedMeridian } from './seed.ts'
import { seedFromCsv } from './seed-from-csv.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

export interface ServeOptions extends Partial<SimulatorOptions> {
  /** A free one when absent. */
  port?: number
  /** `meridian`: the demo org. A function fills the org itself. Absent: no accounts and no opportunities. */
  seed?: 'meridian' | ((org: Org) => void)
}

export interface RunningSimulator extends Simulator {
  /** Both the login host's and the instance's address, without a slash at the end. */
  url: string
  seeding: Seeding
  close(): Promise<void>
}

/** Serves a simulated Salesforce on 127.0.0.1. */
export async function startSalesforceSimulator(options: ServeOptions = {}): Promise<RunningSimulator> {
  const { port = 0, seed, now = () => new Date(), ...rest } = options
  const simulator = createSimulator({ now, ...rest })
  if (seed === 'meridian') seedMeridian(simulator.org)
  else seed?.(simulator.org)
  const seeding = new Seeding((csv) => seedFromCsv(simulator.org, csv))
  const control = controlHandlers(simulator, seeding)
  const handlers = [...control, ...simulator.handlers]
  const server = await serveHandlers({ handlers, now, port, unknownAddress })
  return {
    ...simulator,
    seeding,
    url: server.url,
    async close() {
      simulator.faults.clear()
      simulator.changeEvents.wake()
      await server.close()
    },
  }
}

if (import.meta.main) await runCommandLine(startSalesforceSimulator, process.argv.slice(2), process.env)
