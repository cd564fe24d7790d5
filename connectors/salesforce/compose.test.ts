import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SalesforceClient } from './client.ts'
import { readTogether } from './compose.ts'
import { trustInstance } from './instance-url.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const answers: Readonly<Record<string, { status: number; body: unknown }>> = {
  '/services/data/v68.0/one': { status: 200, body: { n: 1 } },
  '/services/data/v68.0/none': {
    status: 400,
    body: [{ errorCode: 'INVALID_TYPE', message: 'no such object' }],
  },
}

/** A server that speaks like Salesforce, with composite calls or without. */
async function clientOf(composite: boolean) {
  const seen: string[] = []
  server = createServer(async (request, response) => {
    const path = request.url ?? ''
    seen.push(path)
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const answer = answers[path]
    if (answer) return reply(answer.status, answer.body)
    if (!composite) return reply(404, [{ errorCode: 'NOT_FOUND', message: 'unknown resource' }])
    // As `readTogether` sends it.
    const { compositeRequest } = JSON.parse(await text(request)) as {
      compositeRequest: { referenceId: string; url: string }[]
    }
    reply(200, {
      compositeResponse: compositeRequest.map(({ referenceId, url }) => ({
        referenceId,
        httpStatusCode: answers[url]?.status,
        body: answers[url]?.body,
      })),
    })
  })
  const listening = server
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}` // it listens on a port
  const client = new SalesforceClient({
    instance: trustInstance(url, url),
    orgId: '00DHp000000PDskMAG',
    credentials: { accessToken: async () => 't', replace: () => Promise.reject(new Error('refused')) },
  })
  return { client, seen }
}

test.each([
  ['by one call', true, 1],
  ['by a call each where there are no composite calls', false, 3],
])('reads several things %s', async (_how, composite, calls) => {
  const { client, seen } = await clientOf(composite)
  const { data } = await readTogether(client, { first: '/one', second: '/none' }, { kind: 'test' })
  const shape = z.object({ n: z.string() })
  expect(data.read('first', shape)).toEqual({ n: '1' })
  expect(data.readIfThere('second', shape)).toBeUndefined()
  expect(() => data.read('second', shape)).toThrow(/INVALID_TYPE, no such object/)
  expect(seen).toHaveLength(calls)
})
