import { z } from 'zod'
import { SALESFORCE_API_VERSION } from './api-version.ts'
import { cookiesIn } from './cookies.ts'
import { exactNumber, parseExact } from './exact-json.ts'
import type { GuardedHttp } from './guarded-http.ts'

const message = z.object({
  channel: z.string(),
  clientId: z.string().optional(),
  successful: z.boolean().optional(),
  error: z.string().optional(),
  advice: z.object({ reconnect: z.string().optional() }).optional(),
  ext: z.object({ sfdc: z.object({ failureReason: z.string() }).optional() }).optional(),
  data: z.unknown().optional(),
})
type Message = z.output<typeof message>

export interface HeardEvent {
  channel: string
  data: unknown
}

/** `token`: it is not accepted any more; `refused`: this is not offered to us; `broken`: begin another session. */
export class SessionOver extends Error {
  readonly why: 'token' | 'refused' | 'broken'

  constructor(why: SessionOver['why'], text: string, cause?: unknown) {
    super(text, { cause })
    this.name = 'SessionOver'
    this.why = why
  }
}

const ADDRESS = `/cometd/${SALESFORCE_API_VERSION}`
const GOODBYE_MS = 1_000

/**
 * One session of Salesforce's CometD: handshake, subscribe, connect again and again. Over our own transport rather than by
 * jsforce's Faye, which opens sockets to wherever a name leads, repeats without end, and of two Replay extensions
 * sends the last one's channel only.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_client_connection.htm
 */
export class CometdSession {
  readonly #http: GuardedHttp
  readonly #origin: string
  readonly #token: string
  readonly #signal: AbortSignal
  /** They lead to the one server that knows the session. */
  readonly #cookies = new Map<string, string>()
  #clientId = ''
  #lastId = 0
  #heard: HeardEvent[] = []

  constructor(http: GuardedHttp, origin: string, token: string, signal: AbortSignal) {
    this.#http = http
    this.#origin = origin
    this.#token = token
    this.#signal = signal
  }

  async handshake(): Promise<void> {
    const reply = await this.#send({
      channel: '/meta/handshake',
      version: '1.0',
      minimumVersion: '1.0',
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true },
    })
    if (reply.successful !== true || !reply.clientId) throw over(reply, 'refused')
    this.#clientId = reply.clientId
  }

  /** Undefined when it is agreed, else what Salesforce has against it. `after`: a replay id, or -1 for what is to come. */
  async subscribe(channel: string, after: string): Promise<string | undefined> {
    const ext = { replay: { [channel]: exactNumber(after) } }
    const reply = await this.#send({ channel: '/meta/subscribe', subscription: channel, ext })
    if (reply.successful === true) return undefined
    const problem = over(reply, 'refused')
    if (problem.why !== 'refused') throw problem
    return problem.message
  }

  /** The events since the last time; waits for the next one, but not for ever, and may bring none. */
  async connect(): Promise<HeardEvent[]> {
    const reply = await this.#send({ channel: '/meta/connect', connectionType: 'long-polling' })
    if (reply.successful !== true) throw over(reply, 'broken')
    return this.#heard.splice(0)
  }

  /** Lets Salesforce forget the session, which counts among those that an org may have. Never rejects. */
  async end(): Promise<void> {
    if (this.#clientId === '') return
    const goodbye = { channel: '/meta/disconnect' }
    await this.#send(goodbye, AbortSignal.timeout(GOODBYE_MS)).catch(() => undefined)
  }

  async #send(asked: { channel: string; [field: string]: unknown }, signal = this.#signal): Promise<Message> {
    const { clientId, ...own } = { ...asked, clientId: this.#clientId }
    const body = JSON.stringify([{ ...own, ...(clientId && { clientId }), id: String(++this.#lastId) }])
    const reply = await this.#http
      .exchange({
        method: 'POST',
        url: this.#origin + ADDRESS,
        headers: {
          Authorization: `Bearer ${this.#token}`,
          'Content-Type': 'application/json; charset=utf-8',
          Accept: 'application/json',
          ...(this.#cookies.size > 0 && {
            Cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; '),
          }),
        },
        body,
        signal,
      })
      .catch((cause: unknown) => {
        throw new SessionOver('broken', 'Salesforce could not be reached', cause)
      })
    for (const [name, value] of cookiesIn(reply.headers['set-cookie'])) this.#cookies.set(name, value)
    if (reply.status === 401) throw new SessionOver('token', `${asked.channel} was answered with 401`)
    if (reply.status === 403 || reply.status === 404) {
      throw new SessionOver('refused', `${asked.channel} was answered with ${reply.status}`)
    }
    if (reply.status !== 200)
      throw new SessionOver('broken', `${asked.channel} was answered with ${reply.status}`)
    const messages = readMessages(reply.text)
    for (const { channel, data } of messages) {
      if (!channel.startsWith('/meta/')) this.#heard.push({ channel, data })
    }
    const answer = messages.find(({ channel }) => channel === asked.channel)
    if (!answer) throw new SessionOver('broken', `${asked.channel} was not answered`)
    return answer
  }
}

function readMessages(text: string): Message[] {
  try {
    return z.array(message).parse(parseExact(text))
  } catch (cause) {
    throw new SessionOver('broken', 'Salesforce answered in a form that we do not know', cause)
  }
}

/** Refusals name a number first: "401::Authentication invalid", "403::Unknown client", "503::Server is too busy". */
function over({ channel, error, ext }: Message, otherwise: 'refused' | 'broken'): SessionOver {
  const text = error ?? ext?.sfdc?.failureReason ?? `${channel} was refused`
  const reasons = `${error ?? ''} ${ext?.sfdc?.failureReason ?? ''}`
  if (/\b401:/.test(reasons)) return new SessionOver('token', text)
  if (/\b5\d\d:|unknown client/i.test(reasons)) return new SessionOver('broken', text)
  return new SessionOver(otherwise, text)
}
