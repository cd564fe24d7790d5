import { createHash, randomBytes } from 'node:crypto'
import { ApiRefusal } from './api-refusal.ts'

/** The app as it is registered with HubSpot. */
export interface RegisteredApp {
  appId: number
  clientId: string
  clientSecret: string
  /** Where consent may return to. Absent: any loopback or https address. */
  redirectUris?: readonly string[]
  /** Scopes that an install link must ask for. */
  requiredScopes: readonly string[]
}

export interface Grant {
  scopes: readonly string[]
  userId: number
}

interface Code extends Grant {
  redirectUri: string
  expiresAt: number
  challenge: string | undefined
  used: boolean
}

interface AccessToken {
  refreshToken: string
  expiresAt: number
}

interface Installation extends Grant {
  refreshToken: string
  uninstalled: boolean
}

const codeLifetimeMs = 10 * 60_000
const tokenLifetimeMs = 30 * 60_000

/** Consent codes, refresh tokens and access tokens of the one registered app. Everything expires by the machine's clock. */
export class Installations {
  readonly app: RegisteredApp
  readonly #machineNow: () => number
  readonly #codes = new Map<string, Code>()
  readonly #installations = new Map<string, Installation>()
  readonly #accessTokens = new Map<string, AccessToken>()
  readonly #staticTokens = new Map<string, readonly string[]>()

  constructor(app: RegisteredApp, machineNow: () => number = Date.now) {
    this.app = app
    this.#machineNow = machineNow
  }

  grantCode(grant: Grant & { redirectUri: string; challenge?: string }): string {
    const code = randomBytes(24).toString('base64url')
    this.#codes.set(code, {
      scopes: grant.scopes,
      userId: grant.userId,
      redirectUri: grant.redirectUri,
      challenge: grant.challenge,
      expiresAt: this.#machineNow() + codeLifetimeMs,
      used: false,
    })
    return code
  }

  /** A code works once; HubSpot installs the app anew each time, so an earlier refresh token of the portal goes on working. */
  redeemCode(code: string, redirectUri: string, verifier?: string): IssuedTokens {
    const granted = this.#codes.get(code)
    if (granted === undefined || granted.used || granted.expiresAt < this.#machineNow()) {
      throw oauthRefusal('BAD_AUTH_CODE', 'invalid_grant', 'missing or unknown auth code')
    }
    if (granted.redirectUri !== redirectUri) {
      throw oauthRefusal(
        'BAD_REDIRECT_URI',
        'invalid_grant',
        'redirect_uri does not match the one of the auth code',
      )
    }
    if (granted.challenge !== undefined && granted.challenge !== challengeOf(verifier ?? '')) {
      throw oauthRefusal(
        'BAD_CODE_VERIFIER',
        'invalid_grant',
        'code_verifier does not match the code_challenge',
      )
    }
    granted.used = true
    return this.install(granted)
  }

  /** Installs without a consent screen. */
  install(grant: Grant): IssuedTokens {
    const refreshToken = `na1-${randomBytes(18).toString('hex')}`
    const installation = { scopes: grant.scopes, userId: grant.userId, refreshToken, uninstalled: false }
    this.#installations.set(refreshToken, installation)
    return this.#issue(installation)
  }

  refresh(refreshToken: string): IssuedTokens {
    const installation = this.#installations.get(refreshToken)
    if (installation === undefined || installation.uninstalled) {
      throw oauthRefusal('BAD_REFRESH_TOKEN', 'invalid_grant', 'missing or invalid refresh token')
    }
    return this.#issue(installation)
  }

  now(): number {
    return this.#machineNow()
  }

  /** A private app's token: never expires and is not an installation. */
  addStaticToken(token: string, scopes: readonly string[]): void {
    this.#staticTokens.set(token, scopes)
  }

  find(token: string): TokenState {
    const staticScopes = this.#staticTokens.get(token)
    if (staticScopes !== undefined) return { state: 'static', scopes: staticScopes }
    const access = this.#accessTokens.get(token)
    const installation = access && this.#installations.get(access.refreshToken)
    if (access === undefined || installation === undefined || installation.uninstalled)
      return { state: 'unknown' }
    if (access.expiresAt <= this.#machineNow())
      return { state: 'expired', ...installation, expiresAt: access.expiresAt }
    return { state: 'active', ...installation, expiresAt: access.expiresAt }
  }

  findRefreshToken(token: string): (Grant & { active: boolean }) | undefined {
    const installation = this.#installations.get(token)
    return installation && { ...installation, active: !installation.uninstalled }
  }

  revoke(refreshToken: string): void {
    this.#installations.delete(refreshToken)
  }

  /** Every access token is expired from now on; refresh tokens go on working. */
  expireAccessTokens(): void {
    for (const token of this.#accessTokens.values()) token.expiresAt = this.#machineNow() - 1
  }

  /** The portal removes the app: all its tokens stop working. */
  uninstall(): void {
    for (const installation of this.#installations.values()) installation.uninstalled = true
  }

  isInstalled(): boolean {
    return [...this.#installations.values()].some((installation) => !installation.uninstalled)
  }

  #issue(installation: Installation): IssuedTokens {
    const accessToken = `C${randomBytes(180).toString('base64url')}`
    this.#accessTokens.set(accessToken, {
      refreshToken: installation.refreshToken,
      expiresAt: this.#machineNow() + tokenLifetimeMs,
    })
    return {
      accessToken,
      refreshToken: installation.refreshToken,
      expiresInSeconds: tokenLifetimeMs / 1000,
      scopes: installation.scopes,
      userId: installation.userId,
    }
  }
}

export interface IssuedTokens extends Grant {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}

export type TokenState =
  | { state: 'unknown' }
  | { state: 'static'; scopes: readonly string[] }
  | ({ state: 'active' | 'expired'; expiresAt: number } & Grant)

/** The body that the OAuth endpoints answer: RFC 6749's members beside HubSpot's. */
export function oauthRefusal(code: string, error: string, message: string, status = 400): ApiRefusal {
  return new ApiRefusal({
    status,
    category: 'VALIDATION_ERROR',
    message,
    extra: { status: code, error, error_description: message },
  })
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
