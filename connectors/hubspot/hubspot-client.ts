import { Client } from '@hubspot/api-client'
import type { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import { readProblem, refusalOf } from './errors.ts'
import { type Pace, type Timing, machineTiming, paceOf } from './pacing.ts'
import { backoffMs, isPassing, verdictOn } from './retry.ts'

export interface HubspotCredentials {
  /** A token that is good now, as far as we know. Throws `CrmError('revoked')` when the app must be reconnected. */
  accessToken(): Promise<string>
  /** HubSpot did not accept this one. Returns another; throws `unauthorized` or `revoked` when there is none. */
  replace(refusedToken: string): Promise<string>
}

export interface HubspotClientOptions {
  /** https://api.hubapi.com, or a server that speaks like it. */
  baseUrl: string
  /** Names the account whose call budget this client shares with the others of this process. */
  portalKey: string
  credentials: HubspotCredentials
  timeoutMs?: number
  maxAttempts?: number
  pace?: Pace
  timing?: Timing
  random?: () => number
  /** Told of each call; `status` is `failed` when there was no answer. */
  onCall?: (kind: string, status: string) => void
}

export interface Call<T> {
  /** What the call is counted as. */
  kind: string
  method: 'GET' | 'POST'
  path: string
  query?: Readonly<Record<string, string>>
  body?: unknown
  reply: z.ZodType<T>
  search?: boolean
}

export interface Answer<T> {
  data: T
  status: number
  /** By HubSpot's clock, whole seconds, rounded down. */
  answeredAt: Date
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_ATTEMPTS = 6

/**
 * One account's calls: paced, timed out, tried again when waiting helps, and parsed. Every call that is made here
 * may safely be made twice.
 *
 * The official client's own limiter and retries are switched off: they live in a process-wide singleton where the
 * client built last decides for all, and they ignore `Retry-After`; `apiRequest` never throws on 4xx or 5xx.
 */
export class HubspotClient {
  readonly calls: Record<string, number> = {}
  readonly #options: HubspotClientOptions
  readonly #pace: Pace
  readonly timing: Timing
  readonly #client: Client

  constructor(options: HubspotClientOptions) {
    this.#options = options
    this.#pace = options.pace ?? paceOf(`${options.baseUrl} ${options.portalKey}`)
    this.timing = options.timing ?? machineTiming
    this.#client = new Client({ basePath: options.baseUrl, numberOfApiCallRetries: 0 })
  }

  /** The parsed answer. Throws `CrmError`; a 4xx that is no matter of waiting or rights is a `HubspotRejection`. */
  async call<T>(call: Call<T>): Promise<Answer<T>> {
    const { credentials, maxAttempts = DEFAULT_ATTEMPTS, random = Math.random } = this.#options
    const what = `${call.method} ${call.path}`
    let token = await credentials.accessToken()
    let replaced = false
    for (let attempt = 1; ; attempt++) {
      let reply: Reply
      try {
        reply = await this.#send(call, token)
        this.#options.onCall?.(call.kind, String(reply.status))
      } catch (cause) {
        this.#options.onCall?.(call.kind, 'failed')
        // Refused or cut connection, name not found, timeout.
        if (attempt === maxAttempts) {
          throw new CrmError('unavailable', `HubSpot could not be reached for ${what}`, { cause })
        }
        await this.timing.sleep(backoffMs(attempt, random))
        continue
      }
      if (reply.status === 401 && !replaced) {
        replaced = true
        token = await credentials.replace(token)
        continue
      }
      if (reply.status < 300) {
        const json = parseJson(reply.text)
        if (json !== undefined) return readAnswer(call, reply, json)
        // A maintenance page under status 200 is an outage, not an answer.
        reply = { ...reply, status: 502 }
      }
      if (!isPassing(reply.status)) throw refusalOf(what, reply.status, readProblem(reply.text))
      const verdict = verdictOn({ ...reply, attempt, maxAttempts, what, random })
      if ('giveUp' in verdict) throw verdict.giveUp
      if (verdict.everybody) this.#window(call).pause(verdict.waitMs)
      else await this.timing.sleep(verdict.waitMs)
    }
  }

  #window(call: Call<unknown>) {
    return call.search ? this.#pace.searches : this.#pace.calls
  }

  async #send(call: Call<unknown>, token: string): Promise<Reply> {
    const answered = await this.#window(call).take()
    this.calls[call.kind] = (this.calls[call.kind] ?? 0) + 1
    try {
      return await within(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => this.#exchange(call, token))
    } finally {
      answered()
    }
  }

  async #exchange(call: Call<unknown>, token: string): Promise<Reply> {
    const response = await this.#client.apiRequest({
      method: call.method,
      path: call.path,
      ...(call.query ? { qs: { ...call.query } } : {}),
      ...(call.body === undefined ? {} : { body: call.body }),
      headers: { Authorization: `Bearer ${token}` },
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

interface Reply {
  status: number
  headers: Headers
  text: string
}

function readAnswer<T>(call: Call<T>, reply: Reply, json: unknown): Answer<T> {
  const parsed = call.reply.safeParse(json)
  if (!parsed.success) {
    throw new CrmError(
      'unavailable',
      `HubSpot answered ${call.method} ${call.path} in a form that we do not know`,
      {
        cause: parsed.error,
      },
    )
  }
  const date = new Date(reply.headers.get('date') ?? Number.NaN)
  // Every real answer is dated. Without a date, the epoch keeps a cursor from ever being taken from our own clock.
  return {
    data: parsed.data,
    status: reply.status,
    answeredAt: Number.isNaN(date.getTime()) ? new Date(0) : date,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The whole exchange, body included: a server that drips would hold us for ever. `apiRequest` takes no abort signal. */
async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work(), timeout])
  } finally {
    clearTimeout(timer)
  }
}
