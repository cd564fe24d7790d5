import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { signedHeaders } from '../../../test/simulators/hubspot/signature.ts'
import type { CardFetchReply, CardFetchRequest } from '../protocol.ts'
import type { Person } from '../workbench-api.ts'

/**
 * What stands between `hubspot.fetch` and the app's server inside HubSpot, with HubSpot's rules:
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */

export interface CardProxyOptions {
  /** Origins of `permittedUrls.fetch`. */
  permittedFetch: readonly string[]
  /** The app's origin as the card knows it, and the origin that its server is configured with: signatures cover the second. */
  apiOrigin: string
  publicUrl: string
  /** Where the server really listens. */
  serverOrigin: string
  clientSecret: string
  portalId: number
  appId: number
}

export type CardProxy = (person: Person, request: CardFetchRequest) => Promise<CardFetchReply>

const MAX_BYTES = 1024 * 1024
const DEFAULT_TIMEOUT_MS = 15_000
const MAX_CONCURRENT = 20
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const cardFetchRequest = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  timeoutMs: z.number().positive().optional(),
})

export function createCardProxy(options: CardProxyOptions): CardProxy {
  const permitted = options.permittedFetch.map((url) => new URL(url).origin)
  let running = 0

  return async (person, request) => {
    const refusal = refusalOf(request, permitted)
    if (refusal) return refusal
    if (running >= MAX_CONCURRENT)
      return failure(429, 'RATE_LIMITS', 'Too many concurrent requests for this app')
    running += 1
    try {
      return await forward(options, person, request)
    } finally {
      running -= 1
    }
  }
}

function refusalOf(request: CardFetchRequest, permitted: readonly string[]): CardFetchReply | undefined {
  const invalid = (message: string): CardFetchReply => failure(400, 'VALIDATION_ERROR', message)
  if (!METHODS.includes(request.method)) return invalid(`${request.method} is not allowed`)
  if (!URL.canParse(request.url)) return invalid(`${request.url} is not a URL`)
  const { origin } = new URL(request.url)
  // Origins, not prefixes: https://api.example.com must not let https://api.example.com.evil.example through.
  if (!permitted.includes(origin))
    return invalid(`${origin} is not in permittedUrls.fetch of app-hsmeta.json`)
  const names = Object.keys(request.headers)
  if (names.length > 1) return invalid("Only 'Authorization' header is allowed")
  if (names.some((name) => name.toLowerCase() !== 'authorization')) {
    return invalid(
      "Invalid Request Headers provided. Only 'Authorization' header is allowed from hubspot.fetch()",
    )
  }
  if (bodyOf(request).length > MAX_BYTES)
    return failure(413, 'VALIDATION_ERROR', 'The request is larger than 1 MB')
  return undefined
}

const bodyOf = (request: CardFetchRequest): string =>
  request.method === 'GET' || request.body == null ? '' : JSON.stringify(request.body)

async function forward(
  options: CardProxyOptions,
  person: Person,
  request: CardFetchRequest,
): Promise<CardFetchReply> {
  const target = addressOf(options, person, request.url)
  const deadline = AbortSignal.timeout(Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT_MS, DEFAULT_TIMEOUT_MS))
  // HubSpot repeats once by itself, writes too: the server has to bear that, so it happens here as well.
  const first = await attempt(options, target, request, deadline)
  const again = first === 'no connection' || (typeof first === 'object' && first.status >= 500)
  const last = again ? await attempt(options, target, request, deadline) : first
  if (last === 'no connection') return failure(502, 'BAD_GATEWAY', 'The app server cannot be reached')
  if (last === 'timeout') return failure(504, 'GATEWAY_TIMEOUT', 'Gateway took too long to respond')
  if (last.text.length > MAX_BYTES) return failure(502, 'BAD_GATEWAY', 'The response is larger than 1 MB')
  const body = parsed(last.text)
  return last.status >= 200 && last.status < 300
    ? { status: last.status, body }
    : upstreamRefusal(options, request, last.status, body)
}

interface Target {
  /** What is signed: the address that the server is configured with. */
  signed: string
  called: string
}

function addressOf(options: CardProxyOptions, person: Person, asked: string): Target {
  const url = new URL(asked)
  url.searchParams.set('userId', String(person.userId))
  url.searchParams.set('portalId', String(options.portalId))
  url.searchParams.set('userEmail', person.email)
  url.searchParams.set('appId', String(options.appId))
  const path = url.pathname + url.search
  if (url.origin !== options.apiOrigin) return { signed: url.href, called: url.href }
  return { signed: options.publicUrl + path, called: options.serverOrigin + path }
}

type Attempt = { status: number; text: string } | 'no connection' | 'timeout'

async function attempt(
  options: CardProxyOptions,
  target: Target,
  request: CardFetchRequest,
  deadline: AbortSignal,
): Promise<Attempt> {
  const body = bodyOf(request)
  const signature = signedHeaders(options.clientSecret, {
    method: request.method,
    url: target.signed,
    body,
    timestamp: String(Date.now()),
  })
  try {
    const response = await fetch(target.called, {
      method: request.method,
      ...(body !== '' && { body }),
      redirect: 'manual',
      signal: deadline,
      headers: {
        ...request.headers,
        ...signature,
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
    })
    return { status: response.status, text: await response.text() }
  } catch {
    return deadline.aborted ? 'timeout' : 'no connection'
  }
}

/** The envelope of HubSpot's proxy (@hubspot/ui-extensions-dev-server 2.1.2, AppProxyService.js, "mirroring current backend proxy behavior"). */
function upstreamRefusal(
  options: CardProxyOptions,
  request: CardFetchRequest,
  status: number,
  responseBody: unknown,
): CardFetchReply {
  return {
    status,
    body: {
      status: 'error',
      message: 'Error returned from Request Uri',
      category: 'BAD_GATEWAY',
      errors: [{ message: `Unacceptable HTTP status ${status} calling ${request.url}` }],
      responseBody,
      context: {
        correlationId: [randomUUID()],
        httpMethod: [request.method],
        appServerStatusCode: [String(status)],
        portalId: [String(options.portalId)],
        requestUri: [request.url],
      },
    },
  }
}

function failure(status: number, category: string, message: string): CardFetchReply {
  return { status, body: { status: 'error', category, message } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
