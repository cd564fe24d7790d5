import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type OrgPerson, type SeededOrg, seedOrg } from '../support/seed-org.ts'
import { seedTenant } from '../support/seed-tenant.ts'
import { assertLikeApex } from '../support/sign-apex.ts'
import { type Reply, type SignedParts, type TestApp, startTestApp } from '../support/test-app.ts'

const ORG = '00DHp000000PDskMAG'
const OTHER_ORG = '00DHp000000Othr2AC'
const SANDBOX = '00DHp000000Sndb3AC'

let app: TestApp
let org: SeededOrg
let other: SeededOrg
let person: OrgPerson

beforeAll(async () => {
  app = await startTestApp()
  org = await seedOrg(app.context, ORG)
  other = await seedOrg(app.context, OTHER_ORG)
  person = await org.person(['rep'])
})
afterAll(() => app.close())

let ticketsBefore: number
beforeEach(async () => {
  ticketsBefore = await tickets()
})

/** The effect of the one change that these tests use, in either workspace. */
async function tickets(): Promise<number> {
  const counts = [org, other].map(({ workspaceId }) =>
    app.context.db.inWorkspace(workspaceId, async (tx) => {
      const rows = await tx.db.selectFrom('console_ticket').select('ticket_hash').execute()
      return rows.length
    }),
  )
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

const TICKET = '/v1/card/console-ticket'
const body = () => ({ idempotencyKey: randomUUID(), path: '/payouts' })
const send = (parts: SignedParts) => app.send(parts.method, parts.path, parts)
const withAssertion = (parts: SignedParts, assertion: string): SignedParts => ({
  ...parts,
  headers: { ...parts.headers, 'X-Partner-Desk-Assertion': assertion },
})
const seconds = () => Math.floor(Date.now() / 1000)

async function expectRefusedWithoutEffect(parts: SignedParts): Promise<Reply> {
  const reply = await send(parts)
  expect(reply.status, reply.text).toBe(401)
  expect(reply.headers.get('content-type')).toContain('application/problem+json')
  expect(reply.json()).toMatchObject({ code: 'unauthenticated', status: 401 })
  expect(await tickets()).toBe(ticketsBefore)
  return reply
}

test('a signed request is accepted and has its effect', async () => {
  const reply = await send(org.signed(person, 'POST', TICKET, body()))
  expect(reply.status, reply.text).toBe(200)
  expect(await tickets()).toBe(ticketsBefore + 1)
})

const BENT_CLAIMS: Record<string, () => Record<string, unknown>> = {
  'for another org that is connected': () => ({ org: OTHER_ORG }),
  'with a 15-character org': () => ({ org: ORG.slice(0, 15) }),
  'with a 15-character user': () => ({ sub: person.userId.slice(0, 15) }),
  'with a user of another object': () => ({ sub: '003Hp000000Cntc1IA' }),
  'for another method': () => ({ htm: 'GET' }),
  'for another path': () => ({ htu: '/v1/card/connection/sync' }),
  'for the path with a query': () => ({ htu: `${TICKET}?a=1` }),
  'for another body': () => ({ bsh: 'x'.repeat(43) }),
  'for the empty body': () => ({ bsh: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' }),
  'without an end': () => ({ exp: undefined }),
  'without a beginning': () => ({ iat: undefined }),
  'with an end that is no number': () => ({ exp: `${seconds() + 60}` }),
  'that ended 31 s ago': () => ({ iat: seconds() - 92, exp: seconds() - 32 }),
  'from 31 s in the future': () => ({ iat: seconds() + 32, exp: seconds() + 92 }),
  'good for an hour': () => ({ exp: seconds() + 3600 }),
  'that ends before it begins': () => ({ exp: seconds() - 5, iat: seconds() }),
  'for another audience': () => ({ aud: 'somebody-else' }),
  'from another issuer': () => ({ iss: 'somebody-else' }),
  'without a jti': () => ({ jti: undefined }),
  'with a jti of another form': () => ({ jti: 'one' }),
}
for (const [what, claims] of Object.entries(BENT_CLAIMS)) {
  test(`an assertion ${what} is refused and has no effect`, async () => {
    await expectRefusedWithoutEffect(org.signed(person, 'POST', TICKET, body(), { claims: claims() }))
  })
}

test.each([
  ['no algorithm', { alg: 'none' }],
  ['another algorithm', { alg: 'HS512' }],
  ['an asymmetric algorithm', { alg: 'RS256' }],
  ['the algorithm in lower case', { alg: 'hs256' }],
  ['an unknown key', { kid: 'ffffffffffffffffffffffffffffffff' }],
  ['no key', { kid: undefined }],
  ['a critical extension', { crit: ['exp'] }],
  ['another type', { typ: 'JWE' }],
])('an assertion with %s in its header is refused', async (_what, header) => {
  await expectRefusedWithoutEffect(org.signed(person, 'POST', TICKET, body(), { header }))
})

const TAMPERED: Record<string, (parts: SignedParts, assertion: string) => SignedParts> = {
  'without its signature': (parts, text) => withAssertion(parts, text.replace(/[^.]+$/, '')),
  'with two parts': (parts, text) => withAssertion(parts, text.split('.').slice(0, 2).join('.')),
  'with another signature': (parts, text) =>
    withAssertion(parts, text.replace(/[^.]+$/, Buffer.alloc(32).toString('base64url'))),
  'with a shorter signature': (parts, text) => withAssertion(parts, text.slice(0, -4)),
  'with a claim changed after it was signed': (parts, text) => {
    const [header, claims = '', signature] = text.split('.')
    const changed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object
    const payload = Buffer.from(JSON.stringify({ ...changed, sub: '005Hp000000Oka3IAC' })).toString(
      'base64url',
    )
    return withAssertion(parts, [header, payload, signature].join('.'))
  },
  'that is no JWT': (parts) => withAssertion(parts, 'hello'),
  'with padding': (parts, text) => withAssertion(parts, `${text}==`),
  'beside another body': (parts) => ({ ...parts, body: JSON.stringify(body()) }),
  'with one byte more in the body': (parts) => ({ ...parts, body: `${parts.body} ` }),
  'with a query that was not signed': (parts) => ({ ...parts, path: `${TICKET}?a=1` }),
}
for (const [what, bend] of Object.entries(TAMPERED)) {
  test(`an assertion ${what} is refused and has no effect`, async () => {
    const parts = org.signed(person, 'POST', TICKET, body())
    const assertion = parts.headers['X-Partner-Desk-Assertion'] ?? ''
    await expectRefusedWithoutEffect(bend(parts, assertion))
  })
}

test('an assertion opens no other address and no other method', async () => {
  const parts = org.signed(person, 'GET', '/v1/card/deals/006Hp00000AAAAAIA0')
  for (const path of ['/v1/card/deals/006Hp00000BBBBBIA0', '/v1/card/connection', `${parts.path}?stage=1`])
    expect((await send({ ...parts, path })).status, path).toBe(401)
  await expectRefusedWithoutEffect({ ...org.signed(person, 'GET', TICKET), method: 'POST' })
})

test('the key of one org speaks for no other, though both are connected', async () => {
  const stolen = { ...other, orgId: ORG, userId: person.userId, method: 'POST', path: TICKET }
  const text = JSON.stringify(body())
  const parts = { method: 'POST', path: TICKET, body: text, headers: {} }
  const reply = await expectRefusedWithoutEffect(
    withAssertion(parts, assertLikeApex({ ...stolen, body: text })),
  )
  expect(reply.text).not.toContain('sandbox')
})

test('a sandbox with the key of its original is told to connect itself', async () => {
  const parts = org.signed(person, 'POST', TICKET, body(), { claims: { org: SANDBOX } })
  const reply = await expectRefusedWithoutEffect(parts)
  expect(reply.text).toContain('Open Partner Desk Settings in the sandbox and connect it')
})

test('a forger who names a sandbox learns nothing', async () => {
  const parts = org.signed(person, 'POST', TICKET, body(), { claims: { org: SANDBOX } })
  const forged = withAssertion(parts, `${parts.headers['X-Partner-Desk-Assertion']?.slice(0, -5)}AAAAA`)
  const reply = await expectRefusedWithoutEffect(forged)
  expect(reply.text).not.toContain('sandbox')
})

test('a replay is refused and has no second effect', async () => {
  const parts = org.signed(person, 'POST', TICKET, body())
  expect((await send(parts)).status).toBe(200)
  ticketsBefore = await tickets()
  await expectRefusedWithoutEffect(parts)
})

test('a jti is good once, whatever else is signed with it', async () => {
  const claims = { jti: 'a'.repeat(32) }
  expect((await send(org.signed(person, 'POST', TICKET, body(), { claims }))).status).toBe(200)
  ticketsBefore = await tickets()
  await expectRefusedWithoutEffect(org.signed(person, 'POST', TICKET, body(), { claims }))
  const upper = { jti: 'A'.repeat(32) }
  await expectRefusedWithoutEffect(org.signed(person, 'POST', TICKET, body(), { claims: upper }))
})

test('of a request sent three times at once one is answered and two are refused', async () => {
  const parts = org.signed(person, 'POST', TICKET, body())
  const replies = await Promise.all([send(parts), send(parts), send(parts)])
  expect(replies.map((reply) => reply.status).sort()).toEqual([200, 401, 401])
  expect(await tickets()).toBe(ticketsBefore + 1)
})

test('what was refused for its content cannot be replayed either', async () => {
  const parts = org.signed(person, 'POST', TICKET, { ...body(), path: '//evil.example' })
  expect((await send(parts)).status).toBe(400)
  await expectRefusedWithoutEffect(parts)
})

test('a request with the proofs of two CRMs is refused', async () => {
  const tenant = await seedTenant(app.context, '4242')
  const hubspot = app.signed(await tenant.person(['rep']), 'POST', TICKET, body())
  const apex = org.signed(person, 'POST', hubspot.path, JSON.parse(hubspot.body ?? '') as object)
  await expectRefusedWithoutEffect({ ...hubspot, headers: { ...hubspot.headers, ...apex.headers } })
})

test.each([-29, 29])('a clock that is %d s off is still good', async (offS) => {
  const at = seconds() + offS + (offS < 0 ? -60 : 0)
  const parts = org.signed(person, 'POST', TICKET, body(), { claims: { iat: at, exp: at + 60 } })
  const reply = await send(parts)
  expect(reply.status, reply.text).toBe(200)
})

test('a person who is new is a rep, named as the assertion says, and the same person next time', async () => {
  const enter = async (): Promise<unknown> => {
    const fresh = { userId: '005Hp000000Frsh1IA' }
    const reply = await send(org.signed(fresh, 'POST', TICKET, body()))
    const url = (reply.json() as { url: string }).url
    const entered = await app.send('GET', url.replace('https://desk.test', ''))
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return (await app.send('GET', '/v1/console/session', { headers: { cookie } })).json()
  }
  const first = await enter()
  expect(first).toMatchObject({
    user: { name: 'Riley Reyes', email: 'riley.reyes@meridian.example', roles: ['rep'] },
  })
  expect(await enter()).toMatchObject({ user: (first as { user: object }).user })
})

test('a disconnected org is refused', async () => {
  const gone = await seedOrg(app.context, '00DHp000000Gone4AC')
  const rep = await gone.person(['rep'])
  await app.context.db.inWorkspace(gone.workspaceId, (tx) =>
    tx.db.updateTable('connection').set({ status: 'disconnected' }).execute(),
  )
  const reply = await expectRefusedWithoutEffect(gone.signed(rep, 'POST', TICKET, body()))
  expect(reply.text).toContain('connect it in Partner Desk Settings')
})

test('a key that was replaced is good for a while, and then never again', async () => {
  const rotated = await seedOrg(app.context, '00DHp000000Rota5AC')
  const rep = await rotated.person(['rep'])
  const until = (at: Date) =>
    app.context.db.inWorkspace(rotated.workspaceId, (tx) =>
      tx.db.updateTable('connection_card_key').set({ accepted_until: at }).execute(),
    )
  await until(new Date(Date.now() + 60_000))
  expect((await send(rotated.signed(rep, 'POST', TICKET, body()))).status).toBe(200)
  await until(new Date(Date.now() - 1))
  await expectRefusedWithoutEffect(rotated.signed(rep, 'POST', TICKET, body()))
})

test('a failure of ours leaves the assertion good for the repeat', async () => {
  const seal = vi.spyOn(app.context.vault, 'seal').mockImplementationOnce(() => {
    throw new Error('out of order')
  })
  const parts = org.signed(person, 'POST', TICKET, body())
  expect((await send(parts)).status).toBe(500)
  seal.mockRestore()
  expect((await send(parts)).status).toBe(200)
})

test('no assertion and no key is in the log', async () => {
  const parts = org.signed(person, 'POST', TICKET, body())
  await send({ ...parts, body: 'other' })
  expect(app.log()).not.toContain(parts.headers['X-Partner-Desk-Assertion'])
  expect(app.log()).not.toContain(org.secret.toString('base64'))
})
