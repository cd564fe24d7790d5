import { createHash, createHmac, randomBytes } from 'node:crypto'

export interface ApexRequest {
  keyId: string
  secret: Buffer
  orgId: string
  userId: string
  method: string
  /** Raw path and query. */
  path: string
  body?: string
  nowMs?: number
  name?: string
  email?: string
}

/**
 * Signs like the package's Apex, written from its description and not from the verifier: a JWT in HS256 over org, user,
 * method, address and the body's hash, good for a minute. `bend` changes header or claims before they are signed.
 */
export function assertLikeApex(
  request: ApexRequest,
  bend: { header?: Record<string, unknown>; claims?: Record<string, unknown> } = {},
): string {
  const iat = Math.floor((request.nowMs ?? Date.now()) / 1000)
  const header = { alg: 'HS256', typ: 'JWT', kid: request.keyId, ...bend.header }
  const claims = {
    iss: 'partner-desk-apex',
    aud: 'partner-desk',
    org: request.orgId,
    sub: request.userId,
    name: request.name ?? 'Riley Reyes',
    email: request.email ?? 'riley.reyes@meridian.example',
    htm: request.method,
    htu: request.path,
    bsh: createHash('sha256')
      .update(request.body ?? '')
      .digest('base64url'),
    iat,
    exp: iat + 60,
    jti: randomBytes(16).toString('hex'),
    ...bend.claims,
  }
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${createHmac('sha256', request.secret).update(signed).digest('base64url')}`
}
