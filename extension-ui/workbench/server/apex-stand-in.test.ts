import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Org } from '../../../test/simulators/salesforce/org.ts'
import { ApexFault, createApexStandIn, type ApexStandIn } from './apex-stand-in.ts'
import type { SigningKey } from './assertion.ts'
import { labelTexts } from '../lightning/label-texts.ts'
import { ADMIN, REP } from './people.ts'
import { LABELS_FILE } from './salesforce-package.ts'

interface Asked {
  method: string | undefined
  url: string | undefined
  contentType: string | undefined
  assertion: string
  body: string
}

const LABELS = labelTexts(LABELS_FILE)
const KEY: SigningKey = { keyId: 'key-1', key: randomBytes(32).toString('base64') }
const REGISTRATION = '01920000-0000-7000-8000-00000000000a'

let server: Server
let asked: Asked[]
let answer: { status: number; text: string }
let key: SigningKey | undefined
let org: Org
let opportunityId: string
let apex: ApexStandIn

beforeEach(async () => {
  asked = []
  answer = { status: 200, text: '{"answer":true}' }
  key = KEY
  org = new Org({ now: () => new Date('2026-11-21T12:00:00Z') })
  opportunityId = org.createOpportunity({
    Name: 'Probe',
    Amount: '48000.5',
    StageName: 'Id. Decision Makers',
  }).id
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      asked.push({
        method: request.method,
        url: request.url,
        contentType: request.headers['content-type'],
        assertion: String(request.headers['x-partner-desk-assertion']),
        body,
      })
      response.writeHead(answer.status).end(answer.text)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  apex = createApexStandIn({
    org: () => org,
    signingKey: () => key,
    // A TCP server's address is always an AddressInfo.
    serverOrigin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    labels: LABELS,
  })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  return Buffer.concat(chunks).toString('utf8')
}

function claimsOf(assertion: string): Record<string, unknown> {
  const [header = '', claims = '', mac] = assertion.split('.')
  const expected = createHmac('sha256', Buffer.from(KEY.key, 'base64'))
    .update(`${header}.${claims}`)
    .digest('base64url')
  expect(mac).toBe(expected)
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    alg: 'HS256',
    typ: 'JWT',
    kid: 'key-1',
  })
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
}

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url')

/** What the component reads from the exception's message. */
async function faultOf(call: Promise<string>): Promise<unknown> {
  const error = await call.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApexFault)
  return JSON.parse((error as ApexFault).message)
}

