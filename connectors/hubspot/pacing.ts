/** Time as a pace needs it; tests bring their own. */
export interface Timing {
  now(): number
  sleep(ms: number): Promise<void>
}

export const machineTiming: Timing = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** Lets at most `limit` calls begin in any stretch of `windowMs`, first come, first served. */
export class SlidingWindow {
  readonly #limit: number
  readonly #windowMs: number
  readonly #timing: Timing
  /** When the last `limit` calls began, oldest first. */
  readonly #begun: number[] = []
  #pausedUntil = -Infinity
  #queue: Promise<void> = Promise.resolve()

  constructor(limit: number, windowMs: number, timing: Timing = machineTiming) {
    this.#limit = limit
    this.#windowMs = windowMs
    this.#timing = timing
  }

  /** Resolves when the call may begin. */
  take(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#turn())
    return this.#queue
  }

  /** Nobody begins before this many milliseconds are over: the CRM has said "too many" to one of us, which means all of us. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#timing.now() + ms)
  }

  async #turn(): Promise<void> {
    for (let wait = this.#waitMs(); wait > 0; wait = this.#waitMs()) await this.#timing.sleep(wait)
    if (this.#begun.length === this.#limit) this.#begun.shift()
    this.#begun.push(this.#timing.now())
  }

  #waitMs(): number {
    const now = this.#timing.now()
    const oldest = this.#begun[0]
    const full = this.#begun.length === this.#limit && oldest !== undefined
    // Rounded up: timers may fire a fraction of a millisecond early.
    return Math.ceil(Math.max(this.#pausedUntil - now, full ? oldest + this.#windowMs - now : 0))
  }
}

export interface Pace {
  calls: SlidingWindow
  /** Search has a budget of its own and does not count against the other one. */
  searches: SlidingWindow
}

/**
 * What HubSpot grants an OAuth app per account: 110 calls in 10 s, and 5 searches in 1 s. HubSpot counts arrivals,
 * we count departures, so the windows are 1 % (and 30 ms) longer to absorb what the network shifts.
 */
export function hubspotPace(timing: Timing = machineTiming): Pace {
  return { calls: new SlidingWindow(110, 10_100, timing), searches: new SlidingWindow(5, 1_030, timing) }
}

const paces = new Map<string, Pace>()

/** The pace that all clients of one portal in this process share. */
export function paceOf(portalKey: string): Pace {
  let pace = paces.get(portalKey)
  if (!pace) paces.set(portalKey, (pace = hubspotPace()))
  return pace
}
