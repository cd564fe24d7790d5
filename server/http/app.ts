import express, { type Express } from 'express'
import type { Context } from '../context.ts'
import { accessLog } from './access-log.ts'
import { consoleSite } from './console-site.ts'
import { errorHandler, notFoundHandler } from './error-response.ts'
import { frame } from './frame.ts'
import { rateLimit } from './rate-limit.ts'
import { nameRequests } from './request-id.ts'
import { endpoints, routes } from './routes.ts'
import { securityHeaders } from './security-headers.ts'

const MAX_BODY = '1mb'

export interface AppOptions {
  /** Asked before everything else, with nothing of ours around it; what it does not answer goes on. */
  front?: express.Router
  /** Mounted before the catch-all 404, for what only one kind of process offers. */
  extra?: express.Router
  /** Folder of the built console. */
  consoleDist?: string
}

const rawBodies = (limit: string) => express.raw({ type: () => true, limit, inflate: false })

/** The Express application over a context. It listens nowhere yet. */
export function createApp(context: Context, options: AppOptions = {}): Express {
  const app = express()
  app.set('trust proxy', context.config.trustProxy)
  app.set('etag', false)
  // Two spellings of one address would be two strings to sign.
  app.enable('case sensitive routing')
  app.enable('strict routing')
  // The frame parses queries itself: Express would turn repeated parameters into arrays.
  app.set('query parser', false)

  if (options.front) app.use(options.front)
  app.use(nameRequests(context), accessLog(context), ...securityHeaders(context.config))
  const limit = rateLimit()
  for (const { path, limited, maxBody } of endpoints) {
    if (maxBody === undefined) continue
    // Strangers are counted before so much of theirs is read.
    app.use(path, ...(limited ? [limit] : []), rawBodies(maxBody))
  }
  // Always the bytes as they came: signatures cover them. Compressed bodies are refused (415), so there is no bomb to inflate.
  app.use(rawBodies(MAX_BODY))

  for (const endpoint of endpoints) {
    const before = endpoint.limited && endpoint.maxBody === undefined ? [limit] : []
    app[endpoint.method](endpoint.path, ...before, (request, response) =>
      endpoint.handle(context, request, response),
    )
  }
  for (const route of routes) app[route.method](route.path, frame(context, route))
  app.use('/console', consoleSite(options.consoleDist))
  if (options.extra) app.use(options.extra)
  app.use(notFoundHandler)
  app.use(errorHandler(context))
  return app
}
