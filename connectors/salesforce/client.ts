import type { Connection } from 'jsforce/lib/core.js'
import type { z } from 'zod'
import type { CrmCredentials } from '../crm-kind.port.ts'
import { CrmError } from '../crm.port.ts'
import { SALESFORCE_API_VERSION } from './api-version.ts'
import { type DailyBudget, type DailyCalls, budgetOf } from './daily-budget.ts'
import { parseExact } from './exact-json.ts'
import { SalesforceRejection } from './errors.ts'
import { GuardedHttp, type HttpReply, type OpenReply } from './guarded-http.ts'
import type { TrustedOrigin } from './instance-url.ts'
import { GuardedTransport, connectionTo } from './jsforce-connection.ts'
import { backoffMs, verdictOn } from './retry.ts'
import { type Timing, machineTiming } from './timing.ts'

export interface SalesforceClientOptions {
  instance: TrustedOrigin
  /** 18 characters; names the org whose daily calls this client shares with the others of this process. */
  orgId: string
  credentials: CrmCredentials
  timeoutMs?: number
  maxAttempts?: number
  budget?: DailyBudget
  timing?: Timing
  random?: () => number
  /** Told of each call; `status` is `failed` when there was no answer. */
  onCall?: (kind: string, status: string) => void
}

export interface Call<T> {
  /** What the call is counted as. */
  kind: string
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  /** From the API version on ("/sobjects"), or from the root ("/services/apexrest/..."). */
  path: string
  body?: unknown
  /** How numbers arrive here: as their own text. */
  reply: z.ZodType<T>
  /** Somebody waits for it: not held back by the org's daily calls before they are spent. */
  urgent?: boolean
}

export interface Answer<T> {
  data: T
  /** By Salesforce's clock, whole seconds, rounded down. */
  answeredAt: Date
}

/** Salesforce itself gives a query two minutes. */
const DEFAULT_TIMEOUT_MS = 125_000
const DEFAULT_ATTEMPTS = 4
const DATA = `/services/data/v${SALESFORCE_API_VERSION}`

/** From the root on, as composite requests want it. */
export const fromRoot = (path: string): string => (path.startsWith('/services/') ? path : DATA + path)

/** The path within the API version of the next page of a query; a link to any other place is refused. */
export function pathOfLink(link: string): string {
  const path = /^\/services\/data\/v[\d.]+(\/query(?:All)?\/[\w-]+)$/.exec(link)?.[1]
  if (path === undefined) throw new CrmError('unavailable', 'Salesforce gave a link that we do not follow')
  return path
}

/**
 * One org's calls: within its daily budget, timed out, tried again when waiting helps, and parsed. Every call that is
 * made here may safely be made twice.
 *
 * jsforce builds and signs the requests. Its own session refresh is never switched on: it loses rotated refresh tokens, and
 * repeats without end while an org answers 401. Its transport is replaced: that one follows redirects, waits half an
 * hour and tries again by itself.
 */
export class SalesforceClient {
  readonly calls: Record<string, number> = {}
  readonly timing: Timing
  readonly #options: SalesforceClientOptions
  readonly #budget: DailyBudget
  readonly #http: GuardedHttp
  readonly #connection: Connection
  #lastDate: { instant: Date; seenAt: number } | undefined

  constructor(options: SalesforceClientOptions) {
    const { instance, orgId } = options
    this.#options = options
    this.timing = options.timing ?? machineTiming
    this.#budget = options.budget ?? budgetOf(`${instance.origin} ${orgId}`, this.timing)
    this.#http = new GuardedHttp(instance, options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
    this.#connection = connectionTo(instance)
  }

  get dailyCalls(): DailyCalls | null {
    return this.#budget.calls
  }

  get random(): () => number {
    return this.#options.random ?? Math.random
  }

  /** What Salesforce's clock says now, from its last answer on; undefined before there was one. */
  vendorNow(): Date | undefined {
    const last = this.#lastDate
    return last && new Date(last.instant.getTime() + Math.floor(this.timing.now() - last.seenAt))
  }

