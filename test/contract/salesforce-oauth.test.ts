import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CrmInstall } from '../../connectors/crm-kind.port.ts'
import { salesforceKind } from '../../connectors/salesforce/salesforce-kind.ts'
import { type RunningSimulator, startSalesforceSimulator } from '../simulators/salesforce/serve.ts'

const redirectUri = 'https://desk.example/oauth/salesforce/callback'
let salesforce: RunningSimulator
let install: CrmInstall

beforeEach(async () => {
  salesforce = await startSalesforceSimulator()
  install = installAt(salesforce.url)
})
afterEach(() => salesforce.close())

function installAt(loginUrl: string, secret = salesforce.installations.app.clientSecret): CrmInstall {
  const { clientId } = salesforce.installations.app
  const kind = salesforceKind({ clientId, clientSecret: secret, loginUrl, namespace: '' })
  if (!kind.install) throw new Error('an app is configured')
  return kind.install
}

/** As a browser would, pressing Allow. */
async function consent(url: string): Promise<URLSearchParams> {
  const response = await fetch(`${url}&auto=1`, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '').searchParams
}

async function granted(): Promise<{ redirectUri: string; code: string; memory: string | null }> {
  const { url, memory } = install.begin({ redirectUri, state: 'a state', site: null })
  const parameters = await consent(url)
  expect(parameters.get('state')).toBe('a state')
  return { redirectUri, code: parameters.get('code') ?? '', memory }
}

test('leads to the consent page with a challenge of our own making, and says nothing of the verifier', () => {
  const { url, memory } = install.begin({ redirectUri, state: 's', site: null })
  const { verifier } = JSON.parse(memory ?? '') as { verifier: string } // as it was written
  expect(verifier).toMatch(/^[\w~.-]{43,128}$/)
  expect(url).not.toContain(verifier)
  const { searchParams } = new URL(url)
  expect(searchParams.get('code_challenge_method')).toBe('S256')
  expect(searchParams.get('scope')).toBe('api refresh_token openid')
  expect(searchParams.get('redirect_uri')).toBe(redirectUri)
  const again = install.begin({ redirectUri, state: 's', site: null })
  expect(again.memory).not.toBe(memory)
})

test('connects: which org, which person, in which currency, and where its pages are', async () => {
  const account = await install.finish(await granted())
  expect(account).toMatchObject({
    externalAccountId: '00DHp000000PDskMAG',
    name: 'Meridian Works',
    homeCurrency: 'USD',
    timeZone: 'America/New_York',
    apiBaseUrl: salesforce.url,
    appBaseUrl: salesforce.url,
    scopes: ['api', 'refresh_token', 'openid'],
    installer: {
      crmUserId: '005Hp000000Int9IAC',
      name: 'Partner Desk Integration',
      email: expect.stringContaining('@meridian.example'),
    },
  })
  expect(account.tokens.expiresInSeconds).toBeNull()
})

describe('is not connected', () => {
  test('with the memory of another trip: the verifier does not fit', async () => {
    const { code } = await granted()
    const { memory } = install.begin({ redirectUri, state: 'other', site: null })
    await expect(install.finish({ redirectUri, code, memory })).rejects.toMatchObject({ code: 'revoked' })
  })

  test('by a code that was used', async () => {
    const trip = await granted()
    await install.finish(trip)
    await expect(install.finish(trip)).rejects.toMatchObject({ code: 'revoked' })
  })

  test('where memory names a host that we do not trust', async () => {
    const { code, memory } = await granted()
    const { verifier } = JSON.parse(memory ?? '') as { verifier: string } // as it was written
    const forged = JSON.stringify({ verifier, site: 'https://evil.example' })
    await expect(install.finish({ redirectUri, code, memory: forged })).rejects.toMatchObject({
      code: 'rejected',
    })
  })

  test('without the right secret, and says who mends it', async () => {
    const { url, memory } = install.begin({ redirectUri, state: 's', site: null })
    const code = (await consent(url)).get('code') ?? ''
    const wrong = installAt(salesforce.url, 'another secret')
    await expect(wrong.finish({ redirectUri, code, memory })).rejects.toMatchObject({ code: 'rejected' })
  })

  test.each([
    'https://acme.my.salesforce.com.evil',
    'https://user@acme.my.salesforce.com',
    'https://2130706433',
    'https://xn--acme-9na.my.salesforce.com',
    'http://169.254.169.254',
  ])('when the answer names %s as the org’s server; nothing is sent there', async (instanceUrl) => {
    salesforce.org.settings.instanceUrl = instanceUrl
    const trip = await granted()
    const before = salesforce.calls.count()
    await expect(install.finish(trip)).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('Nothing was sent there'),
    })
    // The token call alone.
    expect(salesforce.calls.count()).toBe(before + 1)
  })
})

