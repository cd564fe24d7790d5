import { getResponse } from 'msw'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

export const allScopes: readonly string[] = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.owners.read',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
  'crm.schemas.companies.read',
  'crm.schemas.companies.write',
]

export interface Reply {
  status: number
  headers: Headers
  /** The parsed body; undefined when there is none. */
  body: unknown
}

/** A simulator that is called without a server, with a token that may do everything unless told otherwise. */
export function testSimulator(options: Partial<SimulatorOptions> & { scopes?: readonly string[] } = {}) {
  const { scopes = allScopes, now = steppingClock(), ...rest } = options
  const simulator = createSimulator({ now, limits: false, ...rest })
  const tokens = simulator.installations.install({ scopes, userId: 1004 })
  return { ...simulator, tokens, api: clientOf(simulator, tokens.accessToken) }
}

export type TestSimulator = ReturnType<typeof testSimulator>

export function clientOf(simulator: Pick<Simulator, 'handlers'>, token: string | undefined) {
  const send = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const isForm = body instanceof URLSearchParams
    const request = new Request(`https://api.hubapi.com${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        }),
      },
      body: body === undefined ? null : isForm ? body.toString() : JSON.stringify(body),
      redirect: 'manual',
    })
    const response = await getResponse(simulator.handlers, request)
    if (response === undefined) throw new Error(`nothing answers ${method} ${path}`)
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown) => send('POST', path, body),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
    delete: (path: string) => send('DELETE', path),
    form: (path: string, fields: Record<string, string>) => send('POST', path, new URLSearchParams(fields)),
  }
}

/** Each reading is one second after the last. */
export function steppingClock(start = '2026-11-21T09:00:00.000Z'): () => Date {
  let at = Date.parse(start)
  return () => new Date((at += 1_000))
}

/** The ids of a reply's results. */
export function idsOf(reply: Reply): string[] {
  const { results } = reply.body as { results: { id: string }[] } // the reply of a list, search or batch read
  return results.map((result) => result.id)
}

/** The cursor of a reply's next page. */
export function afterOf(reply: Reply): string | undefined {
  const { paging } = reply.body as { paging?: { next: { after: string } } } // as above
  return paging?.next.after
}
