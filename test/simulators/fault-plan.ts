import { HttpResponse } from 'msw'

/** What can happen to a request whatever the vendor. */
export type ConnectionFault =
  /** Never answers. */
  | { hang: true }
  /** The connection is cut without an answer. */
  | { reset: true }

interface Planned<F> {
  fault: F
  matches: (method: string, path: string) => boolean
  left: number
  afterwards: boolean
}

/** Failures to come, in the order in which they were planned. A matching request gets the first one that has calls left. */
export abstract class FaultPlan<F extends object> {
  #planned: Planned<F>[] = []
  readonly #hanging = new Set<() => void>()

  /**
   * The next `times` (1) requests whose "METHOD /path" contains or matches `target` fail. With `afterwards` the
   * request takes effect first and only its answer is lost.
   */
  plan(target: string | RegExp, fault: F, options: { times?: number; afterwards?: boolean } = {}): void {
    const matches = (method: string, path: string): boolean =>
      typeof target === 'string' ? `${method} ${path}`.includes(target) : target.test(`${method} ${path}`)
    this.#planned.push({ fault, matches, left: options.times ?? 1, afterwards: options.afterwards ?? false })
  }

  clear(): void {
    this.#planned = []
    this.releaseHanging()
  }

  /** How many planned failures no request has met yet. */
  pending(): number {
    return this.#planned.reduce((sum, planned) => sum + planned.left, 0)
  }

  take(method: string, path: string): { fault: F; afterwards: boolean } | undefined {
    const planned = this.#planned.find((candidate) => candidate.left > 0 && candidate.matches(method, path))
    if (planned === undefined) return undefined
    planned.left -= 1
    return planned
  }

  async respond(fault: F, signal: AbortSignal): Promise<Response> {
    if ('reset' in fault) return HttpResponse.error()
    if ('hang' in fault) {
      await this.#hang(signal)
      return HttpResponse.error()
    }
    return this.answer(fault as Exclude<F, ConnectionFault>) // both connection faults were answered above
  }

  /** Cuts every connection that a `hang` still holds open. */
  releaseHanging(): void {
    for (const release of [...this.#hanging]) release()
  }

  /** The vendor's reply to a fault that has one. */
  protected abstract answer(fault: Exclude<F, ConnectionFault>): Response

  #hang(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const release = (): void => {
        this.#hanging.delete(release)
        resolve()
      }
      this.#hanging.add(release)
      signal.addEventListener('abort', release, { once: true })
    })
  }
}