describe('an answer', () => {
  let forger: Server | undefined
  afterEach(() => {
    forger?.closeAllConnections()
    forger?.close()
  })

  async function loginThatSays(status: number, body: unknown, headers: Record<string, string> = {}) {
    forger = createServer((_request, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body)),
    )
    const server = forger
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
    const forged = installAt(url)
    const { memory } = forged.begin({ redirectUri, state: 's', site: null })
    return { forged, memory, url }
  }

  test('that is not signed with our secret connects nothing', async () => {
    const { forged, memory, url } = await loginThatSays(200, {
      access_token: 'a',
      refresh_token: 'r',
      instance_url: 'https://acme.my.salesforce.com',
      id: 'https://login.salesforce.com/id/00DHp000000PDskMAG/005Hp000000Int9IAC',
      issued_at: '1',
      signature: Buffer.alloc(32).toString('base64'),
    })
    await expect(forged.finish({ redirectUri, code: 'c', memory })).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('not signed'),
    })
    expect(url).not.toBe('')
  })

  test('that leads elsewhere is not followed', async () => {
    const { forged, memory, url } = await loginThatSays(302, {}, { location: salesforce.url })
    const before = salesforce.calls.count()
    await expect(forged.finish({ redirectUri, code: 'c', memory })).rejects.toMatchObject({
      code: 'rejected',
    })
    await expect(forged.refresh(url, 'r')).rejects.toMatchObject({ code: 'rejected' })
    expect(salesforce.calls.count()).toBe(before)
  })

  test('without a new refresh token leaves the old one in use', async () => {
    const { forged, url } = await loginThatSays(200, { access_token: 'fresh' })
    expect(await forged.refresh(url, 'kept')).toMatchObject({ accessToken: 'fresh', refreshToken: 'kept' })
  })

  test('that cannot be read repeats no token', async () => {
    const { forged, url } = await loginThatSays(200, { access_token: 7, refresh_token: 'SECRET' })
    const error = await forged.refresh(url, 'SECRET').catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(
      `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack} ${String((error as Error).cause)}`,
    ).not.toContain('SECRET') // an Error, as the line above says
  })
})

describe('a refresh', () => {
  test('gives another refresh token each time, and the last one works', async () => {
    const { apiBaseUrl, tokens } = await install.finish(await granted())
    const second = await install.refresh(apiBaseUrl, tokens.refreshToken)
    const third = await install.refresh(apiBaseUrl, second.refreshToken)
    expect(new Set([tokens, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
    expect(third.expiresInSeconds).toBeNull()
  })

  test('with a spent token means that the org must be connected again', async () => {
    const { apiBaseUrl, tokens } = await install.finish(await granted())
    await install.refresh(apiBaseUrl, tokens.refreshToken)
    await expect(install.refresh(apiBaseUrl, tokens.refreshToken)).rejects.toMatchObject({ code: 'revoked' })
  })

  test('is asked for once, whatever comes back', async () => {
    const { apiBaseUrl, tokens } = await install.finish(await granted())
    for (const fault of [{ status: 503 }, { status: 502 }, { reset: true }] as const) {
      const before = salesforce.calls.count('oauth.token')
      salesforce.faults.plan('/services/oauth2/token', fault)
      await expect(install.refresh(apiBaseUrl, tokens.refreshToken)).rejects.toMatchObject({
        code: 'unavailable',
      })
      expect(salesforce.calls.count('oauth.token')).toBe(before + 1)
    }
    await install.refresh(apiBaseUrl, tokens.refreshToken)
  })

  test('goes to no host that we do not trust', async () => {
    await expect(install.refresh('https://evil.example', 'r')).rejects.toMatchObject({ code: 'rejected' })
  })
})

describe('a refusal at the consent page', () => {
  test('of an app that is not installed says to install it first', async () => {
    salesforce.org.settings.packageInstalled = false
    const parameters = await consent(install.begin({ redirectUri, state: 's', site: null }).url)
    expect(install.explainRefusal(new Map(parameters))).toMatch(/^Install the Partner Desk package/)
  })

  test('by the person says that it was not approved', async () => {
    const { url } = install.begin({ redirectUri, state: 's', site: null })
    const response = await fetch(`${url}&decision=deny`, { redirect: 'manual' })
    const parameters = new URL(response.headers.get('location') ?? '').searchParams
    expect(install.explainRefusal(new Map(parameters))).toMatch(/not approved/)
  })

  test('of another kind repeats nothing of what the address said', () => {
    const text = install.explainRefusal(
      new Map([
        ['error', '<script>'],
        ['error_description', '<script>'],
      ]),
    )
    expect(text).not.toContain('<')
  })
})
