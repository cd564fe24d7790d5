import type { ErrorCode } from '../shared/contract/error-codes.ts'

/** A failure that the caller is told about: a stable code and a sentence that is safe to show. Anything else becomes a 500 that reveals nothing. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: readonly { path: string; message: string }[]

  constructor(
    code: ErrorCode,
    message: string,
    options: { fields?: readonly { path: string; message: string }[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.fields = options.fields ?? []
  }
}

export const notFound = (what: string): Refusal => new Refusal('not_found', `There is no such ${what}.`)
