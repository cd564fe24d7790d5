import { CrmError } from '../crm.port.ts'
import { type SalesforceProblem, problemsIn, refusalOf } from './errors.ts'

const HOUR_MS = 3_600_000
/** Longer waits belong to a job that comes back later, not to a call that holds a worker. */
const LONGEST_WAIT_MS = 60_000
const FIRST_BACKOFF_MS = 2_000

/** 2, 4, 8 s and so on, of which the last third is random: many that failed together do not come back together. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = FIRST_BACKOFF_MS * 2 ** (attempt - 1)
  return Math.round((full * 2) / 3 + (random() * full) / 3)
}

/** How to go on after a reply that is not the answer. */
export type Verdict = { waitMs: number } | { giveUp: CrmError }

export function verdictOn(reply: {
  status: number
  headers: Readonly<Record<string, string>>
  text: string
  attempt: number
  maxAttempts: number
  what: string
  random: () => number
}): Verdict {
  const { status, what, attempt, maxAttempts } = reply
  const problems = problemsIn(reply.text)
  if (isDailyLimit(status, problems)) return { giveUp: dailyLimitReached(what) }
  const crowded = hasCode(problems, 'REQUEST_LIMIT_EXCEEDED')
  if (!crowded && !isPassing(status)) return { giveUp: refusalOf(what, status, problems) }
  const waitMs = Math.max(retryAfterMs(reply.headers) ?? 0, backoffMs(attempt, reply.random))
  if (attempt < maxAttempts && waitMs <= LONGEST_WAIT_MS) return { waitMs }
  const code = crowded || status === 429 ? 'rate_limited' : 'unavailable'
  return {
    giveUp: new CrmError(code, `Salesforce answered ${status} to ${what} time and again`, {
      retryAfterMs: waitMs,
    }),
  }
}

/** 420 comes from orgs that are being moved or deleted. */
const isPassing = (status: number): boolean => status === 420 || status === 429 || status >= 500

/** One code for two things: the org's calls of a day are spent, or too many long calls run at this moment. */
function isDailyLimit(status: number, problems: readonly SalesforceProblem[]): boolean {
  const [limit] = problems.filter(({ errorCode }) => errorCode === 'REQUEST_LIMIT_EXCEEDED')
  return status === 403 && limit !== undefined && !/concurrent/i.test(limit.message)
}

const hasCode = (problems: readonly SalesforceProblem[], code: string): boolean =>
  problems.some(({ errorCode }) => errorCode === code)

function dailyLimitReached(what: string): CrmError {
  return new CrmError(
    'rate_limited',
    `The Salesforce org has no API calls left for ${what}: all its apps together have spent those of the last 24 hours. ` +
      'We ask again in an hour.',
    { retryAfterMs: HOUR_MS },
  )
}

function retryAfterMs(headers: Readonly<Record<string, string>>): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined
}
