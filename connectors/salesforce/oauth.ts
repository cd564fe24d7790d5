import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { CrmTokens } from '../crm-kind.port.ts'
import { CrmError } from '../crm.port.ts'
import { GuardedHttp } from './guarded-http.ts'
import type { TrustedOrigin } from './instance-url.ts'
import { challengeOf } from './pkce.ts'
import { fullId } from './record-id.ts'
import { INSTALL_FIRST, isNotInstalled } from './refusal-text.ts'
import { REQUIRED_SCOPES } from './scopes.ts'

export interface OAuthApp {
  clientId: string
  clientSecret: string
}

export interface Grant {
  orgId: string
  userId: string
  /** Not trusted yet. */
  instanceUrl: string
  scopes: string[]
  tokens: CrmTokens
}

const TIMEOUT_MS = 20_000
const TOKEN_PATH = '/services/oauth2/token'

/** Where the browser is sent to consent. The verifier stays with us. */
export function authorizeUrl(request: {
  site: TrustedOrigin
  clientId: string
  redirectUri: string
  state: string
  verifier: string
}): string {
  const url = new URL('/services/oauth2/authorize', request.site.origin)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: REQUIRED_SCOPES.join(' '),
    state: request.state,
    code_challenge: challengeOf(request.verifier),
    code_challenge_method: 'S256',
  }).toString()
  return url.href
}

/**
 * Trades the callback's one-time code for tokens, at the host that gave it. Throws `CrmError('revoked')` for a code that was
 * used, wrong or late, and `CrmError('rejected')` for an answer that Salesforce did not sign.
 */
export async function exchangeCode(
  app: OAuthApp,
  site: TrustedOrigin,
  trip: { code: string; redirectUri: string; verifier: string },
): Promise<Grant> {
  const reply = await requestTokens(app, site, grantReply, {
    grant_type: 'authorization_code',
    code: trip.code,
    redirect_uri: trip.redirectUri,
    code_verifier: trip.verifier,
  })
  if (!isSigned(app, reply)) {
    throw new CrmError(
      'rejected',
      'The answer to the sign-in was not signed by Salesforce. Nothing was connected.',
    )
  }
  return {
    ...identityOf(reply.id),
    instanceUrl: reply.instance_url,
    scopes: (reply.scope ?? '').split(' ').filter((scope) => scope !== ''),
    tokens: { accessToken: reply.access_token, refreshToken: reply.refresh_token, expiresInSeconds: null },
  }
}

/**
 * New tokens, asked for once: where refresh tokens rotate, the one that was sent is worthless from then on. Throws
 * `CrmError('revoked')` when the org must be connected again; anything else may pass.
 */
export async function refreshTokens(
  app: OAuthApp,
  instance: TrustedOrigin,
  refreshToken: string,
): Promise<CrmTokens> {
  const reply = await requestTokens(app, instance, refreshReply, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  })
  return {
    accessToken: reply.access_token,
    // An org that does not rotate them names no new one.
    refreshToken: reply.refresh_token ?? refreshToken,
    expiresInSeconds: null,
  }
}

const grantReply = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  instance_url: z.string(),
  id: z.string(),
  issued_at: z.string(),
  signature: z.string(),
  scope: z.string().optional(),
})

const refreshReply = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
})

/** Made with our own secret over who signed in and when. */
function isSigned(app: OAuthApp, reply: z.output<typeof grantReply>): boolean {
  const expected = createHmac('sha256', app.clientSecret).update(`${reply.id}${reply.issued_at}`).digest()
  const given = Buffer.from(reply.signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** `https://login.salesforce.com/id/00D.../005...`; read, never called. */
function identityOf(url: string): { orgId: string; userId: string } {
  const [, org, user] = /^https?:\/\/[^/]+\/id\/(00D\w+)\/(005\w+)$/.exec(url) ?? []
  const orgId = fullId(org ?? '')
  const userId = fullId(user ?? '')
  if (orgId && userId) return { orgId, userId }
  throw new CrmError('rejected', 'Salesforce did not say who signed in. Nothing was connected.')
}

/** With our client's own credentials, the secret in the body where no log of addresses sees it. */
async function requestTokens<T>(
  app: OAuthApp,
  site: TrustedOrigin,
  schema: z.ZodType<T>,
  grant: Record<string, string>,
): Promise<T> {
  const what = `POST ${TOKEN_PATH}`
  const { clientId, clientSecret } = app
  const form = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret })
  const reply = await new GuardedHttp(site, TIMEOUT_MS)
    .exchange({
      method: 'POST',
      url: `${site.origin}${TOKEN_PATH}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      once: true,
    })
    .catch((cause: unknown) => {
      throw new CrmError('unavailable', `Salesforce could not be reached for ${what}`, { cause })
    })
  if (reply.status >= 300) throw tokenRefusal(what, reply.status, reply.text)
  try {
    return schema.parse(JSON.parse(reply.text))
  } catch {
    // Without the cause: its text could repeat a token.
    throw new CrmError('unavailable', `Salesforce answered ${what} in a form that we do not know`)
  }
}

const refusalBody = z.object({ error: z.string(), error_description: z.string().catch('') })

/** The grant itself will never be honoured again, or nobody may sign in there any more. */
const FOR_GOOD = ['invalid_grant', 'inactive_user', 'inactive_org', 'org_locked']

function tokenRefusal(what: string, status: number, text: string): CrmError {
  if (status < 400) {
    return new CrmError(
      'rejected',
      `Salesforce wanted to lead us elsewhere for ${what}, which we do not follow.`,
    )
  }
  const { error, error_description: said } = readRefusal(text)
  if (FOR_GOOD.includes(error)) {
    return new CrmError(
      'revoked',
      `Salesforce no longer accepts this connection (${[error, said].filter((part) => part !== '').join(': ')}). ` +
        'An admin connects the org again.',
    )
  }
  if (isNotInstalled(error, said)) return new CrmError('rejected', INSTALL_FIRST)
  if (status >= 500 || status === 429 || status === 420) {
    return new CrmError('unavailable', `Salesforce answered ${status} to ${what}`)
  }
  return new CrmError(
    'rejected',
    `Salesforce refused ${what} with ${status}${error ? `: ${error}${said ? `, ${said}` : ''}` : ''}. Whoever runs this server ` +
      'checks the consumer key and secret of its External Client App.',
  )
}

function readRefusal(text: string): z.output<typeof refusalBody> {
  try {
    return refusalBody.parse(JSON.parse(text))
  } catch {
    return { error: '', error_description: '' }
  }
}
