import type { Refusal } from './api-refusal.ts'

export type LimitSetting =
  | false
  | {
      /** Multiplies every limit; 2 allows twice as many requests. */
      scale: number
    }

export type Caller = { kind: 'oauth'; appId: number } | { kind: 'private'; token: string }

const perTenSeconds = { oauth: 110, private: 190 } as const
const searchesPerSecond = 5

/** HubSpot's rolling limits, counted on the machine's clock. A refused request does not count. */
export class RateLimits {
  #setting: LimitSetting
  readonly #windows = new Map<string, RollingWindow>()
  readonly #machineNow: () => number

  constructor(setting: LimitSetting, machineNow: () => number = Date.now) {
    this.#setting = setting
    this.#machineNow = machineNow
  }

  set(setting: LimitSetting): void {
    this.#setting = setting
  }

  /** Counts one request. Answers the headers for its reply, or the refusal. Search replies carry no headers. */
  admit(caller: Caller, isSearch: boolean): { headers: Record<string, string> } | { refusal: Refusal } {
    return isSearch ? this.#admitSearch() : this.#admitOther(caller)
  }

  #admitOther(caller: Caller) {
    if (this.#setting === false) return { headers: {} }
    const max = this.#scaled(perTenSeconds[caller.kind])
    const window = this.#window(
      caller.kind === 'oauth' ? `app:${caller.appId}` : `private:${caller.token}`,
      10_000,
    )
    const remaining = window.admit(this.#machineNow(), max)
    const headers = {
      'X-HubSpot-RateLimit-Max': String(max),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, remaining)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
    }
    if (remaining >= 0) return { headers }
    return { refusal: refusal('ten_secondly_rolling', 'TEN_SECONDLY_ROLLING', headers) }
  }

  /** One budget for the whole account, whoever asks. */
  #admitSearch() {
    if (this.#setting === false) return { headers: {} }
    const remaining = this.#window('search', 1_000).admit(this.#machineNow(), this.#scaled(searchesPerSecond))
    return remaining >= 0 ? { headers: {} } : { refusal: refusal('secondly', 'SECONDLY', {}) }
  }

  #scaled(max: number): number {
    return this.#setting === false ? max : Math.max(1, Math.floor(max * this.#setting.scale))
  }

  #window(key: string, lengthMs: number): RollingWindow {
    const window = this.#windows.get(key) ?? new RollingWindow(lengthMs)
    this.#windows.set(key, window)
    return window
  }
}

class RollingWindow {
  readonly #lengthMs: number
  #times: number[] = []

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  /** How many more requests fit after this one; -1 when this one is refused. */
  admit(now: number, max: number): number {
    let gone = 0
    while (gone < this.#times.length && (this.#times[gone] ?? 0) <= now - this.#lengthMs) gone += 1
    if (gone > 0) this.#times = this.#times.slice(gone)
    if (this.#times.length >= max) return -1
    this.#times.push(now)
    return max - this.#times.length
  }
}

function refusal(limit: string, policyName: string, headers: Record<string, string>): Refusal {
  return {
    status: 429,
    category: 'RATE_LIMITS',
    message: `You have reached your ${limit} limit.`,
    headers,
    extra: { errorType: 'RATE_LIMIT', policyName },
  }
}
