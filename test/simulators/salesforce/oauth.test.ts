import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { integrationUserId } from './demo-people.ts'
import { defaultApp } from './simulator.ts'
import { clientOf, errorCodeOf, testSimulator, type Reply, type TestSimulator } from './test-client.ts'

const redirectUri = 'http://127.0.0.1:3000/oauth/salesforce/callback'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' // RFC 7636, appendix B
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const client = { client_id: defaultApp.clientId, client_secret: defaultApp.clientSecret }

interface TokenReply {
  access_token: string
  refresh_token: string
  instance_url: string
  id: string
  issued_at: string
  signature: string
}
const tokensOf = (reply: Reply): TokenReply => reply.body as TokenReply // asked for by tests of successful replies only

function consent(simulator: TestSimulator, more: Record<string, string> = {}): Promise<Reply> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: defaultApp.clientId,
    redirect_uri: redirectUri,
    scope: 'api refresh_token openid',
    state: 'nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  })
  return clientOf(simulator, undefined).get(`//services/oauth2/authorize?${query}`)
}

const backOf = (reply: Reply): URLSearchParams => new URL(reply.headers.get('location') ?? '').searchParams
const token = (simulator: TestSimulator, fields: Record<string, string>): Promise<Reply> =>
  clientOf(simulator, undefined).form('//services/oauth2/token', { ...client, ...fields })
const redeem = (simulator: TestSimulator, code: string, more: Record<string, string> = {}): Promise<Reply> =>
  token(simulator, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  })
const refresh = (simulator: TestSimulator, refreshToken: string): Promise<Reply> =>
  token(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken })
const codeOf = async (simulator: TestSimulator): Promise<string> =>
  backOf(await consent(simulator, { auto: '1' })).get('code') ?? ''

