import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import type { TrustedOrigin } from './instance-url.ts'
import { GRACE_MS, patientDeadline } from './patient-deadline.ts'
import { publicLookup } from './public-address.ts'

export interface HttpRequest {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** Must not be sent twice, whatever happens: takes a connection of its own, which no server can have closed before. */
  once?: boolean
  /** Ends the exchange, which then fails. */
  signal?: AbortSignal
}

export interface HttpReply {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
}

export interface OpenReply {
  status: number
  headers: Readonly<Record<string, string>>
  /** Fails when nothing comes for a while. Read it to its end or destroy it. */
  body: Readable
}

/** Node pins a connection to what `lookup` answered; TLS goes on to check the name. */
const publicAgents = agents((keepAlive) => new https.Agent({ keepAlive, lookup: publicLookup() }))
const loopbackAgents = agents((keepAlive) => new http.Agent({ keepAlive }))

function agents<T>(make: (keepAlive: boolean) => T): { kept: T; once: T } {
  return { kept: make(true), once: make(false) }
}

const LARGEST_TEXT = 128 * 1024 * 1024

/** Requests to one trusted origin and to nowhere else: to a public address only, no redirect followed, none without an end. */
export class GuardedHttp {
  readonly #trusted: TrustedOrigin
  readonly #timeoutMs: number

  constructor(trusted: TrustedOrigin, timeoutMs: number) {
    this.#trusted = trusted
    this.#timeoutMs = timeoutMs
  }

  /** The whole reply, within the timeout. */
  async exchange(request: HttpRequest): Promise<HttpReply> {
    const deadline = patientDeadline(this.#timeoutMs)
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline
    const { status, headers, body } = await this.#send(request, signal)
    let length = 0
    body.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > LARGEST_TEXT) body.destroy(new Error('the reply is too large'))
    })
    return { status, headers, text: await textOf(body) }
  }

  /** A reply that is read as it comes. */
  async open(request: HttpRequest): Promise<OpenReply> {
    return this.#send(request)
  }

  async #send(request: HttpRequest, signal?: AbortSignal): Promise<OpenReply> {
    const { origin } = this.#trusted
    if (URL.parse(request.url)?.origin !== origin) throw new Error(`a request was to leave ${origin}`)
    try {
      return await this.#once(request, signal)
    } catch (error) {
      // The server closed a connection that we had kept for later, as it may at any time.
      if (!(error instanceof StaleConnection)) throw error
      return this.#once(request, signal)
    }
  }

  #once(request: HttpRequest, signal: AbortSignal | undefined): Promise<OpenReply> {
    const { loopback } = this.#trusted
    const agent = (loopback ? loopbackAgents : publicAgents)[request.once ? 'once' : 'kept']
    return new Promise((resolve, reject) => {
      const outgoing = (loopback ? http : https).request(request.url, {
        method: request.method,
        agent,
        headers: {
          'accept-encoding': 'gzip',
          ...request.headers,
          ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
        },
        timeout: this.#timeoutMs,
        ...(signal ? { signal } : {}),
      })
      outgoing.on('timeout', () => {
        const before = outgoing.socket?.bytesRead
        setTimeout(() => {
          if (outgoing.socket?.bytesRead !== before) return
          outgoing.destroy(new Error(`nothing came for ${this.#timeoutMs} ms`))
        }, GRACE_MS).unref()
      })
      outgoing.on('error', (error) => {
        const stale = outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
        reject(stale ? new StaleConnection(error) : error)
      })
      outgoing.on('response', (incoming) => {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
        )
        resolve({ status: incoming.statusCode ?? 0, headers, body: unpacked(incoming, headers) })
      })
      outgoing.end(request.body)
    })
  }
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super('a kept connection was closed', { cause })
  }
}

function unpacked(incoming: Readable, headers: Readonly<Record<string, string>>): Readable {
  if (headers['content-encoding'] !== 'gzip') return incoming
  const gunzip = createGunzip()
  incoming.on('error', (error) => gunzip.destroy(error))
  gunzip.on('close', () => incoming.destroy())
  return incoming.pipe(gunzip)
}
