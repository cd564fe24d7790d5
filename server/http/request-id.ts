import type { RequestHandler, Response } from 'express'
import type { Context } from '../context.ts'

/** Names each request, in the reply's `X-Request-Id` and in the log. A name that the client sends is not taken over. */
export function nameRequests(context: Context): RequestHandler {
  return (_request, response, next) => {
    response.locals['requestId'] = context.newId()
    response.set('X-Request-Id', requestId(response))
    next()
  }
}

export function requestId(response: Response): string {
  const id: unknown = response.locals['requestId']
  return typeof id === 'string' ? id : 'unknown'
}
