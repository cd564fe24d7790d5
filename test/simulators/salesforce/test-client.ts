import { getResponse } from 'msw'
import { unknownAddress } from './endpoint.ts'
import { integrationUserId } from './demo-people.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

export interface Reply {
  status: number
  headers: Headers
  /** The parsed body; text where it is no JSON. */
  body: unknown
  text: string
}

/** A simulator that is called without a server, as the integration user. */
export function testSimulator(options: Partial<SimulatorOptions> = {}) {
  const { now = steppingClock(), ...rest } = options
  const simulator = createSimulator({ now, ...rest })
  const tokens = simulator.installations.install({ userId: integrationUserId })
  return { ...simulator, tokens, api: clientOf(simulator, tokens.accessToken) }
}

export type TestSimulator = ReturnType<typeof testSimulator>

const data = '/services/data/v68.0'

/** `path` begins behind `/services/data/v68.0` unless it begins with `//`, which stands for the host. */
export function clientOf(simulator: Pick<Simulator, 'handlers'>, token: string | undefined) {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const isForm = body instanceof URLSearchParams
    const address = path.startsWith('//') ? path.slice(1) : data + path
    const request = new Request(`https://meridian.my.salesforce.example${address}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        }),
        ...headers,
      },
      body:
        body === undefined ? null : isForm || typeof body === 'string' ? String(body) : JSON.stringify(body),
      redirect: 'manual',
    })
    const response = (await getResponse(simulator.handlers, request)) ?? unknownAddress()
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
      text,
    }
  }
  return {
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    post: (path: string, body: unknown) => send('POST', path, body),
    put: (path: string, body: unknown) => send('PUT', path, body),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
    delete: (path: string) => send('DELETE', path),
    form: (path: string, fields: Record<string, string>) => send('POST', path, new URLSearchParams(fields)),
    query: (soql: string, headers?: Record<string, string>) =>
      send('GET', `/query?q=${encodeURIComponent(soql)}`, undefined, headers),
    queryAll: (soql: string) => send('GET', `/queryAll?q=${encodeURIComponent(soql)}`),
  }
}

/** Each reading is one second after the last. */
export function steppingClock(start = '2026-11-21T09:00:00.000Z'): () => Date {
  let at = Date.parse(start)
  return () => new Date((at += 1_000))
}

export interface QueryReply {
  totalSize: number
  done: boolean
  nextRecordsUrl?: string
  records: Record<string, unknown>[]
}

/** The body of a query's page. */
export const pageOf = (reply: Reply): QueryReply => reply.body as QueryReply // asked for by tests of a query only

/** The values of one column. */
export const columnOf = (reply: Reply, name: string): unknown[] =>
  pageOf(reply).records.map((record) => record[name])

/** The code of the first error in a refusal. */
export function errorCodeOf(reply: Reply): string {
  const [first] = reply.body as { errorCode: string }[] // a refusal's body
  return first?.errorCode ?? ''
}
