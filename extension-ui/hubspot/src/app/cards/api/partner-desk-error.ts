import type { ProblemDetails } from '../../../../../../shared/contract/error-codes.ts'

/** Why a request did not do what was asked, in words for the person at the screen. */
export class PartnerDeskError extends Error {
  readonly title: string
  readonly detail: string
  /** The same request may succeed later. False once the server has decided: repeating it changes nothing. */
  readonly mayRetry: boolean

  constructor(title: string, detail: string, mayRetry: boolean) {
    super(`${title}: ${detail}`)
    this.title = title
    this.detail = detail
    this.mayRetry = mayRetry
  }
}

/** No answer of ours came back. Whether a change was made is unknown; its idempotency key makes a repeat safe. */
export function unreachable(isChange: boolean): PartnerDeskError {
  return new PartnerDeskError(
    'Could not reach Partner Desk',
    isChange
      ? 'It is not known whether this arrived. Nothing was lost: trying again cannot do it twice.'
      : 'Try again in a moment.',
    true,
  )
}

const PASSING: readonly ProblemDetails['code'][] = ['unavailable', 'internal', 'too_many_requests']

/** A refusal or failure that the server explained. */
export function explained(problem: ProblemDetails): PartnerDeskError {
  const fields = (problem.errors ?? []).map((error) => `${error.path}: ${error.message}`)
  return new PartnerDeskError(
    problem.title,
    [problem.detail, ...fields].join('\n'),
    PASSING.includes(problem.code),
  )
}
