import { getResponse } from 'msw'
import { describe, expect, it } from 'vitest'
import { defaultApp } from './simulator.ts'
import { allScopes, clientOf, testSimulator, type Reply, type TestSimulator } from './test-client.ts'

const redirectUri = 'http://127.0.0.1:3000/oauth/hubspot/callback'
const client = { client_id: defaultApp.clientId, client_secret: defaultApp.clientSecret }
const tokenPath = '/oauth/2026-03/token'

async function consent(simulator: TestSimulator, more: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_id: defaultApp.clientId,
    redirect_uri: redirectUri,
    scope: allScopes.join(' '),
    state: 'nonce',
    ...more,
  })
  const response = await getResponse(
    simulator.handlers,
    new Request(`https://app.hubspot.com/oauth/authorize?${query}`),
  )
  if (response === undefined) throw new Error('nothing answers the consent address')
  return response
}

const codeOf = (response: Response): string =>
  new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''

const redeem = (simulator: TestSimulator, code: string, more: Record<string, string> = {}): Promise<Reply> =>
  clientOf(simulator, undefined).form(tokenPath, {
    grant_type: 'authorization_code',
    ...client,
    code,
    redirect_uri: redirectUri,
    ...more,
  })

describe('consent', () => {
  it('asks first and returns to the app with a code and its state', async () => {
    const simulator = testSimulator()
    const page = await consent(simulator)
    expect(await page.text()).toContain('value="approve"')
    const approved = await consent(simulator, { auto: '1' })
    expect(approved.status).toBe(302)
    const back = new URL(approved.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('nonce')
    const cancelled = await consent(simulator, { decision: 'cancel' })
    expect(cancelled.headers.get('location')).toContain('error=access_denied')
  })

  it('refuses unknown apps, foreign redirect addresses and links without the required scopes', async () => {
    const simulator = testSimulator({ app: { requiredScopes: ['oauth', 'crm.objects.deals.read'] } })
    expect((await consent(simulator, { client_id: 'other' })).status).toBe(400)
    expect((await consent(simulator, { redirect_uri: 'http://evil.example/' })).status).toBe(400)
    expect((await consent(simulator, { scope: 'oauth' })).status).toBe(400)
  })

  it('never writes a query value into the page as markup', async () => {
    const page = await consent(testSimulator(), { state: '"><script>alert(1)</script>' })
    expect(await page.text()).not.toContain('<script>')
  })
})

describe('tokens', () => {
  it('gives tokens for a code once, to the right secret and redirect address only', async () => {
    const simulator = testSimulator()
    const code = codeOf(await consent(simulator, { auto: '1' }))
    expect(await redeem(simulator, code, { client_secret: 'wrong' })).toMatchObject({
      status: 400,
      body: { status: 'BAD_CLIENT_SECRET' },
    })
    expect(await redeem(simulator, code, { redirect_uri: 'https://other.example/' })).toMatchObject({
      status: 400,
    })
    expect(await redeem(simulator, code)).toMatchObject({
      status: 200,
      body: { token_type: 'bearer', expires_in: 1_800, hub_id: simulator.portal.portalId },
    })
    expect(await redeem(simulator, code)).toMatchObject({ status: 400, body: { status: 'BAD_AUTH_CODE' } })
  })

  it('expires an access token after 30 minutes and goes on with the refresh token', async () => {
    let at = Date.parse('2026-11-21T09:00:00Z')
    const simulator = testSimulator({ machineNow: () => at })
    const list = (token: string) => clientOf(simulator, token).get('/crm/objects/2026-03/0-3')
    at += 30 * 60_000 - 1
    expect((await list(simulator.tokens.accessToken)).status).toBe(200)
    at += 1
    expect(await list(simulator.tokens.accessToken)).toMatchObject({
      status: 401,
      body: { category: 'EXPIRED_AUTHENTICATION' },
    })
    const refreshed = await refresh(simulator)
    const { access_token: accessToken } = refreshed.body as { access_token: string } // a token reply
    expect((await list(accessToken)).status).toBe(200)
    simulator.installations.expireAccessTokens()
    expect((await list(accessToken)).status).toBe(401)
  })

  it.each([
    [
      'the app uninstalls itself',
      async ({ api }: TestSimulator) => void (await api.delete('/appinstalls/2026-03/external-install')),
    ],
    ['the portal uninstalls the app', async ({ installations }: TestSimulator) => installations.uninstall()],
    [
      'the refresh token is revoked',
      async (simulator: TestSimulator) =>
        void (await simulator.api.form(`${tokenPath}/revoke`, {
          ...client,
          token: simulator.tokens.refreshToken,
        })),
    ],
  ])('stops every token once %s', async (_what, end) => {
    const simulator = testSimulator()
    await end(simulator)
    expect(await simulator.api.get('/crm/objects/2026-03/0-3')).toMatchObject({
      status: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    })
    expect(await refresh(simulator)).toMatchObject({
      status: 400,
      body: { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' },
    })
  })

  it('refuses requests without a token and with a made-up one', async () => {
    const simulator = testSimulator()
    for (const token of [undefined, 'made-up']) {
      expect(await clientOf(simulator, token).get('/crm/objects/2026-03/0-3')).toMatchObject({
        status: 401,
        body: { category: 'INVALID_AUTHENTICATION' },
      })
    }
  })

  it('holds a code to its PKCE challenge', async () => {
    const simulator = testSimulator()
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636, appendix B
    const code = codeOf(await consent(simulator, { auto: '1', code_challenge: challenge }))
    expect((await redeem(simulator, code, { code_verifier: 'wrong' })).status).toBe(400)
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect((await redeem(simulator, code, { code_verifier: verifier })).status).toBe(200)
  })
})

function refresh(simulator: TestSimulator): Promise<Reply> {
  const fields = { grant_type: 'refresh_token', ...client, refresh_token: simulator.tokens.refreshToken }
  return clientOf(simulator, undefined).form(tokenPath, fields)
}
