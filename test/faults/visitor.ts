import { randomUUID } from 'node:crypto'
import { consoleTicket } from '../../shared/contract/card-api.ts'
import { signLikeHubSpot } from '../support/sign-hubspot.ts'

/** A running product, as people and HubSpot reach it. */
export interface Place {
  /** Where it listens; also its PUBLIC_URL. */
  url: string
  portalId: number
  app: { appId: number; clientSecret: string }
}

/** One person of the portal: in the card on a deal record, and in the console after "Open console". */
export class Visitor {
  readonly #place: Place
  readonly userId: number
  #cookie: string | undefined

  constructor(place: Place, userId: number) {
    this.#place = place
    this.userId = userId
  }

  /** A card request as HubSpot sends it. Resolves to the reply's body; throws unless the status is 200. */
  async card(method: string, path: string, body?: object): Promise<unknown> {
    const { app, portalId, url } = this.#place
    const identity = `userId=${this.userId}&portalId=${portalId}&userEmail=u${this.userId}%40meridian.example&appId=${app.appId}`
    const address = `${url}${path}${path.includes('?') ? '&' : '?'}${identity}`
    const text = body === undefined ? undefined : JSON.stringify(body)
    const signed = signLikeHubSpot({
      secret: app.clientSecret,
      method,
      url: address,
      ...(text === undefined ? {} : { body: text }),
      timestampMs: Date.now(),
    })
    return sent(address, {
      method,
      headers: { ...signed, ...(text === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(text === undefined ? {} : { body: text }),
    })
  }

  /** A request of the console's pages, in the session that a ticket from the card began. */
  async console(method: string, path: string, body?: object): Promise<unknown> {
    const { url } = this.#place
    this.#cookie ??= await this.#signIn()
    return sent(url + path, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(body === undefined ? {} : { origin: url, 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async #signIn(): Promise<string> {
    const asked = { idempotencyKey: randomUUID(), path: '/' }
    const ticket = consoleTicket.parse(await this.card('POST', '/v1/card/console-ticket', asked))
    const entered = await fetch(ticket.url, { redirect: 'manual' })
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0]
    if (!cookie) throw new Error(`the console did not let user ${this.userId} in: ${entered.status}`)
    return cookie
  }
}

async function sent(address: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(address, request)
  const text = await response.text()
  if (response.status !== 200) {
    throw new Error(`${request.method} ${new URL(address).pathname} answered ${response.status}: ${text}`)
  }
  return JSON.parse(text)
}
