import { createHmac } from 'node:crypto'
import { apiVersion } from './api-version.ts'
import { consentPage, refusedConsentPage } from './consent-page.ts'
import { integrationUserId } from './demo-people.ts'
import type { ApiRequest, Endpoint } from './endpoint.ts'
import type { IssuedTokens } from './installations.ts'
import { OAuthError } from './oauth-error.ts'
import { textOf } from './record.ts'
import { ok, type Answer } from './reply.ts'
import type { World } from './simulator.ts'

/** The web-server flow with PKCE, rotating refresh tokens, revocation and identity. */
export function oauthEndpoints(world: World): Endpoint[] {
  const open = { access: 'none' } as const
  return [
    {
      ...open,
      method: 'GET',
      path: '/services/oauth2/authorize',
      kind: 'oauth.authorize',
      answer: ({ query }) => authorize(world, query),
    },
    {
      ...open,
      method: 'POST',
      path: '/services/oauth2/authorize',
      kind: 'oauth.authorize',
      answer: ({ text }) => authorize(world, new URLSearchParams(text)),
    },
    {
      ...open,
      method: 'POST',
      path: '/services/oauth2/token',
      kind: 'oauth.token',
      answer: (request) => token(world, request),
    },
    {
      ...open,
      method: 'POST',
      path: '/services/oauth2/revoke',
      kind: 'oauth.revoke',
      answer: ({ text }) => {
        if (!world.installations.revoke(new URLSearchParams(text).get('token') ?? ''))
          throw new OAuthError('invalid_token', 'invalid token')
        return { status: 200 }
      },
    },
    {
      ...open,
      method: 'GET',
      path: '/services/oauth2/userinfo',
      kind: 'oauth.userinfo',
      answer: (request) => withToken(world, request, (userId) => ok(userInfo(world, request.origin, userId))),
    },
    {
      ...open,
      method: 'GET',
      path: '/id/:orgId/:userId',
      kind: 'identity',
      answer: (request) =>
        withToken(world, request, () => {
          const { orgId = '', userId = '' } = request.params
          const known = orgId === world.org.settings.orgId && world.org.store.find(userId) !== undefined
          return known ? ok(identity(world, request.origin, userId)) : { status: 404, body: 'Wrong_Org' }
        }),
    },
  ]
}

/** `auto=1` (approve at once), `user_id` and `decision` belong to the simulator, not to Salesforce. */
function authorize(world: World, query: URLSearchParams): Answer {
  const { app } = world.installations
  if (query.get('client_id') !== app.clientId)
    return html(refusedConsentPage('invalid_client_id', 'client identifier invalid'), 400)
  const redirect = query.get('redirect_uri') ?? ''
  const known =
    app.redirectUris === undefined ? isSafeRedirect(redirect) : app.redirectUris.includes(redirect)
  if (!known)
    return html(refusedConsentPage('redirect_uri_mismatch', 'redirect_uri must match configuration'), 400)
  const back = new URL(redirect)
  const state = query.get('state')
  const answer = (parameters: Record<string, string>): Answer => {
    for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value)
    if (state !== null) back.searchParams.set('state', state)
    return { status: 302, headers: { Location: back.toString() } }
  }
  const refuse = (error: string, description: string): Answer =>
    answer({ error, error_description: description })
  if (query.get('response_type') !== 'code')
    return refuse('unsupported_response_type', 'response type not supported')
  if (!world.org.settings.packageInstalled)
    return refuse('OAUTH_APPROVAL_ERROR_GENERIC', 'invalid_client: app must be installed into org')
  const challenge = query.get('code_challenge')
  if (challenge === null) return refuse('invalid_request', 'missing required code challenge')
  if (query.get('code_challenge_method') !== 'S256')
    return refuse('invalid_request', 'code challenge method must be S256')
  if (!/^[\w-]{43}$/.test(challenge)) return refuse('invalid_request', 'invalid code challenge')
  const decision = query.get('decision') ?? (query.get('auto') === '1' ? 'approve' : undefined)
  if (decision === undefined) return html(consentPage(world.org.settings.name, people(world), query), 200)
  if (decision !== 'approve') return refuse('access_denied', 'end-user denied authorization')
  const userId = query.get('user_id') ?? integrationUserId
  if (world.org.store.find(userId)?.object !== 'User') return refuse('access_denied', 'no such user')
  const scopes = (query.get('scope') ?? 'api refresh_token').split(/\s+/).filter((scope) => scope !== '')
  const code = world.installations.grantCode({ userId, scopes, redirectUri: redirect, challenge })
  return answer({ code })
}

