import { z } from 'zod'

/** The stable codes of problem details (RFC 9457). The comment says when each occurs. */
export const ERROR_CODES = {
  /** A field of the request is wrong; `errors` names each with its path. */
  invalid_request: 400,
  /** Who is asking could not be established: signature, session or key is missing, wrong, stale or used before. */
  unauthenticated: 401,
  /** Known, but their role may not do this. */
  forbidden: 403,
  /** It does not exist, or not in this workspace: the two are not told apart. */
  not_found: 404,
  /** The same idempotency key came with another body. */
  idempotency_conflict: 409,
  /** Somebody else changed it first, or its state does not allow this now. */
  conflict: 409,
  /** Understood and refused by a rule of the programme; `detail` says which. */
  rule_violated: 422,
  too_many_requests: 429,
  /** Our fault. Nothing was changed. */
  internal: 500,
  /** Something that we depend on is away. Nothing was changed. */
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof ERROR_CODES

export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type ProblemDetails = z.infer<typeof problemDetails>
