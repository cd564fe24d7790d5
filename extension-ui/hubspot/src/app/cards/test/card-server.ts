import { vi } from 'vitest'

export interface Asked {
  method: string
  path: string
  body: Record<string, unknown>
  headers: unknown
  /** Answers as the server would. */
  reply(body: unknown, status?: number): void
  /** The request never got an answer. */
  fail(): void
  /** The host rejects instead of answering, with what it knows about the reply. */
  reject(error: object): void
}

let servers = 0

/**
 * Stands where HubSpot's hsFetch stands. Requests wait until the test answers them, in whatever order it likes. Each
 * has an origin of its own: a card of an earlier test may still ask for something.
 */
export function cardServer() {
  const asked: Asked[] = []
  const origin = `https://desk-${++servers}.example.com`
  const hsFetch = (
    url: string,
    options: { method: string; body?: Record<string, unknown>; headers?: unknown },
  ) =>
    new Promise<Response>((resolve, reject) => {
      if (!url.startsWith(`${origin}/`)) return
      asked.push({
        method: options.method,
        path: url.slice(origin.length),
        body: options.body ?? {},
        headers: options.headers,
        reply: (body, status = 200) => resolve(new Response(JSON.stringify(body), { status })),
        fail: () => reject(new Error('network')),
        reject: (error) => reject(Object.assign(new Error('not 2xx'), error)),
      })
    })
  vi.stubGlobal('self', { hsFetch })
  return {
    origin,
    asked,
    /** The newest request whose method and path match, waiting for it to be made. */
    async next(method: string, path: string | RegExp, after = 0): Promise<Asked> {
      return vi.waitFor(
        () => {
          const matches = asked.filter(
            (request) =>
              request.method === method &&
              (typeof path === 'string' ? request.path.split('?')[0] === path : path.test(request.path)),
          )
          const found = matches[after]
          if (!found) {
            const seen = asked.map((request) => `${request.method} ${request.path}`).join(', ')
            throw new Error(`No request ${after + 1} of ${method} ${String(path)} among: ${seen}`)
          }
          return found
        },
        { timeout: 5_000, interval: 5 },
      )
    },
  }
}
