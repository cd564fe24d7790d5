import { type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { bulkRows } from './bulk-query.ts'
import { SalesforceClient } from './client.ts'
import { trustInstance } from './instance-url.ts'
import { queryPages } from './query-pages.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A client of a server that answers by the steps, the last one again and again. */
async function clientOf(...steps: ((response: ServerResponse, path: string) => void)[]) {
  const paths: string[] = []
  server = createServer((request, response) => {
    paths.push(request.url ?? '')
    steps[Math.min(paths.length, steps.length) - 1]?.(response, request.url ?? '')
  })
  const listening = server
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}` // it listens on a port
  const client = new SalesforceClient({
    instance: trustInstance(url, url),
    orgId: '00DHp000000PDskMAG',
    credentials: { accessToken: async () => 't', replace: () => Promise.reject(new Error('refused')) },
    timing: { now: () => 0, sleep: async () => undefined },
  })
  return { client, paths }
}

describe('a bulk result', () => {
  const csv =
    (text: string, rows: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response
        .writeHead(200, {
          'content-type': 'text/csv',
          'sforce-numberofrecords': String(rows),
          'sforce-locator': 'null',
          ...headers,
        })
        .end(text)
  const whole = csv('"Id","Name"\n"1","a"\n"2","b"\n', 2)
  const cut = (text: string) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'sforce-locator': 'null', 'content-length': '999' })
    response.write(text, () => response.destroy())
  }

  async function idsOf(client: SalesforceClient): Promise<(string | null | undefined)[]> {
    const ids: (string | null | undefined)[] = []
    for await (const { rows } of bulkRows(client, { job: 'j', locator: null, skip: 0 })) {
      ids.push(...rows.map((row) => row['Id']))
    }
    return ids
  }

  test.each<[string, (response: ServerResponse) => void]>([
    ['ends early between two rows', csv('"Id","Name"\n"1","a"\n', 2)],
    ['ends early within a row', csv('"Id","Name"\n"1","a"\n"2"\n', 2)],
    ['ends early within a value', csv('"Id","Name"\n"1","a"\n"2","b', 2)],
    ['breaks off', cut('"Id","Name"\n"1","a"\n')],
    [
      'is a page for people',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    ],
  ])('that %s is read again, and each row counts once', async (_how, step) => {
    const { client, paths } = await clientOf(step, whole)
    expect(await idsOf(client)).toEqual(['1', '2'])
    expect(paths).toHaveLength(2)
  })

  test('that never comes whole is not taken for all there is', async () => {
    const { client, paths } = await clientOf(csv('"Id","Name"\n"1","a"\n', 2))
    await expect(idsOf(client)).rejects.toMatchObject({ code: 'unavailable' })
    expect(paths).toHaveLength(4)
  })

  test('may be empty to the last byte', async () => {
    const { client } = await clientOf(csv('', 0))
    expect(await idsOf(client)).toEqual([])
  })

  test('whose place leads back to itself ends with an error', async () => {
    const { client } = await clientOf(csv('"Id"\n"1"\n', 1, { 'sforce-locator': 'abc' }))
    await expect(idsOf(client)).rejects.toThrow('repeated')
  })
})

describe('a query', () => {
  const page = (body: object) => (response: ServerResponse) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ totalSize: 2, records: [{ Id: '1' }], ...body }))

  async function read(client: SalesforceClient): Promise<number> {
    let rows = 0
    const pages = queryPages(client, { kind: 'test', soql: () => 'SELECT Id FROM Account' })
    for await (const { rows: more } of pages) rows += more.length
    return rows
  }

  test.each([
    ['leads nowhere', {}],
    ['leads to itself', { nextRecordsUrl: '/services/data/v68.0/query/01g-2000' }],
    ['leads to another server', { nextRecordsUrl: 'https://evil.example/query/01g-2000' }],
    ['leads out of the data', { nextRecordsUrl: '/services/data/v68.0/../../oauth2/revoke' }],
  ])('whose next page %s is not taken for all there is', async (_how, link) => {
    const { client, paths } = await clientOf(page({ done: false, ...link }))
    await expect(read(client)).rejects.toMatchObject({ code: 'unavailable' })
    expect(paths.every((path) => path.startsWith('/services/data/v68.0/query'))).toBe(true)
  })

  test('goes on by the link that the last page gave', async () => {
    const next = { done: false, nextRecordsUrl: '/services/data/v68.0/query/01g-2000' }
    const { client, paths } = await clientOf(page(next), page({ done: true }))
    expect(await read(client)).toBe(2)
    expect(paths[1]).toBe('/services/data/v68.0/query/01g-2000')
  })
})
