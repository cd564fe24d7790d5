import { HttpResponse } from 'msw'
import { errorResponse } from './api-refusal.ts'

export type Fault =
  | { status: 401 | 403 | 423 | 500 }
  /** `retryAfterSeconds` absent: no Retry-After header. */
  | { status: 429 | 477; retryAfterSeconds?: number }
  /** A gateway's HTML page instead of JSON. */
  | { status: 502 }
  /** Never answers. */
  | { hang: true }
  /** The connection is cut without an answer. */
  | { reset: true }

interface Planned {
  fault: Fault
  matches: (method: string, path: string) => boolean
  left: number
  afterwards: boolean
}

/** Failures to come, in the order in which they were planned. A matching request gets the first one that has calls left. */
export class Faults {
  #planned: Planned[] = []
  readonly #hanging = new Set<() => void>()

  /**
   * The next `times` (1) requests whose "METHOD /path" contains or matches `target` fail. With `afterwards` the
   * request takes effect first and only its answer is lost.
   */
  plan(target: string | RegExp, fault: Fault, options: { times?: number; afterwards?: boolean } = {}): void {
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

  take(method: string, path: string): { fault: Fault; afterwards: boolean } | undefined {
    const planned = this.#planned.find((candidate) => candidate.left > 0 && candidate.matches(method, path))
    if (planned === undefined) return undefined
    planned.left -= 1
    return planned
  }

  async respond(fault: Fault, signal: AbortSignal): Promise<Response> {
    if ('reset' in fault) return HttpResponse.error()
    if ('hang' in fault) {
      await this.#hang(signal)
      return HttpResponse.error()
    }
    return answer(fault)
  }

  /** Cuts every connection that a `hang` still holds open. */
  releaseHanging(): void {
    for (const release of [...this.#hanging]) release()
  }

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

function answer(fault: Extract<Fault, { status: number }>): Response {
  const retryAfter = 'retryAfterSeconds' in fault ? fault.retryAfterSeconds : undefined
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  switch (fault.status) {
    case 401:
      return errorResponse({
        status: 401,
        category: 'INVALID_AUTHENTICATION',
        message: 'The OAuth token used to make this call is invalid.',
      })
    case 403:
      return errorResponse({
        status: 403,
        category: 'FORBIDDEN',
        message: 'You do not have permissions to make this call.',
      })
    case 423:
      return errorResponse({
        status: 423,
        category: 'LOCKED',
        message: 'The resource is locked by too many requests at once. Wait at least 2 seconds.',
      })
    case 429:
      return errorResponse({
        status: 429,
        category: 'RATE_LIMITS',
        message: 'You have reached your ten_secondly_rolling limit.',
        headers,
        extra: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
      })
    case 477:
      return errorResponse({
        status: 477,
        category: 'MIGRATION_IN_PROGRESS',
        message: 'This account is being moved between data centres.',
        headers,
      })
    case 500:
      return errorResponse({ status: 500, category: 'INTERNAL_ERROR', message: 'internal error' })
    case 502:
      return new HttpResponse(
        '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>',
        {
          status: 502,
          headers: { 'Content-Type': 'text/html' },
        },
      )
  }
}
