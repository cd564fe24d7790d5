import { HttpResponse } from 'msw'
import { FaultPlan, type ConnectionFault } from '../fault-plan.ts'
import { errorResponse } from './api-refusal.ts'

export type Fault =
  | { status: 401 | 403 | 423 | 500 }
  /** `retryAfterSeconds` absent: no Retry-After header. */
  | { status: 429 | 477; retryAfterSeconds?: number }
  /** A gateway's HTML page instead of JSON. */
  | { status: 502 }
  | ConnectionFault

/** HubSpot's failures to come. */
export class Faults extends FaultPlan<Fault> {
  protected override answer(fault: Exclude<Fault, ConnectionFault>): Response {
    return answer(fault)
  }
}

function answer(fault: Exclude<Fault, ConnectionFault>): Response {
  const retryAfter = 'retryAfterSeconds' in fault ? fault.retryAfterSeconds : undefined
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  switch (fault.status) {
    case 401:
      return errorResponse({
        status: 401,
        category: 'INVALID_AUTHENTICATION',
        message: 'The OAuth token used to make this call is invalid.',
      })
    case 403:
      return errorResponse({
        status: 403,
        category: 'FORBIDDEN',
        message: 'You do not have permissions to make this call.',
      })
    case 423:
      return errorResponse({
        status: 423,
        category: 'LOCKED',
        message: 'The resource is locked by too many requests at once. Wait at least 2 seconds.',
      })
    case 429:
      return errorResponse({
        status: 429,
        category: 'RATE_LIMITS',
        message: 'You have reached your ten_secondly_rolling limit.',
        headers,
        extra: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
      })
    case 477:
      return errorResponse({
        status: 477,
        category: 'MIGRATION_IN_PROGRESS',
        message: 'This account is being moved between data centres.',
        headers,
      })
    case 500:
      return errorResponse({ status: 500, category: 'INTERNAL_ERROR', message: 'internal error' })
    case 502:
      return new HttpResponse(
        '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>',
        {
          status: 502,
          headers: { 'Content-Type': 'text/html' },
        },
      )
  }
}
