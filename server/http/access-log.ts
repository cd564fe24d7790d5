import type { Request, RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { requestId } from './request-id.ts'

/** One line and one measurement per request. Queries carry tickets, codes and signatures, so the path is all that is written. */
export function accessLog(context: Context): RequestHandler {
  return (request, response, next) => {
    const startedAt = process.hrtime.bigint()
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9
      const status = response.writableFinished ? response.statusCode : 499
      const route = routeOf(request)
      context.metrics.httpSeconds.observe({ method: request.method, route, status: String(status) }, seconds)
      const line = {
        requestId: requestId(response),
        method: request.method,
        path: pathOf(request),
        route,
        status,
      }
      const quiet = route === '/healthz' || route === '/readyz' || route === '/metrics'
      context.logger[quiet ? 'debug' : 'info']({ ...line, ms: Math.round(seconds * 1000) }, 'request')
    })
    next()
  }
}

/** Express sets `route` on the request once one matched, and forgets its type. */
function routeOf(request: Request): string {
  const route: unknown = request.route
  if (typeof route === 'object' && route !== null && 'path' in route) return String(route.path)
  return request.originalUrl.startsWith('/console') ? '/console/*' : 'none'
}

const pathOf = (request: Request): string => request.originalUrl.split('?', 1)[0] ?? ''
