import { createHmac, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  method: string
  /** As HubSpot called it: the configured public address and the raw path and query, never rebuilt from proxy headers. */
  url: string
  /** The raw body, byte for byte; empty when there is none. */
  body: string | Buffer
  /** `X-HubSpot-Request-Timestamp`, milliseconds. */
  timestamp: string | undefined
  /** `X-HubSpot-Signature-v3` */
  signature: string | undefined
  secret: string
  nowMs: number
}

const FRESH_MS = 5 * 60_000

/** The only escapes that HubSpot decodes before it signs; `%20`, `%26` and `%3D` stay as they are. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

/**
 * Whether HubSpot signed this request within five minutes of now, either way.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 *
 * Escaped slashes and question marks in the path are refused: HubSpot decodes them before it signs, so that two
 * different raw paths would carry the same signature.
 */
export function verifySignatureV3(request: SignedRequest): boolean {
  const { timestamp, signature } = request
  if (!timestamp || !signature || !/^\d{1,15}$/.test(timestamp)) return false
  if (Math.abs(request.nowMs - Number(timestamp)) > FRESH_MS) return false
  if (/%2F|%3F/i.test(pathOf(request.url))) return false
  const expected = Buffer.from(signV3({ ...request, timestamp }))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** The signature that HubSpot puts on a request: Base64 of HMAC-SHA256 over method, address, body and timestamp. */
export function signV3(
  request: Pick<SignedRequest, 'method' | 'url' | 'body' | 'secret'> & { timestamp: string },
): string {
  return createHmac('sha256', request.secret)
    .update(request.method.toUpperCase() + decodeSigned(request.url))
    .update(request.body)
    .update(request.timestamp)
    .digest('base64')
}

const decodeSigned = (url: string): string =>
  url.replace(
    /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi,
    (escape) => DECODED[escape.toUpperCase()] ?? escape,
  )

function pathOf(url: string): string {
  const withoutQuery = url.split(/[?#]/, 1)[0] ?? ''
  return withoutQuery.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
}
