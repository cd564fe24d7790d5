import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getResponse } from 'msw'
import type { CallLog } from './call-log.ts'
import { runCommandLine } from './command-line.ts'
import { controlHandlers } from './control-api.ts'
import type { Faults } from './faults.ts'
import { unknownAddress } from './handlers-oauth.ts'
import type { Portal } from './portal.ts'
import { seedMeridian } from './seed.ts'
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
  const seeding = new Seeding(simulator.portal)
  const handlers = [...simulator.handlers, ...controlHandlers(simulator, seeding)]
  const server = createServer((request, response) => {
    answer(handlers, now, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: actualPort } = server.address() as AddressInfo // a TCP server's address is never a string
  return {
    ...simulator,
    seeding,
    url: `http://127.0.0.1:${actualPort}`,
    async close() {
      simulator.webhooks.close()
      simulator.faults.clear()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  handlers: Simulator['handlers'],
  now: () => Date,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const request = await toRequest(incoming, gone.signal)
  const response = (await getResponse(handlers, request)) ?? unknownAddress(incoming.url ?? '')
  if (response.type === 'error') {
    incoming.socket.destroy()
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  // One clock for stamps and replies, as at HubSpot: a sync's cursor comes from this header.
  outgoing.setHeader('Date', now().toUTCString())
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(body)
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '')
  }
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`), {
    method,
    headers,
    signal,
    body: hasBody && chunks.length > 0 ? Buffer.concat(chunks) : null,
  })
}

if (import.meta.main) await runCommandLine(startHubspotSimulator, process.argv.slice(2), process.env)
