import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** The request that an assertion is made for. */
export interface AssertedRequest {
  method: string
  /** The raw path and query as they came, from the slash on. */
  url: string
  /** The body byte for byte. */
  body: Buffer
}

export type Claims = z.infer<typeof claims>

const LEEWAY_S = 30
const LIFE_S = 60
/** No assertion of ours comes near; what is longer is not looked at. */
const LONGEST = 8_192

const header = z.strictObject({
  alg: z.literal('HS256'),
  typ: z.literal('JWT'),
  kid: z.string().regex(/^[\w-]{1,64}$/),
})

const claims = z.object({
  iss: z.literal('partner-desk-apex'),
  aud: z.literal('partner-desk'),
  // Only the long form of an id: the short one differs from others by case alone.
  org: z.string().regex(/^00D[A-Za-z0-9]{15}$/),
  sub: z.string().regex(/^005[A-Za-z0-9]{15}$/),
  name: z.string().max(200).nullish(),
  email: z.string().max(320).nullish(),
  htm: z.string(),
  htu: z.string().startsWith('/'),
  bsh: z.string(),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().regex(/^[0-9a-f]{32}$/i),
})

/** An assertion taken apart, not verified: only `keyId` may be used of it, to find the key. */
export interface UnverifiedAssertion {
  keyId: string
  signed: string
  payload: string
  signature: Buffer
}

/** undefined for what is not a JWT of exactly the one form that we take; another algorithm, `none` too, is not. */
export function takeApart(token: string): UnverifiedAssertion | undefined {
  if (token.length > LONGEST) return undefined
  const [head, payload, signature, ...rest] = token.split('.')
  if (!head || !payload || !signature || rest.length > 0) return undefined
  if (![head, payload, signature].every((part) => /^[\w-]+$/.test(part))) return undefined
  const parsed = header.safeParse(jsonOf(head))
  if (!parsed.success) return undefined
  return {
    keyId: parsed.data.kid,
    signed: `${head}.${payload}`,
    payload,
    signature: Buffer.from(signature, 'base64url'),
  }
}

/** The claims, when the key signed them; else a reason for the log. The signature is compared in constant time. */
export function verifiedClaims(
  assertion: UnverifiedAssertion,
  secret: Buffer,
): { claims: Claims } | { problem: string } {
  const expected = createHmac('sha256', secret).update(assertion.signed).digest()
  const { signature } = assertion
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    return { problem: 'the signature is wrong' }
  }
  const parsed = claims.safeParse(jsonOf(assertion.payload))
  return parsed.success
    ? { claims: parsed.data }
    : { problem: `the claim ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or wrong` }
}

/** Why these claims are not for this request at this time, or null. */
export function misuse(of: Claims, request: AssertedRequest, nowMs: number): string | null {
  const now = nowMs / 1000
  if (of.iat > now + LEEWAY_S) return 'it was made in the future'
  if (of.exp < now - LEEWAY_S) return 'it has expired'
  if (of.exp <= of.iat || of.exp - of.iat > LIFE_S) return 'it is good for too long'
  if (of.htm !== request.method) return 'it is for another method'
  if (of.htu !== request.url) return 'it is for another address'
  if (of.bsh !== createHash('sha256').update(request.body).digest('base64url'))
    return 'it is for another body'
  return null
}

/** When claims can be good no longer. */
export const forgetClaimsAt = ({ exp }: Claims): Date => new Date((exp + 2 * LEEWAY_S) * 1000)

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')))
  } catch {
    return undefined
  }
}
