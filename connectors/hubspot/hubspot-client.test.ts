import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import { HubspotRejection } from './errors.ts'
import { HubspotClient, type HubspotCredentials } from './hubspot-client.ts'
import { hubspotPace } from './pacing.ts'

type Step = (request: IncomingMessage, response: ServerResponse) => void

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server that plays one step per request and then repeats the last one, and a client whose sleeps only move its clock. */
async function clientOf(
  steps: Step[],
  credentials?: Partial<HubspotCredentials>,
  options: { timeoutMs?: number } = {},
) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? '')
    const step = steps[Math.min(seen.length, steps.length) - 1]
    step?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  let now = 0
  const timing = { now: () => now, sleep: async (ms: number) => void (now += ms) }
  const { port } = server.address() as AddressInfo // a TCP server's address is never a pipe name
  const client = new HubspotClient({
    baseUrl: `http://127.0.0.1:${port}`,
    portalKey: 'test',
    credentials: {
      accessToken: async () => 'old',
      replace: async () => 'new',
      ...credentials,
    },
    pace: hubspotPace(timing),
    timing,
    random: () => 0.5,
    ...options,
  })
  const get = () =>
    client.call({ kind: 'get', method: 'GET', path: '/x', reply: z.object({ ok: z.boolean() }) })
  return { client, get, seen, waitedMs: () => now }
}

const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const fine = reply(200, { ok: true }, { date: 'Sat, 21 Nov 2026 10:00:00 GMT' })
const reset: Step = (request) => void request.socket.destroy()

async function failure(promise: Promise<unknown>): Promise<CrmError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CrmError)
  return error as CrmError // checked on the line above
}

test('tells the time by the CRM and counts its calls by kind', async () => {
  const { client, get } = await clientOf([fine])
  expect((await get()).answeredAt).toEqual(new Date('2026-11-21T10:00:00Z'))
  await get()
  expect(client.calls).toEqual({ get: 2 })
})

describe('401', () => {
  test('gets one new token and asks once more', async () => {
    const { get, seen } = await clientOf([reply(401, {}), fine])
    await get()
    expect(seen).toEqual(['Bearer old', 'Bearer new'])
  })

  test('after the new token is the end', async () => {
    const { get, seen } = await clientOf([reply(401, {})])
    expect((await failure(get())).code).toBe('unauthorized')
    expect(seen).toHaveLength(2)
  })

  test('makes no call at all once the connection is revoked', async () => {
    const { get, seen } = await clientOf([fine], {
      accessToken: async () => {
        throw new CrmError('revoked', 'uninstalled')
      },
    })
    expect((await failure(get())).code).toBe('revoked')
    expect(seen).toHaveLength(0)
  })
})

test('403 names the missing scope and is not asked again', async () => {
  const body = {
    category: 'MISSING_SCOPES',
    errors: [{ message: 'needed', context: { requiredGranularScopes: ['crm.objects.owners.read'] } }],
  }
  const { get, seen } = await clientOf([reply(403, body)])
  const error = await failure(get())
  expect(error).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('crm.objects.owners.read'),
  })
  expect(seen).toHaveLength(1)
})

test('400 is a refusal with the code that HubSpot gave', async () => {
  const { get, seen } = await clientOf([
    reply(400, { category: 'VALIDATION_ERROR', errors: [{ code: 'PROPERTY_DOESNT_EXIST', message: 'no' }] }),
  ])
  const error = await failure(get())
  expect(error).toBeInstanceOf(HubspotRejection)
  expect((error as HubspotRejection).has('PROPERTY_DOESNT_EXIST')).toBe(true) // checked on the line above
  expect(seen).toHaveLength(1)
})

describe('waits', () => {
  test.each<[string, Step, number]>([
    ['two seconds at least for a lock', reply(423, {}), 2_000],
    ['what Retry-After says to a 429', reply(429, {}, { 'retry-after': '7' }), 7_000],
    ['a ten-second window out', reply(429, { policyName: 'TEN_SECONDLY_ROLLING' }), 10_000],
    ['a second for searches', reply(429, { message: 'You have reached your secondly limit.' }), 1_000],
    ['what Retry-After says to a 477', reply(477, {}, { 'retry-after': '30' }), 30_000],
    ['a little after a 500', reply(500, {}), 200],
    [
      'a little after a 503 with a page for people',
      reply(503, '<html>', { 'content-type': 'text/html' }),
      200,
    ],
    ['a little after a page for people under status 200', reply(200, '<html>'), 200],
    ['a little after a cut connection', reset, 200],
  ])('%s', async (_name, step, atLeastMs) => {
    const { get, seen, waitedMs } = await clientOf([step, fine])
    expect((await get()).data).toEqual({ ok: true })
    expect(seen).toHaveLength(2)
    expect(waitedMs()).toBeGreaterThanOrEqual(atLeastMs)
    expect(waitedMs()).toBeLessThan(atLeastMs + 1_000)
  })
})

describe('gives up', () => {
  test.each<[string, Step, string]>([
    ['on an outage', reply(502, {}), 'unavailable'],
    ['on cut connections', reset, 'unavailable'],
    ['on a server that does not stop saying 429', reply(429, {}, { 'retry-after': '1' }), 'rate_limited'],
  ])('%s after six calls', async (_name, step, code) => {
    const { get, seen } = await clientOf([step])
    expect((await failure(get())).code).toBe(code)
    expect(seen).toHaveLength(6)
  })

  test('at once where the wait is long, and says how long', async () => {
    const { get, seen } = await clientOf([reply(477, {}, { 'retry-after': '3600' })])
    expect(await failure(get())).toMatchObject({ code: 'unavailable', retryAfterMs: 3_600_000 })
    expect(seen).toHaveLength(1)
  })

  test('on a reply in an unknown form', async () => {
    const { get } = await clientOf([reply(200, { okay: 1 })])
    expect((await failure(get())).code).toBe('unavailable')
  })

  test('on a server that takes the request and never answers', async () => {
    const { get, seen } = await clientOf([() => undefined], {}, { timeoutMs: 20 })
    expect((await failure(get())).code).toBe('unavailable')
    expect(seen).toHaveLength(6)
  })
})
