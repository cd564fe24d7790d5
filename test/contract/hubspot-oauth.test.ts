import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type OAuthApp,
  authorizeUrl,
  exchangeCode,
  introspect,
  refreshTokens,
  revoke,
} from '../../connectors/hubspot/oauth.ts'
import { type RunningSimulator, startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { SCOPES } from '../support/sync-world.ts'

let hubspot: RunningSimulator
let app: OAuthApp
const redirectUri = 'https://desk.example/oauth/hubspot/callback'

beforeAll(async () => {
  hubspot = await startHubspotSimulator()
  const { clientId, clientSecret } = hubspot.installations.app
  app = { clientId, clientSecret, apiUrl: hubspot.url }
})
afterAll(() => hubspot.close())

const consent = () => hubspot.installations.grantCode({ scopes: SCOPES, userId: 1004, redirectUri })

test('sends the browser to consent with every part that comes back or is checked', () => {
  const url = new URL(
    authorizeUrl({
      appUrl: 'https://app.hubspot.com',
      clientId: 'c',
      redirectUri,
      scopes: ['oauth', 'crm.objects.deals.read'],
      optionalScopes: ['settings.currencies.read'],
      state: 'a b&c',
    }),
  )
  expect(url.origin + url.pathname).toBe('https://app.hubspot.com/oauth/authorize')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'c',
    redirect_uri: redirectUri,
    scope: 'oauth crm.objects.deals.read',
    optional_scope: 'settings.currencies.read',
    state: 'a b&c',
  })
})

test('a code becomes tokens that say whose they are, once', async () => {
  const code = consent()
  const tokens = await exchangeCode(app, code, redirectUri)
  expect(tokens.expiresInSeconds).toBe(1_800)
  const installed = await introspect(app, tokens.accessToken)
  expect(installed).toMatchObject({ portalId: String(hubspot.portal.portalId), userId: '1004' })
  expect(installed.scopes).toEqual(expect.arrayContaining(SCOPES))
  await expect(exchangeCode(app, code, redirectUri)).rejects.toMatchObject({ code: 'revoked' })
})

test('a code is refused for another address than the one it was granted to', async () => {
  await expect(exchangeCode(app, consent(), 'https://evil.example/')).rejects.toMatchObject({
    code: 'revoked',
  })
})

test('a refresh gives a new token; after uninstalling or revoking it is over for good', async () => {
  const first = await exchangeCode(app, consent(), redirectUri)
  const second = await refreshTokens(app, first.refreshToken)
  expect(second.accessToken).not.toBe(first.accessToken)
  await revoke(app, second.refreshToken)
  await expect(refreshTokens(app, second.refreshToken)).rejects.toMatchObject({ code: 'revoked' })
})

test('an outage is not mistaken for the end, and no token is repeated in an error', async () => {
  const { refreshToken } = await exchangeCode(app, consent(), redirectUri)
  for (const fault of [{ status: 500 }, { status: 502 }, { status: 429 }, { reset: true }] as const) {
    hubspot.faults.plan('/oauth/', fault)
    const error: unknown = await refreshTokens(app, refreshToken).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'status' in fault && fault.status === 429 ? 'rate_limited' : 'unavailable',
    })
    expect(String(error)).not.toContain(refreshToken)
  }
  expect(await refreshTokens(app, refreshToken)).toHaveProperty('accessToken')
})
