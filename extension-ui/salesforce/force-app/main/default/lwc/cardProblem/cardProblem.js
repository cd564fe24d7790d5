import changed from '@salesforce/label/c.PartnerDesk_ProblemChanged'
import internal from '@salesforce/label/c.PartnerDesk_ProblemInternal'
import invalid from '@salesforce/label/c.PartnerDesk_ProblemInvalid'
import keyUsed from '@salesforce/label/c.PartnerDesk_ProblemKeyUsed'
import notAllowed from '@salesforce/label/c.PartnerDesk_ProblemNotAllowed'
import notConnected from '@salesforce/label/c.PartnerDesk_ProblemNotConnected'
import notFound from '@salesforce/label/c.PartnerDesk_ProblemNotFound'
import notSignedIn from '@salesforce/label/c.PartnerDesk_ProblemNotSignedIn'
import rule from '@salesforce/label/c.PartnerDesk_ProblemRule'
import tooMany from '@salesforce/label/c.PartnerDesk_ProblemTooMany'
import unavailable from '@salesforce/label/c.PartnerDesk_ProblemUnavailable'
import couldNotReach from '@salesforce/label/c.PartnerDesk_ProblemUnreachable'
import noPermissionSet from '@salesforce/label/c.PartnerDesk_NoPermissionSet'
import repeatIsSafe from '@salesforce/label/c.PartnerDesk_RepeatIsSafe'
import tryAgainSoon from '@salesforce/label/c.PartnerDesk_TryAgainSoon'
import unknownWhetherArrived from '@salesforce/label/c.PartnerDesk_UnknownWhetherArrived'

const TITLES = {
  invalid_request: invalid,
  not_connected: notConnected,
  unauthenticated: notSignedIn,
  forbidden: notAllowed,
  not_found: notFound,
  idempotency_conflict: keyUsed,
  conflict: changed,
  rule_violated: rule,
  too_many_requests: tooMany,
  internal,
  unavailable,
}
/** The same request may succeed later: by itself, or once an admin has connected the org. */
const PASSING = ['not_connected', 'too_many_requests', 'internal', 'unavailable']

/** Why a request did not do what was asked, in words for the person at the screen. */
export class CardProblem extends Error {
  /**
   * @param {{ status: number, code: string, title: string, message: string, mayRetry: boolean,
   *   fieldErrors?: { path: string, message: string }[] }} problem `mayRetry`: the same request may succeed later.
   */
  constructor({ status, code, title, message, mayRetry, fieldErrors = [] }) {
    super(message)
    this.name = 'CardProblem'
    this.status = status
    this.code = code
    this.title = title
    this.mayRetry = mayRetry
    this.fieldErrors = fieldErrors
  }
}

/**
 * No answer of ours came back. Whether a change was made is unknown; its idempotency key makes a repeat safe.
 * @param {boolean} isChange
 * @param {string} [why] what Apex says about it: not allowed to call out, no answer in time
 */
export function unreachable(isChange, why) {
  return new CardProblem({
    status: 0,
    code: 'unreachable',
    title: couldNotReach,
    message: whatIsKnown(isChange, why),
    mayRetry: true,
  })
}

/**
 * What an Apex call failed with, always as a CardProblem. Our controllers throw problem details as JSON text; anything
 * else never got as far as the server.
 * @param {unknown} error
 * @param {boolean} isChange
 */
export function problemOf(error, isChange) {
  if (error instanceof CardProblem) return error
  const problem = parsed(error?.body?.message)
  if (problem?.code === 'unreachable') return unreachable(isChange, problem.detail)
  if (problem && TITLES[problem.code]) {
    return new CardProblem({
      status: problem.status,
      code: problem.code,
      title: TITLES[problem.code],
      message: problem.detail,
      mayRetry: PASSING.includes(problem.code),
      fieldErrors: Array.isArray(problem.errors) ? problem.errors : [],
    })
  }
  // The platform itself refuses: no permission set grants this user the Apex class.
  if (!problem && (error?.status === 403 || /apex class/i.test(error?.body?.message ?? ''))) {
    return new CardProblem({
      status: 403,
      code: 'forbidden',
      title: notAllowed,
      message: noPermissionSet,
      mayRetry: false,
    })
  }
  return unreachable(isChange)
}

function whatIsKnown(isChange, why) {
  if (!why) return isChange ? unknownWhetherArrived : tryAgainSoon
  return isChange ? `${why}\n${repeatIsSafe}` : why
}

function parsed(text) {
  try {
    const value = JSON.parse(text)
    return typeof value?.code === 'string' && typeof value.detail === 'string' ? value : null
  } catch {
    return null
  }
}
