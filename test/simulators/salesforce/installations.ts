import { createHash, randomBytes } from 'node:crypto'
import { OAuthError } from './oauth-error.ts'

/** The External Client App as it is registered. */
export interface RegisteredApp {
  clientId: string
  clientSecret: string
  /** Where consent may return to. Absent: any loopback or https address. */
  redirectUris?: readonly string[]
}

export interface Grant {
  userId: string
  scopes: readonly string[]
}

interface Code extends Grant {
  redirectUri: string
  challenge: string
  expiresAt: number
  used: boolean
  family: Family | undefined
}

/** All tokens that come from one consent: the whole of it ends when a spent refresh token is used once more. */
interface Family extends Grant {
  refreshToken: string
  revoked: boolean
  refreshes: number
}

export interface IssuedTokens extends Grant {
  accessToken: string
  refreshToken: string
}

const codeLifetimeMs = 15 * 60_000

/** Consent codes, rotating refresh tokens and access tokens of the one registered app. */
export class Installations {
  readonly app: RegisteredApp
  /** Access tokens last this long from their issue. */
  tokenLifetimeMs = 2 * 3_600_000
  /** Every access token is refused from now on although tokens go on being given out. */
  refuseAll = false
  readonly #orgId: () => string
  readonly #machineNow: () => number
  readonly #codes = new Map<string, Code>()
  readonly #families = new Map<string, Family>()
  readonly #accessTokens = new Map<string, { family: Family; expiresAt: number }>()
  readonly #staticTokens = new Map<string, string>()

  constructor(app: RegisteredApp, orgId: () => string, machineNow: () => number = Date.now) {
    this.app = app
    this.#orgId = orgId
    this.#machineNow = machineNow
  }

  now(): number {
    return this.#machineNow()
  }

  grantCode(grant: Grant & { redirectUri: string; challenge: string }): string {
    const code = `aPrx${randomBytes(30).toString('base64url')}==`
    const expiresAt = this.#machineNow() + codeLifetimeMs
    this.#codes.set(code, { ...grant, expiresAt, used: false, family: undefined })
    return code
  }

  /** A code works once, with the verifier of its challenge. Using it again ends what it gave. */
  redeemCode(code: string, redirectUri: string, verifier: string): IssuedTokens {
    const granted = this.#codes.get(code)
    if (granted === undefined) throw new OAuthError('invalid_grant', 'invalid authorization code')
    if (granted.used) {
      if (granted.family !== undefined) granted.family.revoked = true
      throw new OAuthError('invalid_grant', 'invalid authorization code')
    }
    if (granted.expiresAt < this.#machineNow())
      throw new OAuthError('invalid_grant', 'expired authorization code')
    if (granted.redirectUri !== redirectUri)
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
    if (!/^[\w.~-]{43,128}$/.test(verifier) || challengeOf(verifier) !== granted.challenge)
      throw new OAuthError('invalid_grant', 'invalid code verifier')
    granted.used = true
    granted.family = this.#family(granted)
    return this.#issue(granted.family)
  }

  /** Installs without a consent page. */
  install(grant: { userId: string; scopes?: readonly string[] }): IssuedTokens {
    return this.#issue(this.#family({ scopes: ['api', 'refresh_token', 'openid'], ...grant }))
  }

  /** A new refresh token each time. One that was spent before ends the whole family. */
  refresh(refreshToken: string): IssuedTokens {
    const family = this.#families.get(refreshToken)
    if (family !== undefined && family.refreshToken !== refreshToken) family.revoked = true
    if (family === undefined || family.revoked)
      throw new OAuthError('invalid_grant', 'expired access/refresh token')
    family.refreshes += 1
    family.refreshToken = this.#newRefreshToken(family)
    return this.#issue(family)
  }

  /** Takes an access token or a refresh token; either ends the family. False for one that nobody was given. */
  revoke(token: string): boolean {
    const family = this.#families.get(token) ?? this.#accessTokens.get(token)?.family
    if (family !== undefined) family.revoked = true
    return family !== undefined
  }

  /** A session that lasts for ever and belongs to no installation. */
  addStaticToken(token: string, userId: string): void {
    this.#staticTokens.set(token, userId)
  }

  /** Who holds the token, while it is good. */
  userOf(accessToken: string): string | undefined {
    if (this.refuseAll) return undefined
    const userId = this.#staticTokens.get(accessToken)
    if (userId !== undefined) return userId
    const access = this.#accessTokens.get(accessToken)
    if (access === undefined || access.family.revoked || access.expiresAt <= this.#machineNow())
      return undefined
    return access.family.userId
  }

  /** Every access token is expired from now on; refresh tokens go on working. */
  expireAccessTokens(): void {
    for (const token of this.#accessTokens.values()) token.expiresAt = this.#machineNow() - 1
  }

  /** Every token is worthless from now on. */
  revokeAll(): void {
    for (const family of this.#families.values()) family.revoked = true
  }

  isInstalled(): boolean {
    return [...this.#families.values()].some((family) => !family.revoked)
  }

  /** How often refresh tokens were spent. */
  refreshCount(): number {
    return [...new Set(this.#families.values())].reduce((sum, family) => sum + family.refreshes, 0)
  }

  #family({ userId, scopes }: Grant): Family {
    const family: Family = { userId, scopes, refreshToken: '', revoked: false, refreshes: 0 }
    family.refreshToken = this.#newRefreshToken(family)
    return family
  }

  #newRefreshToken(family: Family): string {
    const token = `5Aep${randomBytes(60).toString('base64url')}`
    this.#families.set(token, family)
    return token
  }

  #issue(family: Family): IssuedTokens {
    const accessToken = `${this.#orgId().slice(0, 15)}!${randomBytes(66).toString('base64url')}`
    this.#accessTokens.set(accessToken, { family, expiresAt: this.#machineNow() + this.tokenLifetimeMs })
    const { userId, scopes, refreshToken } = family
    return { accessToken, refreshToken, userId, scopes }
  }
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')
