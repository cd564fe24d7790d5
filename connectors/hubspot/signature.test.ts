import { describe, expect, test } from 'vitest'
import { type SignedRequest, signV3, verifySignatureV3 } from './signature.ts'

const secret = '11111111-2222-3333-4444-555555555555'
const nowMs = 1_790_000_000_000
const address =
  'https://api.example.com/hs/card?objectId=777&userId=1&portalId=123&userEmail=rep%40example.com&appId=99'
/** Computed once with HubSpot's own client library. */
const request: SignedRequest = {
  method: 'GET',
  url: address,
  body: '',
  timestamp: String(nowMs),
  signature: 'SS62eSD88kwUUXdByGviqbQ/UZugpuEAlRJofat8mJk=',
  secret,
  nowMs,
}

test('accepts what HubSpot signed, encoded or decoded in the twelve listed escapes', () => {
  expect(verifySignatureV3(request)).toBe(true)
  expect(verifySignatureV3({ ...request, url: address.replace('%40', '@') })).toBe(true)
})

describe('refuses', () => {
  const changes: Record<string, Partial<SignedRequest>> = {
    'another method': { method: 'POST' },
    'another host': { url: address.replace('api.', 'api2.') },
    'another path': { url: address.replace('card', 'cards') },
    'another order of parameters': {
      url: 'https://api.example.com/hs/card?userId=1&objectId=777&portalId=123&userEmail=rep%40example.com&appId=99',
    },
    'a body that was not signed': { body: '{}' },
    'another timestamp': { timestamp: String(nowMs + 1) },
    'a timestamp that is no number': { timestamp: `${nowMs}.0` },
    'no timestamp': { timestamp: undefined },
    'no signature': { signature: undefined },
    'a signature of another length': { signature: request.signature?.slice(0, -1) },
    'another secret': { secret: `${secret}0` },
    'a signature older than five minutes': { nowMs: nowMs + 300_001 },
    'a signature from more than five minutes ahead': { nowMs: nowMs - 300_001 },
  }
  test.each(Object.keys(changes))('%s', (name) => {
    expect(verifySignatureV3({ ...request, ...changes[name] })).toBe(false)
  })

  test('an escaped slash or question mark in the path, however rightly signed', () => {
    for (const escape of ['%2F', '%2f', '%3F', '%3f']) {
      const url = `https://api.example.com/hs${escape}card?portalId=123`
      const signature = signV3({ ...request, url, timestamp: String(nowMs) })
      expect(verifySignatureV3({ ...request, url, signature })).toBe(false)
    }
  })
})

test('accepts both edges of the five minutes', () => {
  expect(verifySignatureV3({ ...request, nowMs: nowMs + 300_000 })).toBe(true)
  expect(verifySignatureV3({ ...request, nowMs: nowMs - 300_000 })).toBe(true)
})

test('keeps %20, %26 and %3D apart from what they stand for', () => {
  const url = 'https://api.example.com/x?a=1%26b%3D2%20c'
  const signature = signV3({ ...request, url, timestamp: String(nowMs) })
  expect(verifySignatureV3({ ...request, url, signature })).toBe(true)
  for (const other of [url.replace('%26', '&'), url.replace('%3D', '='), url.replace('%20', ' ')]) {
    expect(verifySignatureV3({ ...request, url: other, signature })).toBe(false)
  }
})

test('signs the raw bytes of a body', () => {
  const body = Buffer.from([0x7b, 0xff, 0x7d])
  const signature = signV3({ ...request, method: 'POST', body, timestamp: String(nowMs) })
  expect(verifySignatureV3({ ...request, method: 'POST', body, signature })).toBe(true)
  expect(verifySignatureV3({ ...request, method: 'POST', body: body.toString(), signature })).toBe(false)
})
