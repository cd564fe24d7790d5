import type { z } from 'zod'
import type { Person } from '../workbench-api.ts'
import type { CardProxy } from './card-proxy.ts'

export interface ServerClientOptions {
  proxy: CardProxy
  /** As the card would write it. */
  apiOrigin: string
  serverOrigin: string
}

/** Asks the real server through its public doors: the card's as a person of the portal, the console's with a session that such a person gets. */
export class ServerClient {
  readonly #options: ServerClientOptions
  readonly #sessions = new Map<number, string>()

  constructor(options: ServerClientOptions) {
    this.#options = options
  }

  async card<T>(person: Person, path: string, reply: z.ZodType<T>): Promise<T> {
    const url = this.#options.apiOrigin + path
    const { status, body } = await this.#options.proxy(person, { url, method: 'GET', headers: {} })
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    return reply.parse(body)
  }

  async console<T>(person: Person, path: string, reply: z.ZodType<T>): Promise<T> {
    let response = await this.#withSession(person, path)
    if (response.status === 401) {
      this.#sessions.delete(person.userId)
      response = await this.#withSession(person, path)
    }
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    return reply.parse(await response.json())
  }

  async #withSession(person: Person, path: string): Promise<Response> {
    const cookie = this.#sessions.get(person.userId) ?? (await this.#signIn(person))
    return fetch(this.#options.serverOrigin + path, { headers: { cookie } })
  }

  /** The address that lets this person in to the console once, as the card's "Open console" gets it. */
  async ticket(person: Person): Promise<string> {
    const { status, body } = await this.#options.proxy(person, {
      url: `${this.#options.apiOrigin}/v1/card/console-ticket`,
      method: 'POST',
      headers: {},
      body: { idempotencyKey: crypto.randomUUID(), path: '/' },
    })
    const url =
      status === 200 && typeof body === 'object' && body !== null && 'url' in body ? String(body.url) : ''
    if (!URL.canParse(url)) throw new Error(`No console ticket: ${status}`)
    return url
  }

  async #signIn(person: Person): Promise<string> {
    const { pathname, search } = new URL(await this.ticket(person))
    const entered = await fetch(this.#options.serverOrigin + pathname + search, { redirect: 'manual' })
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0]
    if (!cookie) throw new Error(`The console did not let ${person.firstName} in: ${entered.status}`)
    this.#sessions.set(person.userId, cookie)
    return cookie
  }
}
