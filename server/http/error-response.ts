import type { ErrorRequestHandler, Request, Response } from 'express'
import { CrmError } from '../../connectors/crm.port.ts'
import { ERROR_CODES, type ErrorCode, type ProblemDetails } from '../../shared/contract/error-codes.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { requestId } from './request-id.ts'

/** The one translator from what was thrown to what the caller reads (RFC 9457). Anything unexpected says nothing but a request id. */
export function errorHandler(context: Context): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const failure = translate(error)
    const log = context.logger.child({
      requestId: requestId(response),
      method: request.method,
      path: request.path,
    })
    if (failure.status >= 500) log.error({ err: error }, 'request failed')
    else log.info({ code: failure.code, detail: failure.detail, err: failure.cause }, 'request refused')
    if (response.headersSent) return next(error)
    sendProblem(response, failure)
  }
}

export function notFoundHandler(_request: Request, response: Response): void {
  sendProblem(response, {
    status: 404,
    code: 'not_found',
    detail: 'There is nothing at this address.',
  })
}

interface Failure {
  status: number
  code: ErrorCode
  detail: string
  fields?: readonly { path: string; message: string }[]
  retryAfterMs?: number | undefined
  /** For the log only. */
  cause?: unknown
}

function translate(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { code, message: detail, fields, cause } = error
    return { status: ERROR_CODES[code], code, detail, fields, cause, retryAfterMs: retryAfter(cause) }
  }
  if (error instanceof CrmError) {
    return {
      status: 503,
      code: 'unavailable',
      detail: 'The CRM could not be asked just now. Nothing was changed; try again.',
      retryAfterMs: error.retryAfterMs,
    }
  }
  const status = clientStatus(error)
  if (status === 413) {
    return { status, code: 'invalid_request', detail: `The body is larger than ${bodyLimit(error)} MB.` }
  }
  if (status)
    return { status, code: 'invalid_request', detail: 'The request could not be read.', cause: error }
  if (isUnkeepable(error)) {
    const detail = 'The request holds a date or a character that cannot be kept. Nothing was changed.'
    return { status: 400, code: 'invalid_request', detail, cause: error }
  }
  if (isDatabaseAway(error)) {
    return {
      status: 503,
      code: 'unavailable',
      detail: 'The database is away. Nothing was changed; try again.',
      retryAfterMs: 5_000,
    }
  }
  return { status: 500, code: 'internal', detail: 'Something went wrong on our side. Nothing was changed.' }
}

function sendProblem(response: Response, failure: Failure): void {
  const id = requestId(response)
  const problem: ProblemDetails = {
    type: `urn:partner-desk:problem:${failure.code}`,
    title: TITLES[failure.code],
    status: failure.status,
    code: failure.code,
    detail:
      failure.status >= 500 ? `${failure.detail} If it stays, name this request: ${id}.` : failure.detail,
    requestId: id,
    ...(failure.fields?.length ? { errors: [...failure.fields] } : {}),
  }
  if (failure.retryAfterMs !== undefined)
    response.set('Retry-After', String(Math.ceil(failure.retryAfterMs / 1000)))
  response.status(failure.status).set('Cache-Control', 'no-store').type('application/problem+json')
  response.send(JSON.stringify(problem))
}

const TITLES: Record<ErrorCode, string> = {
  invalid_request: 'The request is not valid',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  idempotency_conflict: 'This key was used for something else',
  conflict: 'It has changed meanwhile',
  rule_violated: 'A rule of the programme refuses this',
  too_many_requests: 'Too many requests',
  internal: 'Something went wrong',
  unavailable: 'Not available just now',
}

/** A refused eager caller is told when to come back; rate-limit.ts puts it into the cause. */
function retryAfter(cause: unknown): number | undefined {
  return typeof cause === 'object' &&
    cause !== null &&
    'retryAfterMs' in cause &&
    typeof cause.retryAfterMs === 'number'
    ? cause.retryAfterMs
    : undefined
}

/** Express and its body reader mark what the client did wrong with a 4xx status. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined
  return error.status >= 400 && error.status < 500 ? error.status : undefined
}

/** The body reader says in bytes what it was allowed to read. */
function bodyLimit(error: unknown): number {
  const bytes = error instanceof Error && 'limit' in error ? Number(error.limit) : 2 ** 20
  return bytes / 2 ** 20
}

/** Connection lost or refused, no resources left (disk, memory, connections), or the server shutting down. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return /^(08...|53...|57P0[123]|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE)$/.test(error.code)
}

/** A year before the first, a character zero, half of a character: JSON and calendars have them, PostgreSQL has not. */
function isUnkeepable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(2200[78]|22021|22P05)$/.test(String(error.code))
}
