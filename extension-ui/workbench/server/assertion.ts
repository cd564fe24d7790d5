import { createHash, createHmac, randomBytes } from 'node:crypto'

/** Who signs, as Apex knows the person at the screen. */
export interface Signer {
  orgId: string
  userId: string
  name: string
  email: string
}

/** The key that the org was given, as its protected custom setting holds it. */
export interface SigningKey {
  keyId: string
  /** Base64. */
  key: string
}

const LIFETIME_SECONDS = 60

/** The JWT of `PartnerDeskAssertion.cls`: good for one request. */
export function signAssertion(
  signer: Signer,
  { keyId, key }: SigningKey,
  request: { method: string; path: string; body: string },
): string {
  const now = Math.floor(Date.now() / 1000)
  const header = { alg: 'HS256', typ: 'JWT', kid: keyId }
  const claims = {
    iss: 'partner-desk-apex',
    aud: 'partner-desk',
    org: signer.orgId,
    sub: signer.userId,
    name: signer.name,
    email: signer.email,
    htm: request.method,
    htu: request.path,
    bsh: createHash('sha256').update(request.body, 'utf8').digest('base64url'),
    iat: now,
    exp: now + LIFETIME_SECONDS,
    jti: randomBytes(16).toString('hex'),
  }
  const signed = `${part(header)}.${part(claims)}`
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64url')
  return `${signed}.${mac}`
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