  /** The parsed answer. Throws `CrmError`; a 4xx that is no matter of waiting or rights is a `SalesforceRejection`. */
  async call<T>(call: Call<T>): Promise<Answer<T>> {
    let json: unknown
    const reply = await this.#ask(call, async (token) => {
      const transport = new GuardedTransport(this.#http)
      try {
        await this.#connection.request<unknown>(
          {
            method: call.method,
            url: call.path,
            headers: {
              Authorization: `Bearer ${token}`,
              Accept: 'application/json',
              ...(call.body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
            },
            ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
          },
          { transport, responseType: 'text/plain', noContentResponse: '' },
        )
      } catch (error) {
        // jsforce throws for a refusal too, without its status: the reply itself says more.
        if (!transport.reply) throw error
      }
      if (!transport.reply) throw new Error('jsforce did not send the request')
      if (transport.reply.status >= 300) return transport.reply
      json = transport.reply.text === '' ? null : exactly(transport.reply.text)
      // A maintenance page under status 200 is an outage, not an answer.
      return json === undefined ? { ...transport.reply, status: 502 } : transport.reply
    })
    const parsed = call.reply.safeParse(json)
    if (!parsed.success) {
      const { message } = unknownForm(call)
      throw new CrmError('unavailable', message, { cause: parsed.error })
    }
    return { data: parsed.data, answeredAt: dateOf(reply.headers) ?? new Date(0) }
  }

  /** A reply that is too large to be held: CSV, read as it comes. Throws like `call` until it begins to come. */
  async open(call: Omit<Call<unknown>, 'reply' | 'body'>): Promise<OpenReply> {
    let opened: OpenReply | undefined
    await this.#ask(call, async (token) => {
      const reply = await this.#http.open({
        method: call.method,
        url: this.#connection._normalizeUrl(call.path),
        headers: { Authorization: `Bearer ${token}`, Accept: 'text/csv' },
      })
      if (reply.status < 300) {
        // A maintenance page under status 200 is an outage, not a table.
        if (!/^text\/csv\b/.test(reply.headers['content-type'] ?? '')) {
          reply.body.destroy()
          return { ...reply, status: 502, text: '' }
        }
        opened = reply
        return { ...reply, text: '' }
      }
      const chunks: Buffer[] = []
      for await (const chunk of reply.body) chunks.push(Buffer.from(chunk))
      return { ...reply, text: Buffer.concat(chunks).toString() }
    })
    if (!opened) throw unknownForm(call)
    return opened
  }

  /**
   * A call of the old protocol, for the little that no other tells. Throws `SalesforceRejection` where it is not spoken or
   * the user may not use it.
   */
  async bySoap<T>(kind: string, invoke: (connection: Connection) => Promise<T>): Promise<T> {
    const path = `/services/Soap/u/${SALESFORCE_API_VERSION}`
    let result: { value: T } | undefined
    await this.#ask({ kind, method: 'POST', path, urgent: true }, async (token) => {
      const transport = new GuardedTransport(this.#http)
      const connection = connectionTo(this.#options.instance, token)
      connection._transport = transport
      try {
        result = { value: await invoke(connection) }
      } catch (error) {
        if (!transport.reply) throw error
        if (transport.reply.status < 300) throw new SalesforceRejection(transport.reply.status, [], notSoap)
      }
      if (!transport.reply) throw new Error('jsforce did not send the request')
      return soapReply(transport.reply)
    })
    if (!result) throw new SalesforceRejection(200, [], notSoap)
    return result.value
  }

  async #ask<R extends HttpReply>(
    call: Pick<Call<unknown>, 'kind' | 'method' | 'path' | 'urgent'>,
    send: (token: string) => Promise<R>,
  ): Promise<R> {
    const { credentials, maxAttempts = DEFAULT_ATTEMPTS } = this.#options
    const what = `${call.method} ${call.path.replace(/\?.*/s, '')}`
    let token = await credentials.accessToken()
    let replaced = false
    for (let attempt = 1; ; attempt++) {
      this.#budget.admit(call.urgent === true)
      let reply: R
      this.calls[call.kind] = (this.calls[call.kind] ?? 0) + 1
      try {
        reply = await send(token)
      } catch (cause) {
        if (cause instanceof CrmError) throw cause
        this.#options.onCall?.(call.kind, 'failed')
        // Refused or cut connection, name not found or not public, timeout.
        if (attempt >= maxAttempts) {
          throw new CrmError('unavailable', `Salesforce could not be reached for ${what}`, { cause })
        }
        await this.timing.sleep(backoffMs(attempt, this.random))
        continue
      }
      this.#options.onCall?.(call.kind, String(reply.status))
      this.#note(reply.headers)
      if (reply.status === 401 && !replaced) {
        // Once: an org may refuse every token, as after its policies changed, while it goes on giving new ones.
        replaced = true
        token = await credentials.replace(token)
        continue
      }
      if (reply.status < 300) return reply
      const verdict = verdictOn({ ...reply, attempt, maxAttempts, what, random: this.random })
      if ('giveUp' in verdict) throw verdict.giveUp
      await this.timing.sleep(verdict.waitMs)
    }
  }

  #note(headers: Readonly<Record<string, string>>): void {
    this.#budget.note(headers['sforce-limit-info'])
    const instant = dateOf(headers)
    if (instant) this.#lastDate = { instant, seenAt: this.timing.now() }
  }
}

const notSoap = 'Salesforce did not answer by SOAP in a form that we know'

/** SOAP refuses everything, an ended session included, with status 500 and a code inside. */
function soapReply(reply: HttpReply): HttpReply {
  const code = /<faultcode>(?:\w+:)?(\w+)<\/faultcode>/.exec(reply.text)?.[1]
  if (code === undefined) return reply
  return { ...reply, status: code === 'INVALID_SESSION_ID' ? 401 : 400 }
}

function unknownForm(call: Pick<Call<unknown>, 'method' | 'path'>): CrmError {
  const path = call.path.replace(/\?.*/s, '')
  return new CrmError(
    'unavailable',
    `Salesforce answered ${call.method} ${path} in a form that we do not know`,
  )
}

function exactly(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

function dateOf(headers: Readonly<Record<string, string>>): Date | undefined {
  const date = new Date(headers['date'] ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
