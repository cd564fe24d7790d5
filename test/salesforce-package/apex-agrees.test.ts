import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { takeApart, verifiedClaims } from '../../server/auth/card-assertion.ts'
import { routes } from '../../server/http/routes.ts'
import {
  decideRegistrationRequest,
  submitRegistrationRequest,
  tagPartnerRequest,
} from '../../shared/contract/card-api.ts'
import { readSource } from './package-files.ts'

// No Apex runs here. What its tests take for right, and what it sends, is held against the server that it is sent to.

const apex = (name: string) => readSource(`classes/${name}.cls`)
const KEY = Buffer.from(/String KEY = '([^']+)'/.exec(apex('PartnerDeskTestOrg'))?.[1] ?? '', 'base64')
const OPPORTUNITY = '006Hp00000abcdeAAA'
const RECORD = '018f2b6e-7c1a-7d3e-9f10-2a3b4c5d6e7f'

describe('the assertion that Apex makes', () => {
  test('is expected in its tests as the server reads it', () => {
    const token = /'(eyJ[\w.-]+)'/.exec(apex('PartnerDeskAssertionTest'))?.[1] ?? ''
    const assertion = takeApart(token)
    expect(assertion?.keyId).toBe('k1')
    // Past the signature, which is right, to the claims, of which that sample has few.
    expect(assertion && verifiedClaims(assertion, KEY)).toEqual({
      problem: 'the claim iss is missing or wrong',
    })
    expect(assertion && verifiedClaims(assertion, Buffer.alloc(32))).toEqual({
      problem: 'the signature is wrong',
    })
    expect(Buffer.from(assertion?.payload ?? '', 'base64url').toString()).toBe('{"sub":"Zoë","jti":">>>???"}')
  })

  test('has the claims that the server asks for', () => {
    const written = apex('PartnerDeskAssertion')
    const sample = {
      iss: literalAt(written, 'iss'),
      aud: literalAt(written, 'aud'),
      org: '00DHp000000PDskMAG',
      sub: '005Hp000000Rey1IAC',
      name: 'Riley Reyes',
      email: 'riley.reyes@meridian.example',
      htm: 'GET',
      htu: '/v1/card/connection',
      bsh: 'x',
      iat: 1,
      exp: 61,
      jti: '0'.repeat(32),
    }
    const claims = written.slice(written.indexOf("'iss'"), written.indexOf("'jti'") + 5)
    expect(namesIn(claims)).toEqual(Object.keys(sample))
    const header = { alg: literalAt(written, 'alg'), typ: literalAt(written, 'typ'), kid: 'k1' }
    const signed = [header, sample]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const token = `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`
    const assertion = takeApart(token)
    expect(assertion && verifiedClaims(assertion, KEY)).toEqual({ claims: sample })
  })

  test('has hashes in its tests that are those of the bodies', () => {
    const hash = (body: string) => createHash('sha256').update(body).digest('base64url')
    expect(apex('PartnerDeskGatewayTest')).toContain(`'${hash('')}'`)
    expect(apex('PartnerDeskGatewayTest')).toContain(`'${hash('{"reason":"Zoë"}')}'`)
  })
})

test('the idempotency keys of flows are UUIDs that the server takes, made as their test says', () => {
  const hex = createHash('sha256').update('guid-1\n/p\n{"a":1}').digest('hex')
  const key = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  expect(apex('IdempotencyKeyTest')).toContain(`'${key.join('-')}'`)
  expect(z.uuid().safeParse(key.join('-')).success).toBe(true)
})

test('the addresses that Apex asks are those of the server, and none is left out', () => {
  const controllers = ['PartnerCardController', 'PartnerRegistrationsController', 'PartnerSettingsController']
    .map(apex)
    .join('\n')
  const changes = [
    ...controllers.matchAll(/change\(opportunityId, '(\w+)'(?:, \w+, '(\w+)')?, request\)/g),
  ].map(
    ([, collection, operation]) =>
      `post /v1/card/deals/${OPPORTUNITY}/${collection}${operation ? `/${RECORD}/${operation}` : ''}`,
  )
  const others = [...controllers.matchAll(/(get|post|change|withQuery)\(\s*'(\/v1\/card\/[\w/-]+)'/g)].map(
    ([, how, path]) => `${how === 'get' || how === 'withQuery' ? 'get' : 'post'} ${path}`,
  )
  const deal = [`get /v1/card/deals/${OPPORTUNITY}`, `get /v1/card/deals/${OPPORTUNITY}/partners`]
  expect(controllers).toContain("PartnerDeskPath.ofDeal(opportunityId) + '/partners'")
  expect(apex('PartnerDeskPath')).toContain("return '/v1/card/deals/' + opportunityId;")

  const served = routes
    .filter(({ path }) => path.startsWith('/v1/card/'))
    .map(({ method, path }) => `${method} ${path.replace(':dealId', OPPORTUNITY).replace(/:\w+/, RECORD)}`)
  expect([...changes, ...others, ...deal].sort()).toEqual(served.sort())
})

test.each([
  ['TagPartnerAction', Object.keys(tagPartnerRequest.shape)],
  ['SubmitRegistrationAction', Object.keys(submitRegistrationRequest.shape)],
  ['ApproveRegistrationAction', Object.keys(decideRegistrationRequest.options[0].shape)],
])('%s sends what the contract asks for', (name, asked) => {
  const body = /getBody\(\) \{([\s\S]*?)\n {4}\}/.exec(apex(name))?.[1] ?? ''
  expect([...namesIn(body), 'idempotencyKey'].sort()).toEqual(asked.sort())
})

/** Names of a map that Apex writes out: `'name' => value`. */
function namesIn(source: string): string[] {
  return [...source.matchAll(/'(\w+)' =>|'(\w+)'$/g)].map((match) => match[1] ?? match[2] ?? '')
}

function literalAt(source: string, name: string): string {
  return new RegExp(`'${name}' => '([^']*)'`).exec(source)?.[1] ?? ''
}
