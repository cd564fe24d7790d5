import type { RegisteredApp } from './installations.ts'
import type { PortalEvent } from './portal-event.ts'
import type { Portal } from './portal.ts'
import { signedHeaders } from './signature.ts'
import { webhookEvent, type WebhookEvent } from './webhook-event.ts'
import {
  checkSubscription,
  subscribesTo,
  usualSubscriptions,
  type Subscription,
} from './webhook-subscription.ts'

export interface WebhookTarget {
  /** Where events go. HubSpot signs exactly this address; keep it free of a query. */
  targetUrl: string
  subscriptions?: readonly Subscription[]
  /** HubSpot allows no less than 5. */
  maxConcurrentRequests?: number
  /** Send by itself shortly after a change (the default), or only when told to. */
  automatic?: boolean
}

export interface Delivery {
  events: WebhookEvent[]
  /** 0: no answer within five seconds, or no connection. */
  status: number
}

const eventsPerDelivery = 100
const timeoutMs = 5_000
const maxRetries = 10
const delayMs = 5
/** HubSpot spreads its retries over 24 hours; here they follow each other quickly. */
const retryDelayMs = 250

/** What the app subscribed to, the events on their way to it, and what became of them. */
export class Webhooks {
  readonly #portal: Portal
  readonly #app: RegisteredApp
  readonly #machineNow: () => number
  readonly #isInstalled: () => boolean
  #target: Required<WebhookTarget> | undefined
  #pending: WebhookEvent[] = []
  #timer: NodeJS.Timeout | undefined
  #inFlight = 0
  #waiting: (() => void)[] = []
  #lastEventId = 100
  readonly deliveries: Delivery[] = []

  constructor(options: {
    portal: Portal
    app: RegisteredApp
    machineNow: () => number
    isInstalled: () => boolean
  }) {
    this.#portal = options.portal
    this.#app = options.app
    this.#machineNow = options.machineNow
    this.#isInstalled = options.isInstalled
    options.portal.onEvent((event) => this.#enqueue(event))
  }

  configure(target: WebhookTarget): void {
    const subscriptions = target.subscriptions ?? usualSubscriptions
    subscriptions.forEach(checkSubscription)
    const maxConcurrentRequests = target.maxConcurrentRequests ?? 10
    if (maxConcurrentRequests < 5) throw new Error('maxConcurrentRequests must be at least 5')
    this.#target = { automatic: true, ...target, subscriptions, maxConcurrentRequests }
  }

  /** Events that no delivery carries yet, in the order in which they will go. */
  pending(): readonly WebhookEvent[] {
    return this.#pending
  }

  /** From now on events go only with `deliverNow`. */
  hold(): void {
    if (this.#target !== undefined) this.#target.automatic = false
    this.#stopTimer()
  }

  /** Loses everything that is pending, as HubSpot may. */
  drop(): WebhookEvent[] {
    const lost = this.#pending
    this.#pending = []
    return lost
  }

  /** Every pending event will arrive twice. */
  duplicate(): void {
    this.#pending = this.#pending.flatMap((event) => [event, { ...event }])
  }

  /** Everything that the app ever accepted will arrive once more: HubSpot promises at least once. */
  repeat(): void {
    const accepted = this.deliveries.filter(({ status }) => isAccepted(status))
    this.#pending.push(...accepted.flatMap(({ events }) => events.map((event) => ({ ...event }))))
    this.#schedule(delayMs)
  }

  /** Puts the pending events into another order, the same one for the same seed. */
  shuffle(seed = 1): void {
    const random = randomFrom(seed)
    for (let i = this.#pending.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1))
      const [a, b] = [this.#pending[i], this.#pending[j]]
      if (a === undefined || b === undefined) continue
      this.#pending[i] = b
      this.#pending[j] = a
    }
  }

  /** Sends what is pending, once, and answers how each delivery ended. Refused events are pending again afterwards. */
  async deliverNow(): Promise<Delivery[]> {
    const target = this.#target
    if (target === undefined) return []
    this.#stopTimer()
    const queue: WebhookEvent[][] = []
    while (this.#pending.length > 0) queue.push(this.#pending.splice(0, eventsPerDelivery))
    const done: Delivery[] = []
    const worker = async (): Promise<void> => {
      for (let events = queue.shift(); events !== undefined; events = queue.shift()) {
        done.push(await this.#deliver(target, events))
      }
    }
    this.#inFlight += 1
    await Promise.all(Array.from({ length: Math.min(target.maxConcurrentRequests, queue.length) }, worker))
    this.#inFlight -= 1
    this.#schedule(done.some((delivery) => !isAccepted(delivery.status)) ? retryDelayMs : delayMs)
    this.#wakeWaiting()
    return done
  }

  /** Resolves once nothing is pending or on its way. */
  async idle(): Promise<void> {
    while (this.#pending.length > 0 || this.#inFlight > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  close(): void {
    this.#stopTimer()
    this.#target = undefined
    this.#pending = []
    this.#wakeWaiting()
  }

  #enqueue(event: PortalEvent): void {
    const target = this.#target
    if (target === undefined || !this.#isInstalled()) return
    this.#lastEventId += 1
    target.subscriptions.forEach((subscription, index) => {
      if (!subscribesTo(subscription, event)) return
      this.#pending.push(
        webhookEvent(event, subscription, {
          eventId: this.#lastEventId,
          subscriptionId: 5_000 + index,
          portalId: this.#portal.portalId,
          appId: this.#app.appId,
        }),
      )
    })
    this.#schedule(delayMs)
  }

  #schedule(inMs: number): void {
    if (this.#target?.automatic !== true || this.#pending.length === 0 || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.deliverNow()
    }, inMs)
    this.#timer.unref()
  }

  async #deliver(target: Required<WebhookTarget>, events: WebhookEvent[]): Promise<Delivery> {
    const body = JSON.stringify(events)
    const timestamp = String(this.#machineNow())
    const signed = signedHeaders(this.#app.clientSecret, {
      method: 'POST',
      url: target.targetUrl,
      body,
      timestamp,
    })
    let status = 0
    try {
      const response = await fetch(target.targetUrl, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'User-Agent': 'HubSpot Connect 2.0', ...signed },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.arrayBuffer()
      status = response.status
    } catch {
      status = 0 // no answer: counts as a failed attempt, reported by the delivery itself
    }
    if (!isAccepted(status)) this.#tryAgain(events)
    const delivery = { events, status }
    this.deliveries.push(delivery)
    return delivery
  }

  #tryAgain(events: readonly WebhookEvent[]): void {
    for (const event of events) {
      if (event.attemptNumber < maxRetries) {
        this.#pending.push({ ...event, attemptNumber: event.attemptNumber + 1 })
      }
    }
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wakeWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

const isAccepted = (status: number): boolean => status >= 200 && status < 400

/** mulberry32: a small generator that gives the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
