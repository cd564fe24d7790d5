import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getResponse, type RequestHandler } from 'msw'

export interface ServedHandlers {
  handlers: readonly RequestHandler[]
  /** The clock of the Date header. */
  now: () => Date
  /** A free one when 0. */
  port: number
  /** What an address that no handler serves answers. */
  unknownAddress: (path: string) => Response
}

/** Serves request handlers over HTTP on 127.0.0.1. `url` has no slash at its end; `close` cuts open connections. */
export async function serveHandlers(
  served: ServedHandlers,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(served, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(served.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  { handlers, now, unknownAddress }: ServedHandlers,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const request = await toRequest(incoming, gone.signal)
  const response = (await getResponse([...handlers], request)) ?? unknownAddress(incoming.url ?? '')
  if (response.type === 'error') {
    incoming.socket.destroy()
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  // One clock for stamps and replies, as at the vendor: a sync's cursor may come from this header.
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
