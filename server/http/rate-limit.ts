import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../errors.ts'

/** For addresses that a stranger may call. Per process and per client address; behind a proxy, set TRUST_PROXY or all clients count as one. */
export function rateLimit(
  options: { points: number; perSeconds: number } = { points: 60, perSeconds: 60 },
): RequestHandler {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.perSeconds })
  return async (request, _response, next) => {
    try {
      await limiter.consume(request.ip ?? 'unknown')
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new Refusal('too_many_requests', 'Too many requests from here. Try again in a minute.', {
        cause: { retryAfterMs: refused.msBeforeNext },
      })
    }
    next()
  }
}
