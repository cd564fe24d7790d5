import { http, type HttpHandler, type PathParams } from 'msw'
import { ZodError, type z } from 'zod'
import { ApiRefusal, errorResponse, notFound, validationError } from './api-refusal.ts'
import type { ErrorDetail } from './api-refusal.ts'
import { objectTypeNamed, type ObjectType } from './object-types.ts'
import { PortalProblem } from './portal-problem.ts'
import { refusalOf } from './portal-refusal.ts'
import type { ChangeSource } from './portal-event.ts'
import type { Caller } from './rate-limits.ts'
import type { World } from './simulator.ts'

/** The one API version that the simulator speaks. */
export const apiVersion = '2026-03'

export interface ApiRequest {
  params: Record<string, string>
  query: URLSearchParams
  headers: Headers
  /** The raw body. */
  text: string
  /** Who asks; absent on endpoints that take no bearer token. */
  caller: Caller | undefined
  source: ChangeSource
}

export interface EndpointOptions {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  path: string
  /** How the call log names it. */
  kind: string | ((params: Record<string, string>) => string)
  /** The token must hold one of these. Absent: the endpoint takes no bearer token and is not limited. */
  anyScope?: (params: Record<string, string>) => readonly string[]
  isSearch?: boolean
  answer: (request: ApiRequest) => Response | Promise<Response>
}

/** Wraps an answer with all that HubSpot does to every request: token, limit, scope, error body. Planned faults come first. */
export function endpoint(world: World, options: EndpointOptions): HttpHandler {
  return http[options.method](`*${options.path}`, async ({ request, params }) => {
    const url = new URL(request.url)
    const method = request.method
    const text = method === 'GET' || method === 'DELETE' ? '' : await request.text()
    const plain = plainParams(params)
    const kind = typeof options.kind === 'string' ? options.kind : options.kind(plain)
    const fault = world.faults.take(method, url.pathname)
    let response: Response | undefined
    if (fault === undefined || fault.afterwards) {
      response = await guarded(world, options, {
        params: plain,
        query: url.searchParams,
        headers: request.headers,
        text,
      })
    }
    if (fault !== undefined) response = await world.faults.respond(fault.fault, request.signal)
    const reply = response ?? errorResponse({ status: 500, category: 'INTERNAL_ERROR', message: 'no reply' })
    world.calls.add({ kind, method, path: url.pathname, status: reply.status })
    if (world.exchanges.active) await recordExchange(world, request, url, text, reply)
    return reply
  })
}

async function guarded(
  world: World,
  options: EndpointOptions,
  request: Omit<ApiRequest, 'caller' | 'source'>,
): Promise<Response> {
  let rateHeaders: Record<string, string> = {}
  try {
    let caller: Caller | undefined
    if (options.anyScope !== undefined) {
      const token = authenticate(world, request.headers)
      const admitted = world.limits.admit(token.caller, options.isSearch ?? false)
      if ('refusal' in admitted) throw new ApiRefusal(admitted.refusal)
      rateHeaders = admitted.headers
      requireScope(token.scopes, options.anyScope(request.params))
      caller = token.caller
    }
    const source: ChangeSource = {
      changeSource: 'INTEGRATION',
      sourceId: caller?.kind === 'oauth' ? String(caller.appId) : 'private-app',
    }
    const response = await options.answer({ ...request, caller, source })
    for (const [name, value] of Object.entries(rateHeaders)) response.headers.set(name, value)
    return response
  } catch (error) {
    return errorReply(error, rateHeaders)
  }
}

function errorReply(error: unknown, rateHeaders: Record<string, string>): Response {
  const refusal =
    error instanceof ApiRefusal
      ? error.refusal
      : error instanceof PortalProblem
        ? refusalOf(error)
        : {
            status: 500,
            category: 'SIMULATOR_BUG',
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }
  return errorResponse({ ...refusal, headers: { ...rateHeaders, ...refusal.headers } })
}

function authenticate(world: World, headers: Headers): { scopes: readonly string[]; caller: Caller } {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (token === undefined) {
    throw new ApiRefusal({
      status: 401,
      category: 'INVALID_AUTHENTICATION',
      message:
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    })
  }
  const found = world.installations.find(token)
  switch (found.state) {
    case 'unknown':
      throw new ApiRefusal({
        status: 401,
        category: 'INVALID_AUTHENTICATION',
        message: 'The OAuth token used to make this call is invalid.',
      })
    case 'expired':
      throw new ApiRefusal({
        status: 401,
        category: 'EXPIRED_AUTHENTICATION',
        message: 'The OAuth token used to make this call has expired.',
        context: { 'expire time': [new Date(found.expiresAt).toISOString()] },
      })
    case 'static':
      return { scopes: found.scopes, caller: { kind: 'private', token } }
    case 'active':
      return { scopes: found.scopes, caller: { kind: 'oauth', appId: world.installations.app.appId } }
  }
}

function requireScope(held: readonly string[], anyOf: readonly string[]): void {
  if (anyOf.some((scope) => held.includes(scope))) return
  throw new ApiRefusal({
    status: 403,
    category: 'MISSING_SCOPES',
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [...anyOf] },
      },
    ],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  })
}

/** Reads a JSON body against what HubSpot accepts; anything else is its 400. */
export function parseBody<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw validationError(`Invalid input JSON: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
  try {
    return schema.parse(value)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    const errors: ErrorDetail[] = error.issues.map((issue) => ({
      message: issue.message,
      in: issue.path.join('.'),
    }))
    const first = errors[0]
    throw validationError(`Invalid input JSON: ${first?.in ?? ''} ${first?.message ?? ''}`, { errors })
  }
}

export function param(request: ApiRequest, name: string): string {
  const value = request.params[name]
  if (value === undefined) throw new Error(`the path has no :${name}`)
  return value
}

export function objectType(name: string | undefined): ObjectType {
  const type = objectTypeNamed(name ?? '')
  if (type === undefined) throw notFound(`Unable to infer object type from: ${name ?? ''}`)
  return type
}

/** A whole number from the query within HubSpot's bounds. */
export function limitOf(query: URLSearchParams, fallback: number, max: number): number {
  const text = query.get('limit')
  if (text === null) return fallback
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1)
    throw validationError(`limit must be a positive integer, not ${text}`)
  if (limit > max) throw validationError(`limit must be at most ${max}, not ${limit}`)
  return limit
}

function plainParams(params: PathParams): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
}

async function recordExchange(
  world: World,
  request: Request,
  url: URL,
  text: string,
  reply: Response,
): Promise<void> {
  world.exchanges.add({
    method: request.method,
    path: url.pathname,
    query: url.search,
    requestContentType: request.headers.get('content-type') ?? '',
    requestBody: text,
    status: reply.status,
    responseBody: reply.type === 'error' ? '' : await reply.clone().text(),
  })
}