const people = ({ org }: World) =>
  [...org.store.all('User')]
    .filter(({ values }) => values.IsActive === true)
    .map((user) => ({ id: user.id, name: textOf(user, 'Name'), email: textOf(user, 'Email') }))
    // The integration user first, as the guide asks.
    .sort((a, b) => Number(b.id === integrationUserId) - Number(a.id === integrationUserId))

function isSafeRedirect(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

function token(world: World, request: ApiRequest): Answer {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded'))
    throw new OAuthError('invalid_request', `unsupported content type ${type}`)
  const form = new URLSearchParams(request.text)
  requireClient(world, form)
  const issued = issue(world, form)
  const { installations, org } = world
  const id = `${request.origin}/id/${org.settings.orgId}/${issued.userId}`
  const issuedAt = String(installations.now())
  return ok({
    access_token: issued.accessToken,
    refresh_token: issued.refreshToken,
    signature: createHmac('sha256', installations.app.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: issued.scopes.join(' '),
    instance_url: org.settings.instanceUrl ?? request.origin,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  })
}

function issue({ org, installations }: World, form: URLSearchParams): IssuedTokens {
  if (!org.settings.packageInstalled) throw new OAuthError('invalid_grant', 'app must be installed into org')
  const field = (name: string): string => form.get(name) ?? ''
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return installations.redeemCode(field('code'), field('redirect_uri'), field('code_verifier'))
    case 'refresh_token':
      return installations.refresh(field('refresh_token'))
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported')
  }
}

function requireClient({ installations: { app } }: World, form: URLSearchParams): void {
  if (form.get('client_id') !== app.clientId)
    throw new OAuthError('invalid_client_id', 'client identifier invalid')
  if (form.get('client_secret') !== app.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials')
}

function withToken(world: World, request: ApiRequest, answer: (userId: string) => Answer): Answer {
  const bearer =
    /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ??
    request.query.get('oauth_token') ??
    undefined
  if (bearer === undefined) return { status: 403, body: 'Missing_OAuth_Token' }
  const userId = world.installations.userOf(bearer)
  return userId === undefined ? { status: 403, body: 'Bad_OAuth_Token' } : answer(userId)
}

function urlsOf(origin: string): Record<string, string> {
  const data = `${origin}/services/data/v{version}`
  return {
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    query: `${data}/query/`,
    partner: `${origin}/services/Soap/u/{version}`,
    custom_domain: origin,
  }
}

function identity({ org }: World, origin: string, userId: string): object {
  const user = org.record(userId)
  return {
    id: `${origin}/id/${org.settings.orgId}/${userId}`,
    asserted_user: true,
    user_id: userId,
    organization_id: org.settings.orgId,
    username: textOf(user, 'Username'),
    nick_name: textOf(user, 'FirstName'),
    display_name: textOf(user, 'Name'),
    email: textOf(user, 'Email'),
    email_verified: true,
    first_name: user.values.FirstName ?? null,
    last_name: textOf(user, 'LastName'),
    timezone: org.settings.timeZone,
    urls: urlsOf(origin),
    active: user.values.IsActive === true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    last_modified_date: textOf(user, 'LastModifiedDate').replace('Z', '+0000'),
    is_app_installed: org.settings.packageInstalled,
    api_version: apiVersion,
  }
}

function userInfo({ org }: World, origin: string, userId: string): object {
  const user = org.record(userId)
  return {
    sub: `${origin}/id/${org.settings.orgId}/${userId}`,
    user_id: userId,
    organization_id: org.settings.orgId,
    preferred_username: textOf(user, 'Username'),
    nickname: textOf(user, 'FirstName'),
    name: textOf(user, 'Name'),
    email: textOf(user, 'Email'),
    email_verified: true,
    given_name: user.values.FirstName ?? null,
    family_name: textOf(user, 'LastName'),
    zoneinfo: org.settings.timeZone,
    active: user.values.IsActive === true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    urls: urlsOf(origin),
  }
}

const html = (page: string, status: number): Answer => ({
  status,
  body: page,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
})
