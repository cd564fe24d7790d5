import { HttpResponse, http, type HttpHandler } from 'msw'
import { ApiRefusal, errorResponse } from './api-refusal.ts'
import { apiVersion, endpoint, type ApiRequest } from './endpoint.ts'
import { consentPage, refusedConsentPage } from './consent-page.ts'
import { oauthRefusal, type IssuedTokens } from './installations.ts'
import type { World } from './simulator.ts'

const base = `/oauth/${apiVersion}/token`

/** Consent, tokens, introspection and revocation. https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide */
export function oauthHandlers(world: World): HttpHandler[] {
  return [
    http.get('*/oauth/authorize', ({ request }) => authorize(world, new URL(request.url).searchParams)),
    http.post('*/oauth/authorize', async ({ request }) =>
      authorize(world, new URLSearchParams(await request.text())),
    ),
    endpoint(world, {
      method: 'post',
      path: base,
      kind: 'oauth.token',
      answer: (request) => {
        const form = formOf(request)
        requireClient(world, form)
        return HttpResponse.json(tokenJson(world, issue(world, form)))
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/introspect`,
      kind: 'oauth.introspect',
      answer: (request) => introspect(world, formOf(request)),
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/revoke`,
      kind: 'oauth.revoke',
      answer: (request) => {
        const form = formOf(request)
        requireClient(world, form)
        world.installations.revoke(form.get('token') ?? '')
        return new HttpResponse(null, { status: 204 })
      },
    }),
  ]
}

/** `auto=1` (approve at once) and `decision` belong to the simulator, not to HubSpot. */
function authorize(world: World, query: URLSearchParams): Response {
  const problem = consentProblem(world, query)
  if (problem !== undefined) return html(refusedConsentPage(problem), 400)
  const decision = query.get('decision') ?? (query.get('auto') === '1' ? 'approve' : undefined)
  if (decision === undefined) return html(consentPage(world.portal.settings, query), 200)
  const back = new URL(query.get('redirect_uri') ?? '')
  const state = query.get('state')
  if (state !== null) back.searchParams.set('state', state)
  if (decision !== 'approve') {
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'The user cancelled the installation.')
  } else {
    const challenge = query.get('code_challenge')
    const code = world.installations.grantCode({
      scopes: [...words(query.get('scope')), ...words(query.get('optional_scope'))],
      userId: Number(query.get('user_id') ?? '1004'),
      redirectUri: query.get('redirect_uri') ?? '',
      ...(challenge !== null && { challenge }),
    })
    back.searchParams.set('code', code)
  }
  return new HttpResponse(null, { status: 302, headers: { Location: back.toString() } })
}

function consentProblem(world: World, query: URLSearchParams): string | undefined {
  const { app } = world.installations
  if (query.get('client_id') !== app.clientId) return 'No app has this client_id.'
  const redirect = query.get('redirect_uri') ?? ''
  const known =
    app.redirectUris === undefined ? isSafeRedirect(redirect) : app.redirectUris.includes(redirect)
  if (!known) return 'The redirect_uri is not one of those that the app registered.'
  const asked = words(query.get('scope'))
  const missing = app.requiredScopes.filter((scope) => !asked.includes(scope))
  if (missing.length > 0)
    return `The link does not ask for scopes that the app requires: ${missing.join(', ')}`
  return undefined
}

function isSafeRedirect(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

function issue(world: World, form: URLSearchParams): IssuedTokens {
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return world.installations.redeemCode(
        form.get('code') ?? '',
        form.get('redirect_uri') ?? '',
        form.get('code_verifier') ?? undefined,
      )
    case 'refresh_token':
      return world.installations.refresh(form.get('refresh_token') ?? '')
    default:
      throw oauthRefusal('BAD_GRANT_TYPE', 'unsupported_grant_type', 'missing or unknown grant_type')
  }
}

function requireClient(world: World, form: URLSearchParams): void {
  const { app } = world.installations
  if (form.get('client_id') !== app.clientId) {
    throw oauthRefusal('BAD_CLIENT_ID', 'invalid_client', 'missing or unknown client id')
  }
  if (form.get('client_secret') !== app.clientSecret) {
    throw oauthRefusal('BAD_CLIENT_SECRET', 'invalid_client', 'missing or invalid client secret')
  }
}

function tokenJson(world: World, tokens: IssuedTokens) {
  return {
    token_type: 'bearer',
    token_use: 'access_token',
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expires_in: tokens.expiresInSeconds,
    hub_id: world.portal.portalId,
    user_id: tokens.userId,
    scopes: tokens.scopes,
  }
}

function introspect(world: World, form: URLSearchParams): Response {
  requireClient(world, form)
  const token = form.get('token') ?? ''
  const { portal, installations } = world
  const shared = {
    token,
    token_type: 'bearer',
    client_id: installations.app.clientId,
    app_id: installations.app.appId,
    hub_id: portal.portalId,
    hub_domain: portal.settings.domain,
  }
  const refresh = installations.findRefreshToken(token)
  if (refresh !== undefined) {
    const { active, scopes, userId } = refresh
    const user = emailOf(world, userId)
    return HttpResponse.json({ ...shared, token_use: 'refresh_token', active, scopes, user_id: userId, user })
  }
  const found = installations.find(token)
  if (found.state !== 'active' && found.state !== 'expired') {
    throw oauthRefusal('BAD_TOKEN', 'invalid_request', 'missing or unknown token')
  }
  const expiresIn = Math.max(0, Math.floor((found.expiresAt - installations.now()) / 1000))
  return HttpResponse.json({
    ...shared,
    token_use: 'access_token',
    active: found.state === 'active',
    scopes: found.scopes,
    user_id: found.userId,
    user: emailOf(world, found.userId),
    expires_in: expiresIn,
    is_private_distribution: false,
    signed_access_token: signedAccessToken(world, found),
  })
}

/** HubSpot shows its internal form of the token too; nothing here reads it. */
function signedAccessToken(
  world: World,
  token: { scopes: readonly string[]; userId: number; expiresAt: number },
) {
  const { portal, installations } = world
  return {
    appId: installations.app.appId,
    appInstallId: String(portal.portalId),
    audience: '',
    expiresAt: token.expiresAt,
    hubId: portal.portalId,
    hublet: 'na1',
    installingUserId: token.userId,
    isPrivateDistribution: false,
    isServiceAccount: false,
    isUserLevel: false,
    newSignature: '',
    scopeToScopeGroupPks: '',
    scopes: token.scopes.join(' '),
    signature: '',
    trialScopeToScopeGroupPks: '',
    trialScopes: '',
    userId: token.userId,
  }
}

const emailOf = (world: World, userId: number): string => world.portal.owners.byUserId(userId)?.email ?? ''

function formOf(request: ApiRequest): URLSearchParams {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiRefusal({
      status: 415,
      category: 'VALIDATION_ERROR',
      message: `Unsupported media type: ${type}`,
    })
  }
  return new URLSearchParams(request.text)
}

const words = (text: string | null): string[] => (text ?? '').split(/\s+/).filter((word) => word !== '')

function html(page: string, status: number): Response {
  return new HttpResponse(page, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}

/** What an address that the simulator does not serve answers. */
export function unknownAddress(path: string): Response {
  return errorResponse({ status: 404, category: 'OBJECT_NOT_FOUND', message: `resource not found: ${path}` })
}
