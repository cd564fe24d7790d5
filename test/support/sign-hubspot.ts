import { createHmac } from 'node:crypto'

/**
 * Signs like HubSpot, written from its documentation and not from the verifier: Base64 of HMAC-SHA256 over method,
 * address with twelve escapes decoded, body and timestamp.
 */
export function signLikeHubSpot(request: {
  secret: string
  method: string
  url: string
  body?: string
  timestampMs: number
}): Record<string, string> {
  let url = request.url
  for (const sign of ":/?@!$'()*,;") {
    const escape = `%${sign.charCodeAt(0).toString(16)}`
    url = url.replaceAll(escape.toUpperCase(), sign).replaceAll(escape, sign)
  }
  const text = request.method + url + (request.body ?? '') + String(request.timestampMs)
  return {
    'X-HubSpot-Signature-v3': createHmac('sha256', request.secret).update(text).digest('base64'),
    'X-HubSpot-Request-Timestamp': String(request.timestampMs),
  }
}
