import { HttpResponse } from 'msw'
import { FaultPlan, type ConnectionFault } from '../fault-plan.ts'
import { ApiError, invalidSession } from './api-error.ts'
import { errorReply } from './reply.ts'

export type Fault =
  | { status: 401 | 403 | 500 | 503 }
  /** The daily calls are used up, or, with 503, the server is. */
  | { error: 'REQUEST_LIMIT_EXCEEDED' | 'UNABLE_TO_LOCK_ROW' | 'INVALID_QUERY_LOCATOR' }
  /** A gateway's HTML page instead of JSON. */
  | { status: 502 }
  /** Sends the caller elsewhere. */
  | { status: 302; location: string }
  | ConnectionFault

/** Salesforce's failures to come. */
export class Faults extends FaultPlan<Fault> {
  protected override answer(fault: Exclude<Fault, ConnectionFault>): Response {
    if ('error' in fault) return errorReply(errors[fault.error]())
    switch (fault.status) {
      case 302:
        return new HttpResponse(null, { status: 302, headers: { Location: fault.location } })
      case 401:
        return errorReply(invalidSession())
      case 403:
        return errorReply(
          new ApiError(403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'),
        )
      case 500:
        return errorReply(
          new ApiError(
            500,
            'UNKNOWN_EXCEPTION',
            'An unexpected error occurred. Please include this ErrorId if you contact support',
          ),
        )
      case 502:
        return new HttpResponse('<html><body><h1>502 Bad Gateway</h1></body></html>', {
          status: 502,
          headers: { 'Content-Type': 'text/html' },
        })
      case 503:
        return errorReply(
          new ApiError(503, 'SERVER_UNAVAILABLE', 'Server unavailable, please try again later.'),
        )
    }
  }
}

const errors = {
  REQUEST_LIMIT_EXCEEDED: () => new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  UNABLE_TO_LOCK_ROW: () =>
    new ApiError(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'),
  INVALID_QUERY_LOCATOR: () => new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'),
}
