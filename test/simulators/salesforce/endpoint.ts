import { http, type HttpHandler } from 'msw'
import { ApiError, invalidSession, notFound } from './api-error.ts'
import { OAuthError } from './oauth-error.ts'
import { errorAnswer, toResponse, type Answer } from './reply.ts'
import type { World } from './simulator.ts'

export interface ApiRequest {
  method: string
  /** Scheme and host that were called. */
  origin: string
  path: string
  params: Record<string, string>
  query: URLSearchParams
  headers: Headers
  text: string
  /** Who calls; empty on endpoints that take no session. */
  userId: string
  /** Aborted once the caller has gone. */
  signal: AbortSignal
}

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `:name` stands for one segment of the path. */
  path: string
  /** How the call log names it. */
  kind: string | ((params: Record<string, string>) => string)
  /** 'none': takes no session and is no API call. 'session': needs one, but is no API call. */
  access?: 'call' | 'session' | 'none'
  answer: (request: ApiRequest) => Answer | Promise<Answer>
}

export interface Found {
  endpoint: Endpoint
  params: Record<string, string>
}

/** Finds the endpoint of a method and a path. */
export class Routes {
  readonly #routes: { endpoint: Endpoint; pattern: RegExp }[]

  constructor(endpoints: readonly Endpoint[]) {
    this.#routes = endpoints.map((endpoint) => ({
      endpoint,
      pattern: new RegExp(`^${endpoint.path.replace(/[.]/g, '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
    }))
  }

  find(method: string, path: string): Found | undefined {
    for (const { endpoint, pattern } of this.#routes) {
      const match = endpoint.method === method ? pattern.exec(path) : null
      if (match === null) continue
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ])
      return { endpoint, params: Object.fromEntries(params) as Record<string, string> } // both members are text
    }
    return undefined
  }
}

/** Serves endpoints with all that Salesforce does to every request: session, daily limit, header, error body. Planned faults come first. */
export function endpointHandlers(world: World, endpoints: readonly Endpoint[]): HttpHandler[] {
  const routes = new Routes(endpoints)
  return [
    http.all('*', async ({ request }) => {
      const url = new URL(request.url)
      const found = routes.find(request.method, url.pathname)
      if (found === undefined) return undefined
      const text = await request.text()
      const fault = world.faults.take(request.method, url.pathname)
      let response: Response | undefined
      if (fault === undefined || fault.afterwards) {
        response = toResponse(
          await guarded(world, found, {
            method: request.method,
            origin: url.origin,
            path: url.pathname,
            query: url.searchParams,
            headers: request.headers,
            text,
            signal: request.signal,
          }),
        )
      }
      const reply = fault === undefined ? response : await world.faults.respond(fault.fault, request.signal)
      if (reply === undefined) throw new Error('a request without a fault has a reply')
      const kind = kindOf(found)
      world.calls.add({ kind, method: request.method, path: url.pathname, status: reply.status })
      return reply
    }),
  ]
}

export const kindOf = ({ endpoint, params }: Found): string =>
  typeof endpoint.kind === 'string' ? endpoint.kind : endpoint.kind(params)

async function guarded(
  world: World,
  { endpoint, params }: Found,
  request: Omit<ApiRequest, 'params' | 'userId'>,
): Promise<Answer> {
  const access = endpoint.access ?? 'call'
  let headers: Record<string, string> = {}
  try {
    if (request.path.length + request.query.toString().length > 16_384)
      throw new ApiError(414, 'URI_TOO_LONG', 'The URI is longer than 16384 bytes')
    const userId = access === 'none' ? '' : authenticate(world, request.headers)
    if (access === 'call') {
      headers = world.dailyCalls.header
      world.dailyCalls.spend()
      headers = world.dailyCalls.header
    }
    const answer = await endpoint.answer({ ...request, params, userId })
    return { ...answer, headers: { ...headers, ...answer.headers } }
  } catch (error) {
    return { ...refusal(error), headers }
  }
}

/** Any error as the answer that it makes. */
export function refusal(error: unknown): Answer {
  if (error instanceof ApiError) return errorAnswer(error)
  if (error instanceof OAuthError) return { status: error.status, body: error.body }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return errorAnswer(new ApiError(500, 'SIMULATOR_BUG', message))
}

function authenticate(world: World, headers: Headers): string {
  const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  const userId = token === undefined ? undefined : world.installations.userOf(token)
  if (userId === undefined) throw invalidSession()
  return userId
}

/** What an address that the simulator does not serve answers. */
export function unknownAddress(): Response {
  return toResponse(errorAnswer(notFound()))
}
