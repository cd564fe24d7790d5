import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import { type Call, SalesforceClient, type SalesforceClientOptions } from './client.ts'
import { DailyBudget } from './daily-budget.ts'
import { SalesforceRejection } from './errors.ts'
import { trustInstance } from './instance-url.ts'

type Step = (response: ServerResponse, request: IncomingMessage) => void

const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))
const refusal = (status: number, errorCode: string, message = 'no'): Step =>
  reply(status, [{ errorCode, message }])
const reset: Step = (response) => void response.destroy()
const fine = reply(200, { ok: true })

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A client of a server that answers by the steps, the last one again and again. Its time passes by being slept. */
async function clientOf(steps: readonly Step[], options: Partial<SalesforceClientOptions> = {}) {
  const seen: string[] = []
  const paths: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? '')
    paths.push(request.url ?? '')
    steps[Math.min(seen.length, steps.length) - 1]?.(response, request)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
  let nowMs = 0
  const slept: number[] = []
  const timing = {
    now: () => nowMs,
    sleep: async (ms: number) => {
      slept.push(ms)
      nowMs += ms
    },
  }
  const replaced: string[] = []
  const client = new SalesforceClient({
    instance: trustInstance(url, url),
    orgId: '00DHp000000PDskMAG',
    credentials: {
      accessToken: async () => 'old',
      replace: async (refused) => {
        replaced.push(refused)
        return 'new'
      },
    },
    budget: new DailyBudget(timing),
    timing,
    random: () => 0.5,
    ...options,
  })
  const call: Call<{ ok: boolean }> = {
    kind: 'test',
    method: 'GET',
    path: '/query?q=SELECT+Id+FROM+Account',
    reply: z.object({ ok: z.boolean() }),
  }
  const get = (more: Partial<typeof call> = {}) => client.call({ ...call, ...more })
  const pass = (ms: number): void => void (nowMs += ms)
  return { client, get, seen, paths, slept, replaced, pass, url }
}

async function failure(promise: Promise<unknown>): Promise<CrmError> {
  const error = await promise.catch((caught: unknown) => caught)
  if (!(error instanceof CrmError)) throw new Error('expected a CrmError', { cause: error })
  return error
}

test('asks the API version that it names, as the bearer of the token', async () => {
  const { get, seen, paths } = await clientOf([fine])
  expect((await get()).data).toEqual({ ok: true })
  expect(seen).toEqual(['Bearer old'])
  expect(paths).toEqual(['/services/data/v68.0/query?q=SELECT+Id+FROM+Account'])
})

test('hands numbers on as their own text, every digit of them', async () => {
  const { client } = await clientOf([reply(200, '{"amount":1234567890123456.78,"count":3}')])
  const answer = await client.call({
    kind: 'test',
    method: 'GET',
    path: '/x',
    reply: z.object({ amount: z.string(), count: z.string() }),
  })
  expect(answer.data).toEqual({ amount: '1234567890123456.78', count: '3' })
})

describe('401', () => {
  test('gets one new token and asks once more', async () => {
    const { get, seen, replaced } = await clientOf([refusal(401, 'INVALID_SESSION_ID'), fine])
    await get()
    expect(seen).toEqual(['Bearer old', 'Bearer new'])
    expect(replaced).toEqual(['old'])
  })

  test('that stays, while new tokens are given out, ends after two calls', async () => {
    const { get, seen, replaced } = await clientOf([refusal(401, 'INVALID_SESSION_ID')])
    expect((await failure(get())).code).toBe('unauthorized')
    expect(seen).toHaveLength(2)
    expect(replaced).toHaveLength(1)
  })

  test('of eight callers at once costs each at most two calls', async () => {
    const onlyNew: Step = (response, request) =>
      request.headers.authorization === 'Bearer new'
        ? fine(response, request)
        : refusal(401, 'INVALID_SESSION_ID')(response, request)
    const { get, seen } = await clientOf([onlyNew])
    await Promise.all(Array.from({ length: 8 }, () => get()))
    expect(seen).toHaveLength(16)
  })

  test('is not asked at all once the connection is revoked', async () => {
    const { get, seen } = await clientOf([fine], {
      credentials: {
        accessToken: () => Promise.reject(new CrmError('revoked', 'gone')),
        replace: () => Promise.reject(new Error('not asked')),
      },
    })
    expect((await failure(get())).code).toBe('revoked')
    expect(seen).toHaveLength(0)
  })
})

