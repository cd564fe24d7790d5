import { randomUUID } from 'node:crypto'
import type { Config } from '../../server/config/config.ts'
import type { Context } from '../../server/context.ts'
import { createContext } from '../../server/create-context.ts'
import { type AppOptions, createApp } from '../../server/http/app.ts'
import { listen } from '../../server/http/listen.ts'
import { createLogger } from '../../server/logger.ts'
import { signLikeHubSpot } from './sign-hubspot.ts'
import { testConfig } from './test-config.ts'
import { openTestDatabase } from './test-database.ts'

export interface TestApp {
  context: Context
  port: number
  /** Everything that was logged so far. */
  log(): string
  /** Sends to the listening port what is addressed to the public URL. */
  send(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string },
  ): Promise<Reply>
  /** A card request as HubSpot would send it for this person. */
  card(person: CardPerson, method: string, path: string, body?: object): Promise<Reply>
  /** The signed parts, to be bent before they are sent. */
  signed(person: CardPerson, method: string, path: string, body?: object, timestampMs?: number): SignedParts
  signedText(
    person: CardPerson,
    method: string,
    path: string,
    text?: string,
    timestampMs?: number,
  ): SignedParts
  /** Signs in by a ticket from the card. */
  signIn(person: CardPerson): Promise<Browser>
  close(): Promise<void>
}

export interface CardPerson {
  portalId: string
  userId: string
}

export interface SignedParts {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  json(): unknown
}

export interface Browser {
  cookie: string
  get(path: string): Promise<Reply>
  change(method: string, path: string, body?: object): Promise<Reply>
}

/** The real application on an empty embedded database, listening on a free port. */
export async function startTestApp(
  settings: Partial<Config> = {},
  overrides: Partial<Context> = {},
  options: AppOptions = {},
): Promise<TestApp> {
  const config = testConfig(settings)
  const { database, close: closeDatabase } = await openTestDatabase()
  const lines: string[] = []
  const logger = createLogger(config, { write: (line: string) => void lines.push(line) })
  const { context, close: closeContext } = await createContext(config, { db: database, logger, ...overrides })
  const web = await listen(0, '127.0.0.1')
  web.serve(createApp(context, options))

  const app: TestApp = {
    context,
    port: web.port,
    log: () => lines.join(''),
    async send(method, path, { headers = {}, body } = {}) {
      const response = await fetch(`http://127.0.0.1:${web.port}${path}`, {
        method,
        headers,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
    },
    signed(person, method, path, body, timestampMs) {
      if (!body) return app.signedText(person, method, path, undefined, timestampMs)
      const parts = app.signedText(person, method, path, JSON.stringify(body), timestampMs)
      return { ...parts, headers: { ...parts.headers, 'Content-Type': 'application/json' } }
    },
    signedText(person, method, path, text, timestampMs = Date.now()) {
      const { hubspot, publicUrl } = config
      const email = `person${person.userId}%40customer.example`
      const identity = `userId=${person.userId}&portalId=${person.portalId}&userEmail=${email}&appId=${hubspot?.appId ?? ''}`
      const whole = `${path}${path.includes('?') ? '&' : '?'}${identity}`
      const secret = hubspot?.clientSecret ?? ''
      const headers = signLikeHubSpot({
        secret,
        method,
        url: publicUrl + whole,
        body: text ?? '',
        timestampMs,
      })
      return { method, path: whole, headers, ...(text === undefined ? {} : { body: text }) }
    },
    card(person, method, path, body) {
      const { path: whole, ...parts } = app.signed(person, method, path, body)
      return app.send(method, whole, parts)
    },
    async signIn(person) {
      const answer = await app.card(person, 'POST', '/v1/card/console-ticket', {
        idempotencyKey: randomUUID(),
        path: '/',
      })
      const { url } = answer.json() as { url: string }
      const entered = await app.send('GET', url.slice(config.publicUrl.length))
      const cookie = entered.headers.getSetCookie()[0]?.split(';')[0]
      if (!cookie) throw new Error(`could not sign in: ${answer.text} ${entered.status}`)
      return {
        cookie,
        get: (path) => app.send('GET', path, { headers: { cookie } }),
        change: (method, path, body = {}) =>
          app.send(method, path, {
            headers: { cookie, origin: config.publicUrl, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
      }
    },
    async close() {
      await web.close()
      await closeContext()
      await closeDatabase()
    },
  }
  return app
}
