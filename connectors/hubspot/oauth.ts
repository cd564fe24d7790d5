import { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import { paths } from './api-version.ts'
import { isRevoked, readProblem, refusalOf } from './errors.ts'

export interface OAuthApp {
  clientId: string
  clientSecret: string
  /** https://api.hubapi.com */
  apiUrl: string
}

export interface Tokens {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}

export interface Installation {
  portalId: string
  userId: string
  /** The e-mail of whoever installed or signed in, where HubSpot says it. */
  userEmail: string | null
  hubDomain: string | null
  scopes: string[]
}

const TIMEOUT_MS = 15_000

/** Where the browser is sent to grant access. `state` is a nonce that the callback must bring back. */
export function authorizeUrl(request: {
  /** https://app.hubspot.com */
  appUrl: string
  clientId: string
  redirectUri: string
  scopes: readonly string[]
  optionalScopes?: readonly string[]
  state: string
}): string {
  const url = new URL('/oauth/authorize', request.appUrl)
  url.searchParams.set('client_id', request.clientId)
  url.searchParams.set('redirect_uri', request.redirectUri)
  url.searchParams.set('scope', request.scopes.join(' '))
  if (request.optionalScopes?.length) url.searchParams.set('optional_scope', request.optionalScopes.join(' '))
  url.searchParams.set('state', request.state)
  return url.href
}

/** Trades the callback's one-time code for tokens. Throws `CrmError('revoked')` for a code that was used, wrong or late. */
export function exchangeCode(app: OAuthApp, code: string, redirectUri: string): Promise<Tokens> {
  return requestTokens(app, { grant_type: 'authorization_code', code, redirect_uri: redirectUri })
}

/** New tokens. Throws `CrmError('revoked')` when the app is no longer installed; anything else may pass. */
export function refreshTokens(app: OAuthApp, refreshToken: string): Promise<Tokens> {
  return requestTokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

/** Which account and person a token speaks for. */
export async function introspect(app: OAuthApp, accessToken: string): Promise<Installation> {
  const text = await post(app, paths.introspect, { token: accessToken, token_type_hint: 'access_token' })
  const token = parse(introspection, text, paths.introspect)
  if (!token.active) throw new CrmError('unauthorized', 'HubSpot says that the token is not active')
  return {
    portalId: String(token.hub_id),
    userId: String(token.user_id),
    userEmail: token.user ?? null,
    hubDomain: token.hub_domain ?? null,
    scopes: token.scopes,
  }
}

/** Gives a refresh token back. The installation itself stays in HubSpot until somebody uninstalls it there. */
export async function revoke(app: OAuthApp, refreshToken: string): Promise<void> {
  await post(app, paths.revoke, { token: refreshToken, token_type_hint: 'refresh_token' })
}

const tokenReply = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().int().positive(),
})

const introspection = z.object({
  active: z.boolean(),
  hub_id: z.number().int(),
  user_id: z.number().int(),
  user: z.string().nullish(),
  hub_domain: z.string().nullish(),
  scopes: z.array(z.string()).default([]),
})

async function requestTokens(app: OAuthApp, grant: Record<string, string>): Promise<Tokens> {
  const reply = parse(tokenReply, await post(app, paths.token, grant), paths.token)
  return {
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token,
    expiresInSeconds: reply.expires_in,
  }
}

/** Form-encoded with our client's own credentials, never the user's. */
async function post(app: OAuthApp, path: string, form: Record<string, string>): Promise<string> {
  const what = `POST ${path}`
  let status: number
  let text: string
  try {
    const response = await fetch(new URL(path, app.apiUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ ...form, client_id: app.clientId, client_secret: app.clientSecret }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    status = response.status
    text = await response.text()
  } catch (cause) {
    throw new CrmError('unavailable', `HubSpot could not be reached for ${what}`, { cause })
  }
  if (status < 300) return text
  const problem = readProblem(text)
  if (isRevoked(status, problem)) {
    throw new CrmError(
      'revoked',
      'HubSpot no longer accepts this installation: it was uninstalled or its token replaced',
    )
  }
  if (status === 429) throw new CrmError('rate_limited', `HubSpot answered 429 to ${what}`)
  if (status >= 500 || status === 423 || status === 477) {
    throw new CrmError('unavailable', `HubSpot answered ${status} to ${what}`)
  }
  throw refusalOf(what, status, problem)
}

function parse<T>(schema: z.ZodType<T>, text: string, path: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    // Without the cause: its text could repeat a token.
    throw new CrmError('unavailable', `HubSpot answered POST ${path} in a form that we do not know`)
  }
}
