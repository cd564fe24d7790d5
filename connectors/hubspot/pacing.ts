/** Time as a pace needs it; tests bring their own. */
export interface Timing {
  now(): number
  sleep(ms: number): Promise<void>
}

export const machineTiming: Timing = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/**
 * Lets at most `limit` calls arrive in any stretch of `windowMs`, first come, first served. We cannot see when a call
 * arrives, only that it does so before its answer: a call counts from its departure until `windowMs` after its answer.
 */
export class SlidingWindow {
  readonly #limit: number
  readonly #windowMs: number
  readonly #timing: Timing
  #underWay = 0
  /** When the calls that still count were answered, oldest first. */
  readonly #answered: number[] = []
  #pausedUntil = -Infinity
  #queue: Promise<unknown> = Promise.resolve()
  #answer = Promise.withResolvers<void>()

  constructor(limit: number, windowMs: number, timing: Timing = machineTiming) {
    this.#limit = limit
    this.#windowMs = windowMs
    this.#timing = timing
  }

  /** Resolves when the call may begin. Call the result once, when it was answered or has failed. */
  take(): Promise<() => void> {
    const turn = this.#queue.then(() => this.#turn())
    this.#queue = turn
    return turn
  }

  /** Nobody begins before this many milliseconds are over: the CRM has said "too many" to one of us, which means all of us. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#timing.now() + ms)
  }

  async #turn(): Promise<() => void> {
    for (let wait = this.#waitMs(); wait > 0; wait = this.#waitMs()) {
      if (wait === Infinity) await this.#answer.promise
      else await this.#timing.sleep(wait)
    }
    this.#underWay++
    return () => {
      this.#underWay--
      this.#answered.push(this.#timing.now())
      this.#answer.resolve()
      this.#answer = Promise.withResolvers<void>()
    }
  }

  /** Infinity: until somebody is answered. */
  #waitMs(): number {
    const now = this.#timing.now()
    while (this.#answered[0] !== undefined && this.#answered[0] <= now - this.#windowMs)
      this.#answered.shift()
    // Rounded up: timers may fire a fraction of a millisecond early.
    if (now < this.#pausedUntil) return Math.ceil(this.#pausedUntil - now)
    if (this.#underWay + this.#answered.length < this.#limit) return 0
    const [oldest] = this.#answered
    return oldest === undefined ? Infinity : Math.ceil(oldest + this.#windowMs - now)
  }
}

export interface Pace {
  calls: SlidingWindow
  /** Search has a budget of its own and does not count against the other one. */
  searches: SlidingWindow
}

/** What HubSpot grants an OAuth app per account: 110 calls in any 10 s, and 5 searches in any second. */
export function hubspotPace(timing: Timing = machineTiming): Pace {
  return { calls: new SlidingWindow(110, 10_000, timing), searches: new SlidingWindow(5, 1_000, timing) }
}

const paces = new Map<string, Pace>()

/** The pace that all clients of one portal in this process share. */
export function paceOf(portalKey: string): Pace {
  let pace = paces.get(portalKey)
  if (!pace) paces.set(portalKey, (pace = hubspotPace()))
  return pace
}
