export interface Call {
  /** For example `deals.list`, `oauth.token`. */
  kind: string
  method: string
  path: string
  /** 0 when the connection was cut before an answer. */
  status: number
}

/** Every request that reached the simulated API, refused ones included. */
export class CallLog {
  #calls: Call[] = []

  add(call: Call): void {
    this.#calls.push(call)
  }

  all(): readonly Call[] {
    return this.#calls
  }

  /** Number of calls, of one kind or of all. */
  count(kind?: string): number {
    return kind === undefined ? this.#calls.length : this.#calls.filter((call) => call.kind === kind).length
  }

  byKind(): Record<string, number> {
    return tally(this.#calls.map((call) => call.kind))
  }

  byStatus(): Record<string, number> {
    return tally(this.#calls.map((call) => String(call.status)))
  }

  clear(): void {
    this.#calls = []
  }
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
