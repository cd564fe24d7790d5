import { createHmac } from 'node:crypto'

export interface SignedContent {
  method: string
  /** The full address as it is requested. */
  url: string
  body: string
  /** Epoch milliseconds, as text. */
  timestamp: string
}

/** The only percent-encodings that HubSpot decodes before signing; %20, %26 and %3D stay. */
const decoded: Record<string, string> = {
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
 * HubSpot's request signature, version 3.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function signatureV3(secret: string, { method, url, body, timestamp }: SignedContent): string {
  const plainUrl = url.replace(/%[0-9A-F]{2}/gi, (code) => decoded[code.toUpperCase()] ?? code)
  return createHmac('sha256', secret)
    .update(method.toUpperCase() + plainUrl + body + timestamp)
    .digest('base64')
}

/** The two headers that carry it. */
export function signedHeaders(secret: string, content: SignedContent): Record<string, string> {
  return {
    'X-HubSpot-Signature-v3': signatureV3(secret, content),
    'X-HubSpot-Request-Timestamp': content.timestamp,
  }
}
