import { expect, it } from 'vitest'
import { signatureV3 } from './signature.ts'

const secret = '11111111-2222-3333-4444-555555555555'
const vector = { method: 'GET', body: '', timestamp: '1790000000000' }
const expected = 'SS62eSD88kwUUXdByGviqbQ/UZugpuEAlRJofat8mJk='

it('signs a decoded address as the published client does', () => {
  const url =
    'https://api.example.com/hs/card?objectId=777&userId=1&portalId=123&userEmail=rep@example.com&appId=99'
  expect(signatureV3(secret, { ...vector, url })).toBe(expected)
})

it('decodes the at sign of an address before signing, but not an encoded ampersand or space', () => {
  const address = (email: string) =>
    `https://api.example.com/hs/card?objectId=777&userId=1&portalId=123&userEmail=${email}&appId=99`
  expect(signatureV3(secret, { ...vector, url: address('rep%40example.com') })).toBe(expected)
  for (const [encoded, decoded] of [
    ['a%26b', 'a&b'],
    ['a%20b', 'a b'],
    ['a%3Db', 'a=b'],
  ] as const) {
    const kept = signatureV3(secret, { ...vector, url: address(encoded) })
    expect(kept).not.toBe(signatureV3(secret, { ...vector, url: address(decoded) }))
  }
})
