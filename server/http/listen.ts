import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const GRACE_MS = 10_000

export interface Listening {
  port: number
  /** Answers from now on with this. Until then every request gets 503. */
  serve(listener: RequestListener): void
  /** Takes no new connection, lets requests in hand finish, then cuts what is left. */
  close(): Promise<void>
}

/** Opens the port first, so that a taken port stops the start before anything else happens. */
export async function listen(port: number, host: string | null): Promise<Listening> {
  let answer: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end()
  }
  const server = createServer({ connectionsCheckingInterval: 2_000 }, (request, response) =>
    answer(request, response),
  )
  // Whoever sends slowly is cut off: headers within 10 s, everything within 30 s.
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  // Longer than the usual idle time of a proxy in front, which would otherwise reuse a connection that just closed.
  server.keepAliveTimeout = 65_000
  server.maxHeadersCount = 100
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen({ port, ...(host ? { host } : {}) }, ready)
  })
  return {
    // A TCP server's address is always an AddressInfo; the type also covers pipes.
    port: (server.address() as AddressInfo).port,
    serve: (listener) => {
      answer = listener
    },
    close: () => closeServer(server),
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(cut)
}
