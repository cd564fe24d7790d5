import { randomUUID } from 'node:crypto'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { CrmError } from '../../connectors/crm.port.ts'
import { problemDetails } from '../../shared/contract/error-codes.ts'
import { type Tenant, seedTenant } from '../support/seed-tenant.ts'
import { type CardPerson, type Reply, type TestApp, startTestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant
let person: CardPerson
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-'))
  writeFileSync(join(folder, 'outside.txt'), 'planted outside')
  const dist = join(folder, 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'assets/app-1a2b.js'), 'console.log(1)')
  writeFileSync(
    join(dist, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><div id="root"></div>',
  )
  app = await startTestApp({}, {}, { consoleDist: dist })
  tenant = await seedTenant(app.context, '4242')
  person = await tenant.person(['rep'])
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})
afterEach(() => vi.restoreAllMocks())

const TICKET = '/v1/card/console-ticket'
const ticketBody = () => ({ idempotencyKey: randomUUID(), path: '/' })

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.status, reply.text).toBe(status)
  expect(reply.headers.get('content-type')).toContain('application/problem+json')
  const problem = problemDetails.parse(reply.json())
  expect(problem).toMatchObject({ status, code, requestId: reply.headers.get('x-request-id') })
}

/** A request with any body at all, signed. */
function sendText(text: string, headers: Record<string, string> = {}): Promise<Reply> {
  const bare = app.signedText(person, 'POST', TICKET, text)
  return app.send('POST', bare.path, { headers: { ...bare.headers, ...headers }, body: text })
}

describe('problems', () => {
  test('an unknown address is 404', async () => {
    expectProblem(await app.send('GET', '/nowhere'), 404, 'not_found')
    expectProblem(await app.send('GET', '/v1/card/console-ticket/'), 404, 'not_found')
    expectProblem(await app.send('GET', '/v1/%ff'), 404, 'not_found')
  })

  test.each(['{', '{"a":1}}', '\u0000', '"\ud800'])('a body that is not JSON (%j) is 400', async (text) => {
    expectProblem(await sendText(text), 400, 'invalid_request')
  })

  test('a wrong field is named with its path', async () => {
    const reply = await sendText(JSON.stringify({ ...ticketBody(), idempotencyKey: 'no', role: 'admin' }))
    expectProblem(reply, 400, 'invalid_request')
    const { errors } = problemDetails.parse(reply.json())
    expect(errors?.map((field) => field.path).sort()).toEqual(['idempotencyKey', 'role'])
  })

  test.each(['__proto__', 'constructor', 'workspace_id', 'userId'])(
    'a body with %s beside its fields is refused',
    async (name) => {
      const text = `{"idempotencyKey":"${randomUUID()}","path":"/","${name}":{"polluted":true}}`
      expectProblem(await sendText(text), 400, 'invalid_request')
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
  )

  test('a body above 1 MB is 413, also when it is nothing but depth', async () => {
    expectProblem(await sendText(JSON.stringify({ path: 'x'.repeat(1024 * 1024) })), 413, 'invalid_request')
    expectProblem(await sendText('['.repeat(500_000)), 400, 'invalid_request')
  })

  test('a compressed body is refused before it is inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000))
    const reply = await sendText(bomb.toString('latin1'), { 'content-encoding': 'gzip' })
    expectProblem(reply, 415, 'invalid_request')
  })

  test('a failure of ours says nothing but a request id, and the log says nothing secret', async () => {
    const token = `CK${'aB3-x_'.repeat(12)}Zz9`
    const iban = 'DE89370400440532013000'
    const cause = Object.assign(
      new Error(`POST /oauth/token?code=na1-7f3e-99aa failed with Bearer ${token}`),
      {
        config: {
          headers: { Authorization: `Bearer ${token}` },
          data: { iban, email: 'sam@customer.example' },
        },
      },
    )
    vi.spyOn(app.context.vault, 'seal').mockImplementation(() => {
      throw new Error(`secret state at /srv/app/db.ts for ${iban} and sam@customer.example`, { cause })
    })
    const reply = await app.card(person, 'POST', TICKET, ticketBody())
    expectProblem(reply, 500, 'internal')
    expect(reply.text).not.toMatch(/secret state|srv|DE89|sam@/)
    const { requestId } = problemDetails.parse(reply.json())
    const logged = app.log()
    expect(logged).toContain(requestId)
    expect(logged).toContain('secret state')
    for (const canary of [token, iban, 'sam@customer.example', 'na1-7f3e-99aa'])
      expect(logged).not.toContain(canary)
  })

  test('a CRM that is away is 503 and says when to come back', async () => {
    vi.spyOn(app.context.vault, 'seal').mockImplementation(() => {
      throw new CrmError('rate_limited', 'HubSpot answered 429', { retryAfterMs: 2_500 })
    })
    const reply = await app.card(person, 'POST', TICKET, ticketBody())
    expectProblem(reply, 503, 'unavailable')
    expect(reply.headers.get('retry-after')).toBe('3')
  })

  test('a full disk is 503, so that nobody takes it for done', async () => {
    vi.spyOn(app.context.vault, 'seal').mockImplementation(() => {
      throw Object.assign(new Error('could not extend file'), { code: '53100' })
    })
    expectProblem(await app.card(person, 'POST', TICKET, ticketBody()), 503, 'unavailable')
  })
})

