import type { ListedObject } from './fields.ts'

/**
 * A record becomes visible when its transaction ends, under the stamp of when it was written: what Salesforce answers
 * now may miss changes that are older than now. `updated` says up to where nothing can appear any more.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getupdated_getupdatedresult.htm
 */
export function coveragePath(object: ListedObject, vendorNow: Date): string {
  return `/sobjects/${object}/updated?${span(new Date(vendorNow.getTime() - WINDOW_MS), vendorNow)}`
}

/** What was deleted from an instant on, as far as the log reaches back. */
export function deletedPath(object: ListedObject, since: Date, vendorNow: Date): string {
  const now = vendorNow.getTime()
  const start = Math.max(Math.min(since.getTime(), now - WINDOW_MS), now - DELETION_LOG_MS)
  return `/sobjects/${object}/deleted?${span(new Date(start), vendorNow)}`
}

/** The query of a span; Salesforce ignores the seconds, and wants more than a minute between the two. */
export function span(start: Date, end: Date): string {
  return new URLSearchParams({ start: withoutFraction(start), end: withoutFraction(end) }).toString()
}

/** The instant up to which an answer is complete. */
export function completeUntil(latestDateCovered: string | undefined, answeredAt: Date): Date {
  const covered = latestDateCovered?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const until = new Date(covered ?? Number.NaN).getTime()
  if (Number.isNaN(until)) return new Date(answeredAt.getTime() - LONG_TRANSACTION_MS)
  return new Date(Math.min(until, answeredAt.getTime()))
}

const WINDOW_MS = 3 * 60_000
export const DELETION_LOG_MS = (15 * 24 - 1) * 3_600_000
/** How far back we look where Salesforce does not say it. */
const LONG_TRANSACTION_MS = 10 * 60_000

const withoutFraction = (instant: Date): string => `${instant.toISOString().slice(0, 19)}+00:00`
