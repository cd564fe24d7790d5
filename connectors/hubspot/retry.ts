import { CrmError } from '../crm.port.ts'
import { type HubspotProblem, readProblem } from './errors.ts'

/** What to do about a reply that is not the answer: wait and ask again, or give up for now. */
export type Verdict = { waitMs: number; everybody: boolean } | { giveUp: CrmError }

/** Longer waits belong to a job that comes back later, not to a call that holds a worker. */
const LONGEST_WAIT_MS = 60_000
const FIRST_BACKOFF_MS = 400
const LONGEST_BACKOFF_MS = 20_000

/** Half fixed, half random, doubling: many clients that failed together do not come back together. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS)
  return Math.round(full / 2 + (random() * full) / 2)
}

/** Statuses that pass by themselves. */
export const isPassing = (status: number): boolean =>
  status === 423 || status === 429 || status === 477 || status >= 500

/** https://developers.hubspot.com/docs/api-reference/error-handling and the usage guidelines. */
export function verdictOn(reply: {
  status: number
  headers: Headers
  text: string
  attempt: number
  maxAttempts: number
  what: string
  random: () => number
}): Verdict {
  const problem = readProblem(reply.text)
  const backoff = backoffMs(reply.attempt, reply.random)
  const waitMs = waitFor(reply.status, reply.headers, problem, backoff)
  if (reply.attempt < reply.maxAttempts && waitMs <= LONGEST_WAIT_MS) {
    return { waitMs, everybody: reply.status === 429 || reply.status === 477 }
  }
  const code = reply.status === 429 ? 'rate_limited' : 'unavailable'
  const said = problem.message ? `: ${problem.message}` : ''
  return {
    giveUp: new CrmError(code, `HubSpot answered ${reply.status} to ${reply.what}${said}`, {
      retryAfterMs: waitMs,
    }),
  }
}

function waitFor(status: number, headers: Headers, problem: HubspotProblem, backoff: number): number {
  const asked = retryAfterMs(headers)
  switch (status) {
    // Locked by a bulk operation: "wait at least two seconds".
    case 423:
      return Math.max(asked ?? 0, 2_000 + backoff)
    // The account is moving between data centres; up to a day.
    case 477:
      return asked ?? 60_000
    case 429:
      return asked ?? rateLimitMs(problem, headers) + backoff
    default:
      return asked ?? backoff
  }
}

/** `Retry-After` on a 429 is undocumented; without it the policy's name says how long the window is. */
function rateLimitMs(problem: HubspotProblem, headers: Headers): number {
  const policy = `${problem.policyName ?? ''} ${problem.message ?? ''}`
  if (/daily/i.test(policy)) return 3_600_000
  if (/ten_?secondly/i.test(policy)) return 10_000
  if (/secondly/i.test(policy)) return 1_000
  const interval = Number(headers.get('x-hubspot-ratelimit-interval-milliseconds'))
  return interval > 0 ? Math.min(interval, 10_000) : 1_000
}

function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined
}