test('a redirect is refused, and not followed', async () => {
  const { get, seen, client } = await clientOf([
    (response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
  ])
  expect(await failure(get())).toMatchObject({
    code: 'rejected',
    message: expect.stringContaining('My Domain'),
  })
  expect((await failure(client.open({ kind: 'test', method: 'GET', path: `/x` }))).code).toBe('rejected')
  expect(seen).toHaveLength(2)
})

test('nothing is sent to another host than the instance', async () => {
  const { client } = await clientOf([fine])
  const other = await clientOf([fine])
  const outside = client.call({ kind: 'test', method: 'GET', path: `${other.url}/x`, reply: z.unknown() })
  expect((await failure(outside)).code).toBe('unavailable')
  expect(other.seen).toHaveLength(0)
})

describe('waits 2, 4, 8 s and asks again', () => {
  test.each<[string, Step]>([
    ['after a 500', refusal(500, 'UNKNOWN_EXCEPTION')],
    ['after SERVER_UNAVAILABLE', refusal(503, 'SERVER_UNAVAILABLE')],
    ['after a 420', reply(420, '')],
    ['after a gateway page', reply(502, '<html>')],
    ['after a page for people under status 200', reply(200, '<html>')],
    ['after a cut connection', reset],
    [
      'while too many long calls run',
      refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
    ],
  ])('%s', async (_name, step) => {
    const { get, seen, slept } = await clientOf([step, step, step, fine])
    expect((await get()).data).toEqual({ ok: true })
    expect(seen).toHaveLength(4)
    expect(slept.map((ms) => Math.ceil(ms / 2000))).toEqual([1, 2, 4])
  })

  test('four times at most', async () => {
    const { get, seen } = await clientOf([refusal(503, 'SERVER_UNAVAILABLE')])
    expect((await failure(get())).code).toBe('unavailable')
    expect(seen).toHaveLength(4)
  })
})

describe('the daily calls of the org', () => {
  const usage = (used: number) => ({ 'sforce-limit-info': `api-usage=${used}/1000` })

  test('are known from every answer', async () => {
    const { get, client } = await clientOf([reply(200, { ok: true }, usage(25))])
    expect(client.dailyCalls).toBeNull()
    await get()
    expect(client.dailyCalls).toEqual({ used: 25, limit: 1000 })
  })

  test('stop background work at four fifths, for an hour, while people are let through', async () => {
    const { get, seen, pass } = await clientOf([reply(200, { ok: true }, usage(800))])
    await get()
    const stopped = await failure(get())
    expect(stopped.code).toBe('rate_limited')
    expect(stopped.retryAfterMs).toBe(3_600_000)
    await get({ urgent: true })
    expect(seen).toHaveLength(2)
    pass(3_600_000)
    await get()
    expect(seen).toHaveLength(3)
  })

  test('let background work go on below four fifths', async () => {
    const { get, seen } = await clientOf([reply(200, { ok: true }, usage(799))])
    await get()
    await get()
    expect(seen).toHaveLength(2)
  })

  test('once spent stop everybody for an hour, without a second attempt', async () => {
    const spent = refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    const { get, seen } = await clientOf([spent])
    expect(await failure(get({ urgent: true }))).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    })
    expect(seen).toHaveLength(1)
  })
})

test('403 says who can mend it', async () => {
  const { get } = await clientOf([refusal(403, 'API_DISABLED_FOR_ORG')])
  expect(await failure(get())).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('Partner Desk Integration'),
  })
})

test('400 is a refusal with the code that Salesforce gave', async () => {
  const { get, seen } = await clientOf([refusal(400, 'INVALID_FIELD', "No such column 'X'")])
  const error = await failure(get())
  expect(error instanceof SalesforceRejection && error.has('INVALID_FIELD')).toBe(true)
  expect(seen).toHaveLength(1)
})

test('gives up on a server that takes the request and never answers', async () => {
  const { get, seen } = await clientOf([() => undefined], { timeoutMs: 20 })
  expect((await failure(get())).code).toBe('unavailable')
  expect(seen).toHaveLength(4)
})

test('never shows the token in what it throws', async () => {
  const credentials = { accessToken: async () => 'SECRET', replace: async () => 'SECRET' }
  for (const step of [refusal(400, 'X'), refusal(401, 'X'), reset, reply(200, '<html>')]) {
    const { get } = await clientOf([step], { credentials })
    const error = await failure(get())
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      'SECRET',
    )
  }
})

test('reads a packed answer', async () => {
  const { gzipSync } = await import('node:zlib')
  const packed: Step = (response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}'))
  const { get } = await clientOf([packed])
  expect((await get()).data).toEqual({ ok: true })
})
