import type { CookieOptions } from 'express'
import type { Config } from '../config/config.ts'
import { SESSION_MAX_MS } from '../auth/session.ts'

/** The session's cookie. `__Host-` makes browsers insist on https, this host and the whole site; plain http exists in development only. */
export function sessionCookie(config: Pick<Config, 'publicUrl'>): { name: string; options: CookieOptions } {
  return ownCookie(config, 'partner_desk', SESSION_MAX_MS)
}

/** Ties an OAuth round trip to the browser that began it. */
export function oauthCookie(
  config: Pick<Config, 'publicUrl'>,
  maxAgeMs: number,
): { name: string; options: CookieOptions } {
  return ownCookie(config, 'partner_desk_oauth', maxAgeMs)
}

function ownCookie(config: Pick<Config, 'publicUrl'>, name: string, maxAge: number) {
  const secure = config.publicUrl.startsWith('https:')
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge } satisfies CookieOptions
  return { name: secure ? `__Host-${name}` : name, options }
}