describe('consent', () => {
  it('asks who consents and returns with a code and the state', async () => {
    const simulator = testSimulator()
    const page = await consent(simulator)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Riley Reyes')
    const query = Object.fromEntries(backOf(await consent(simulator, { decision: 'approve' })))
    expect(query).toEqual({ code: expect.any(String), state: 'nonce' })
    expect(backOf(await consent(simulator, { decision: 'deny' })).get('error')).toBe('access_denied')
  })

  it('refuses unknown apps and foreign redirect addresses without sending anybody there', async () => {
    const simulator = testSimulator()
    for (const [name, value] of [
      ['client_id', 'other'],
      ['redirect_uri', 'http://evil.example/'],
    ] as const) {
      const reply = await consent(simulator, { auto: '1', [name]: value })
      expect([reply.status, reply.headers.get('location')]).toEqual([400, null])
    }
  })

  it.each([
    ['without a challenge', { code_challenge: '' }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
  ])('gives no code %s', async (_what, wrong) => {
    const back = backOf(await consent(testSimulator(), { auto: '1', ...wrong }))
    expect([back.get('error'), back.get('code')]).toEqual(['invalid_request', null])
  })

  it('says that the package must be installed first', async () => {
    const back = backOf(await consent(testSimulator({ org: { packageInstalled: false } }), { auto: '1' }))
    expect(back.get('error')).toBe('OAUTH_APPROVAL_ERROR_GENERIC')
    expect(back.get('error_description')).toContain('app must be installed into org')
  })

  it('never writes a query value into the page as markup', async () => {
    const page = await consent(testSimulator(), { state: '"><script>alert(1)</script>' })
    expect(page.text).not.toContain('<script>')
  })
})

describe('tokens', () => {
  it('gives tokens for a code once, to the right secret, redirect address and verifier only', async () => {
    const simulator = testSimulator()
    const code = await codeOf(simulator)
    expect((await redeem(simulator, code, { client_secret: 'wrong' })).body).toMatchObject({
      error: 'invalid_client',
    })
    expect((await redeem(simulator, code, { redirect_uri: 'https://other.example/' })).status).toBe(400)
    expect((await redeem(simulator, code, { code_verifier: 'w'.repeat(43) })).body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'invalid code verifier',
    })
    const issued = await redeem(simulator, code)
    expect(issued.body).toMatchObject({ token_type: 'Bearer', scope: 'api refresh_token openid' })
    const { id, issued_at: issuedAt, signature, access_token: accessToken } = tokensOf(issued)
    expect(signature).toBe(
      createHmac('sha256', defaultApp.clientSecret)
        .update(id + issuedAt)
        .digest('base64'),
    )
    expect((await clientOf(simulator, accessToken).get('/limits')).status).toBe(200)
    expect((await redeem(simulator, code)).body).toMatchObject({ error: 'invalid_grant' })
    // Whoever uses a code twice loses what the first use gave.
    expect((await clientOf(simulator, accessToken).get('/limits')).status).toBe(401)
  })

  it('takes the challenge as the hash of the verifier', () => {
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge)
  })

  it('gives a new refresh token each time, and ends everything when an old one is used again', async () => {
    const simulator = testSimulator()
    const first = tokensOf(await redeem(simulator, await codeOf(simulator)))
    const second = tokensOf(await refresh(simulator, first.refresh_token))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await clientOf(simulator, second.access_token).get('/limits')).status).toBe(200)
    expect((await refresh(simulator, first.refresh_token)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    })
    expect((await refresh(simulator, second.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect(errorCodeOf(await clientOf(simulator, second.access_token).get('/limits'))).toBe(
      'INVALID_SESSION_ID',
    )
    // Another consent of the same org is not touched.
    expect((await simulator.api.get('/limits')).status).toBe(200)
  })

  it('expires access tokens while the refresh token goes on', async () => {
    let at = Date.parse('2026-11-21T09:00:00Z')
    const simulator = testSimulator({ machineNow: () => at })
    at += 2 * 3_600_000
    expect(await simulator.api.get('/limits')).toMatchObject({
      status: 401,
      body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
    })
    const refreshed = tokensOf(await refresh(simulator, simulator.tokens.refreshToken))
    expect((await clientOf(simulator, refreshed.access_token).get('/limits')).status).toBe(200)
    simulator.installations.expireAccessTokens()
    expect((await clientOf(simulator, refreshed.access_token).get('/limits')).status).toBe(401)
  })

  it.each([
    [
      'the package is uninstalled',
      async (simulator: TestSimulator) => Promise.resolve(simulator.uninstallPackage()),
    ],
    [
      'the token is revoked',
      async (simulator: TestSimulator) =>
        void (await clientOf(simulator, undefined).form('//services/oauth2/revoke', {
          token: simulator.tokens.refreshToken,
        })),
    ],
  ])('stops every token once %s', async (_what, end) => {
    const simulator = testSimulator()
    await end(simulator)
    expect((await simulator.api.get('/limits')).status).toBe(401)
    expect((await refresh(simulator, simulator.tokens.refreshToken)).body).toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('can answer 401 for ever although tokens are renewed', async () => {
    const simulator = testSimulator()
    simulator.installations.refuseAll = true
    const refreshed = tokensOf(await refresh(simulator, simulator.tokens.refreshToken))
    expect((await clientOf(simulator, refreshed.access_token).get('/limits')).status).toBe(401)
    expect(simulator.installations.refreshCount()).toBe(1)
  })

  it('tells who holds the token', async () => {
    const simulator = testSimulator()
    const { orgId } = simulator.org.settings
    expect((await simulator.api.get(`//id/${orgId}/${integrationUserId}`)).body).toMatchObject({
      user_id: integrationUserId,
      organization_id: orgId,
    })
    expect((await simulator.api.get('//services/oauth2/userinfo')).body).toMatchObject({
      organization_id: orgId,
    })
    const stranger = await clientOf(simulator, 'made-up').get('//services/oauth2/userinfo')
    expect([stranger.status, stranger.text]).toEqual([403, 'Bad_OAuth_Token'])
  })
})
