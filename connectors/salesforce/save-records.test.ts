import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { SalesforceClient } from './client.ts'
import { trustInstance } from './instance-url.ts'
import { type Save, saveRecords } from './save-records.ts'

type Refusal = { errorCode: string; message: string }

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A server that takes a call whole or refuses it whole, as `refuse` says of its records. */
async function clientOf(refuse: (names: readonly string[]) => Refusal | undefined) {
  const calls: string[][] = []
  const slept: number[] = []
  server = createServer(async (request, response) => {
    // As `saveRecords` sends it.
    const { records } = JSON.parse(await text(request)) as { records: { name: string }[] }
    const names = records.map(({ name }) => name)
    calls.push(names)
    const refusal = refuse(names)
    response
      .writeHead(refusal ? 400 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(refusal ? [refusal] : names.map((id) => ({ id, success: true, errors: [] }))))
  })
  const listening = server
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}` // it listens on a port
  const client = new SalesforceClient({
    instance: trustInstance(url, url),
    orgId: '00DHp000000PDskMAG',
    credentials: { accessToken: async () => 't', replace: () => Promise.reject(new Error('refused')) },
    timing: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
  })
  return { client, calls, slept }
}

const saves = (...names: string[]): Save[] =>
  names.map((name) => ({ dealExternalId: name, record: { name } }))

test('a value that fails a whole call is found by halves, and the others are written', async () => {
  const unreadable = { errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize' }
  const { client, calls } = await clientOf((names) => (names.includes('d') ? unreadable : undefined))
  expect(await saveRecords(client, '/x', saves('a', 'b', 'c', 'd', 'e'))).toEqual([
    { dealExternalId: 'd', problem: 'Cannot deserialize', gone: false },
  ])
  expect(calls.map((names) => names.join(''))).toEqual(['abcde', 'abc', 'de', 'd', 'e'])
})

test('a lock that fails a whole call is waited for, not searched for', async () => {
  let left = 1
  const locked = { errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }
  const { client, calls, slept } = await clientOf(() => (left-- > 0 ? locked : undefined))
  expect(await saveRecords(client, '/x', saves('a', 'b', 'c'))).toEqual([])
  expect(calls.map((names) => names.join(''))).toEqual(['abc', 'abc'])
  expect(slept).toHaveLength(1)
})

test('a field that is not there fails everything at once', async () => {
  const missing = { errorCode: 'INVALID_FIELD', message: 'No such column' }
  const { client, calls } = await clientOf(() => missing)
  await expect(saveRecords(client, '/x', saves('a', 'b'))).rejects.toThrow('No such column')
  expect(calls).toHaveLength(1)
})
