import type { ProblemDetails } from '../../../../shared/contract/error-codes.ts'

/** What can go wrong between the page and the server; `unreachable` means that no answer came back. */
export type ProblemCode = ProblemDetails['code'] | 'unreachable' | 'unreadable'

/** A request that did not succeed, in words for the person who made it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly title: string
  readonly requestId: string | null
  readonly fields: readonly { path: string; message: string }[]

  constructor(problem: {
    status: number
    code: ProblemCode
    title: string
    detail: string
    requestId?: string | null
    errors?: readonly { path: string; message: string }[]
  }) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.title = problem.title
    this.requestId = problem.requestId ?? null
    this.fields = problem.errors ?? []
  }
}

export const unreachable = (changes: boolean) =>
  new ApiProblem({
    status: 0,
    code: 'unreachable',
    title: 'The server did not answer',
    detail: changes
      ? 'Whether the change arrived is not known. Trying again is safe: it is done once, however often it is sent.'
      : 'Check your connection. Nothing was lost.',
  })

/** Reads an unsuccessful reply. A proxy in between may answer without problem details. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id')
  const body: unknown = await response.json().catch(() => undefined)
  if (!isProblem(body)) {
    return new ApiProblem({
      status: response.status,
      code: 'unreadable',
      title: 'The server could not do this',
      detail: `It answered ${response.status} without an explanation. Try again in a moment.`,
      requestId,
    })
  }
  return new ApiProblem({ ...body, requestId: body.requestId || requestId })
}

/**
 * The message for one form field. Paths name the field first (`domains.0`), some with `body` before it.
 */
export function fieldMessage(problem: ApiProblem | null, field: string): string | undefined {
  return problem?.fields.find(({ path }) => fieldOf(path) === field)?.message
}

/** What no field of the form shows, so that no message is swallowed. */
export function messagesWithoutField(problem: ApiProblem, shown: readonly string[]): string[] {
  return problem.fields
    .filter(({ path }) => !shown.includes(fieldOf(path)))
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
}

const fieldOf = (path: string) => path.replace(/^\/?(body[./])?/, '').split(/[./[]/)[0] ?? ''

function isProblem(body: unknown): body is ProblemDetails {
  return (
    typeof body === 'object' &&
    body !== null &&
    'detail' in body &&
    typeof body.detail === 'string' &&
    'code' in body &&
    typeof body.code === 'string' &&
    'title' in body &&
    typeof body.title === 'string'
  )
}