describe('the log', () => {
  test('names each request by its path, without tickets, signatures and addresses of people', async () => {
    const { cookie } = await app.signIn(person)
    const parts = app.signed(person, 'POST', TICKET, ticketBody())
    const { url } = (await app.send('POST', parts.path, parts)).json() as { url: string }
    await app.send('GET', url.slice('https://desk.test'.length))
    const logged = app.log()
    expect(logged).toContain('/console/enter')
    const secrets = [
      new URL(url).searchParams.get('ticket'),
      cookie.split('=')[1],
      parts.headers['X-HubSpot-Signature-v3'],
    ]
    for (const secret of [...secrets, 'customer.example']) expect(logged).not.toContain(secret)
  })
})

describe('security headers', () => {
  test('allow only what comes from us, and frames nowhere', async () => {
    const { headers } = await app.send('GET', '/healthz')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('give no other site a way in', async () => {
    const reply = await app.send('OPTIONS', TICKET, {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(reply.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('the console', () => {
  test.each(['/console/', '/console/payouts', '/console/partners/1?tab=ledger'])(
    '%s is its page, with a fresh nonce',
    async (path) => {
      const [first, second] = [await app.send('GET', path), await app.send('GET', path)]
      const nonce = /nonce="([^"]+)"/.exec(first.text)?.[1]
      expect(first.status).toBe(200)
      expect(first.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(first.headers.get('cache-control')).toBe('no-store')
      expect(second.text).not.toBe(first.text)
    },
  )

  test('serves its files for good, and no page for a file that is gone', async () => {
    const file = await app.send('GET', '/console/assets/app-1a2b.js')
    expect(file.status).toBe(200)
    expect(file.headers.get('cache-control')).toContain('immutable')
    expectProblem(await app.send('GET', '/console/assets/app-gone.js'), 404, 'not_found')
    for (const path of [
      '/console/..%2foutside.txt',
      '/console/assets/..%2f..%2foutside.txt',
      '/console/%2e%2e/outside.txt',
    ]) {
      expect((await app.send('GET', path)).text).not.toContain('planted')
    }
  })
})

describe('health', () => {
  test('is told for the process and for what it needs', async () => {
    expect((await app.send('GET', '/healthz')).json()).toEqual({ status: 'ok' })
    expect((await app.send('GET', '/readyz')).json()).toEqual({ status: 'ok', database: 'ok', queue: 'ok' })
    vi.spyOn(app.context.queue, 'ping').mockRejectedValue(new Error('away'))
    const away = await app.send('GET', '/readyz')
    expect(away.status).toBe(503)
    expect(away.json()).toEqual({ status: 'unavailable', database: 'ok', queue: 'away' })
    expect((await app.send('GET', '/healthz')).status).toBe(200)
  })

  test('metrics count by pattern and never by id', async () => {
    await app.card(person, 'GET', '/v1/card/deals/123456789')
    const { text } = await app.send('GET', '/metrics')
    expect(text).toMatch(/http_request_seconds_count\{method="GET",route="\/healthz",status="200"\} \d+/)
    expect(text).not.toContain('123456789')
    expect(text).not.toContain(tenant.workspaceId)
  })
})

test('a stranger who knocks too often is told to wait, and HubSpot is not', async () => {
  const eager = await startTestApp()
  try {
    const replies = await Promise.all(
      Array.from({ length: 70 }, () => eager.send('GET', '/console/enter?ticket=x')),
    )
    const refused = replies.filter((reply) => reply.status === 429)
    expect(refused).toHaveLength(10)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await eager.send('POST', TICKET)).status).toBe(401)
  } finally {
    await eager.close()
  }
})

test('a request whose headers never end is cut off', { timeout: 40_000 }, async () => {
  const socket = connect(app.port, '127.0.0.1')
  socket.write('GET /healthz HTTP/1.1\r\nHost: desk.test\r\n')
  const answer = await new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (bytes) => (text += String(bytes)))
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toContain('408')
})