describe('the stand-in for the package’s Apex', () => {
  test('reads amount and stage from the org, and signs who asks for which path', async () => {
    const text = await apex(REP, 'PartnerCardController.loadCard', { opportunityId })
    expect(text).toBe('{"answer":true}')
    const path = `/v1/card/deals/${opportunityId}?amount=48000.5&stage=Id.+Decision+Makers`
    expect(asked[0]).toMatchObject({ method: 'GET', url: path, body: '' })
    const claims = claimsOf(asked[0]?.assertion ?? '')
    expect(claims).toMatchObject({
      iss: 'partner-desk-apex',
      aud: 'partner-desk',
      org: org.settings.orgId,
      sub: '005Hp000000Rey1IAC',
      name: 'Riley Reyes',
      email: 'riley.reyes@meridian.example',
      htm: 'GET',
      htu: path,
      bsh: hash(''),
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60)
    expect(claims.jti).toMatch(/^[0-9a-f]{32}$/)
  })

  test('passes a change on byte for byte and signs its hash', async () => {
    const request = '{ "idempotencyKey":"k",  "answer":"Ünïcode €" }'
    await apex(REP, 'PartnerCardController.answerQuestion', {
      opportunityId: opportunityId.slice(0, 15),
      registrationId: REGISTRATION,
      request,
    })
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: `/v1/card/deals/${opportunityId}/registrations/${REGISTRATION}/answer`,
      contentType: 'application/json',
      body: request,
    })
    expect(claimsOf(asked[0]?.assertion ?? '').bsh).toBe(hash(request))
  })

  test('signs each request anew', async () => {
    await apex(ADMIN, 'PartnerSettingsController.loadConnection', {})
    await apex(ADMIN, 'PartnerSettingsController.loadConnection', {})
    const [first, second] = asked.map(({ assertion }) => claimsOf(assertion).jti)
    expect(first).not.toBe(second)
  })

  test('leaves blank parts of a query out', async () => {
    await apex(REP, 'PartnerRegistrationsController.listRegistrations', {
      show: 'all',
      search: 'a&b',
      cursor: '',
    })
    expect(asked[0]?.url).toBe('/v1/card/registrations?show=all&search=a%26b')
  })

  test('says that an org without a key is not connected, and asks nobody', async () => {
    key = undefined
    expect(await faultOf(apex(REP, 'PartnerCardController.loadCard', { opportunityId }))).toEqual({
      status: 0,
      code: 'not_connected',
      detail: LABELS.get('PartnerDesk_ApexNotConnected'),
      errors: [],
    })
    expect(asked).toEqual([])
  })

  test.each([
    ['one that was deleted', () => org.delete(opportunityId)],
    ['one that is not shared', () => org.unshare(opportunityId)],
  ])('does not show %s', async (_which, hide) => {
    hide()
    const fault = await faultOf(apex(REP, 'PartnerCardController.loadCard', { opportunityId }))
    const detail = LABELS.get('PartnerDesk_ApexNotShared')
    expect(fault).toMatchObject({ status: 404, code: 'not_found', detail })
    expect(asked).toEqual([])
  })

  test('keeps a made-up record id out of the path', async () => {
    const call = apex(REP, 'PartnerCardController.removeCredit', {
      opportunityId,
      creditId: '../../connection/key',
      request: '{}',
    })
    const detail = LABELS.get('PartnerDesk_ApexInvalidId')
    expect(await faultOf(call)).toMatchObject({ status: 400, code: 'invalid_request', detail })
    expect(asked).toEqual([])
  })

  test('lets only people with the admin’s permission replace the key', async () => {
    const call = apex(REP, 'PartnerSettingsController.replaceKey', { request: '{}' })
    const detail = LABELS.get('PartnerDesk_ApexAdminsOnly')
    expect(await faultOf(call)).toMatchObject({ status: 403, code: 'forbidden', detail })
    await apex(ADMIN, 'PartnerSettingsController.replaceKey', { request: '{}' })
    expect(asked.map(({ url }) => url)).toEqual(['/v1/card/connection/key'])
  })

  test('hands the server’s problem details to the component', async () => {
    const errors = [{ path: 'reason', message: 'Say why.' }]
    answer = { status: 422, text: JSON.stringify({ code: 'invalid_request', detail: 'Look again.', errors }) }
    const call = apex(REP, 'PartnerCardController.tagPartner', { opportunityId, request: '{}' })
    expect(await faultOf(call)).toEqual({
      status: 422,
      code: 'invalid_request',
      detail: 'Look again.',
      errors,
    })
  })

  test('says so when a reply is none of the server’s, or there is none', async () => {
    answer = { status: 502, text: '<html>Bad gateway</html>' }
    const unreadable = await faultOf(apex(REP, 'PartnerCardController.loadCard', { opportunityId }))
    expect(unreadable).toMatchObject({
      status: 502,
      code: 'unavailable',
      detail: expect.stringContaining('(status 502)'),
    })
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    const nobody = await faultOf(apex(REP, 'PartnerCardController.loadCard', { opportunityId }))
    const detail = LABELS.get('PartnerDesk_ApexUnreachable')
    expect(nobody).toMatchObject({ status: 0, code: 'unreachable', detail })
    server.listen(0, '127.0.0.1') // for afterEach
  })
})
