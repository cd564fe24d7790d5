import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createCardProxy, type CardProxy } from './card-proxy.ts'
import { REP } from './people.ts'

const API = 'https://api.partner.example'
let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((done) => (server ? server.close(done) : done(undefined)))
})

/** A proxy in front of a server that answers like this. */
async function proxyTo(answer: RequestListener): Promise<CardProxy> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is always an AddressInfo.
  return proxyAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const proxyAt = (serverOrigin: string): CardProxy =>
  createCardProxy({
    permittedFetch: [`${API}/`],
    apiOrigin: API,
    publicUrl: 'http://desk.localhost',
    serverOrigin,
    clientSecret: 'a-secret-of-this-test',
    portalId: 7,
    appId: 8,
  })

const get = (path: string) => ({ url: API + path, method: 'GET', headers: {} })

test('repeats a request once when the server fails, as HubSpot does', async () => {
  let asked = 0
  const proxy = await proxyTo((_request, response) => {
    asked += 1
    response.writeHead(asked === 1 ? 503 : 200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  expect(await proxy(REP, get('/x'))).toEqual({ status: 200, body: { ok: true } })
  expect(asked).toBe(2)
})

test('does not repeat a refusal', async () => {
  let asked = 0
  const proxy = await proxyTo((_request, response) => {
    asked += 1
    response.writeHead(409).end('{"code":"conflict"}')
  })
  const reply = await proxy(REP, get('/x'))
  expect(reply.status).toBe(409)
  expect(reply.body).toMatchObject({ status: 'error', responseBody: { code: 'conflict' } })
  expect(asked).toBe(1)
})

test('does not follow redirects', async () => {
  const proxy = await proxyTo((_request, response) => {
    response.writeHead(302, { location: 'http://elsewhere.example/' }).end()
  })
  expect((await proxy(REP, get('/x'))).status).toBe(302)
})

test('says that a server which is away cannot be reached', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  await new Promise((done) => closed.close(done))
  expect((await proxyAt(`http://127.0.0.1:${port}`)(REP, get('/x'))).status).toBe(502)
})

test('refuses the twenty-first request at once and lets others in afterwards', async () => {
  const waiting: (() => void)[] = []
  let arrived: () => void = () => {}
  const twenty = new Promise<void>((resolve) => (arrived = resolve))
  const proxy = await proxyTo((_request, response) => {
    waiting.push(() => response.end('{}'))
    if (waiting.length === 20) arrived()
  })
  const running = Array.from({ length: 20 }, () => proxy(REP, get('/slow')))
  await twenty
  expect((await proxy(REP, get('/one-more'))).status).toBe(429)
  waiting.forEach((answer) => answer())
  await Promise.all(running)
  const late = proxy(REP, get('/late'))
  await expect.poll(() => waiting.length).toBe(21)
  waiting[20]?.()
  expect((await late).status).toBe(200)
})

test('refuses more than a megabyte each way', async () => {
  const proxy = await proxyTo((_request, response) => void response.end('x'.repeat(1024 * 1024 + 1)))
  const big = { text: 'x'.repeat(1024 * 1024) }
  expect((await proxy(REP, { ...get('/x'), method: 'POST', body: big })).status).toBe(413)
  expect((await proxy(REP, get('/x'))).status).toBe(502)
})

test('puts the person of the portal in place of whoever the card names', async () => {
  let url = ''
  const proxy = await proxyTo((request, response) => {
    url = request.url ?? ''
    response.end('{}')
  })
  await proxy(REP, get('/x?userId=1&portalId=2&search=a'))
  expect(Object.fromEntries(new URLSearchParams(url.split('?')[1]))).toEqual({
    userId: '1001',
    portalId: '7',
    userEmail: REP.email,
    appId: '8',
    search: 'a',
  })
})
