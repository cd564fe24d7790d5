import { randomBytes } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'
import type { Config } from '../config/config.ts'

/**
 * Everything comes from ourselves, nobody frames us, nothing inline runs. Style tags need the reply's nonce: the
 * console's component library writes its variables into one.
 */
export function securityHeaders(config: Pick<Config, 'publicUrl'>): RequestHandler[] {
  const https = config.publicUrl.startsWith('https:')
  const nonce: RequestHandler = (_request, response, next) => {
    response.locals['cspNonce'] = randomBytes(16).toString('base64')
    next()
  }
  return [
    nonce,
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          // Helmet types the reply as Node's; Express made it, so `locals` is there.
          styleSrc: ["'self'", (_request, response) => `'nonce-${cspNonce(response as Response)}'`],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(https ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
      crossOriginEmbedderPolicy: false,
    }),
  ]
}

export function cspNonce(response: Response): string {
  const nonce: unknown = response.locals['cspNonce']
  if (typeof nonce !== 'string') throw new Error('securityHeaders did not run')
  return nonce
}
