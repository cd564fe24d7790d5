import { z } from 'zod'
import { CrmError } from '../crm.port.ts'

/** HubSpot's error body; every field may be missing. https://developers.hubspot.com/docs/api-reference/error-handling */
const contextSchema = z.record(z.string(), z.array(z.string())).catch({})
const errorBody = z.object({
  status: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  subCategory: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  /** OAuth errors name the kind here. */
  error: z.string().optional().catch(undefined),
  context: contextSchema,
  errors: z
    .array(
      z.object({
        message: z.string().optional().catch(undefined),
        code: z.string().optional().catch(undefined),
        context: contextSchema,
      }),
    )
    .catch([]),
})

export type HubspotProblem = z.output<typeof errorBody>

/** The body of an error reply. A body that is not JSON (a proxy's page) says nothing, which is not an error of its own. */
export function readProblem(text: string): HubspotProblem {
  try {
    return errorBody.parse(JSON.parse(text))
  } catch {
    return errorBody.parse({})
  }
}

/** A request that HubSpot understood and will refuse again. */
export class HubspotRejection extends CrmError {
  readonly status: number
  readonly problem: HubspotProblem

  constructor(status: number, problem: HubspotProblem, message: string) {
    super('rejected', message)
    this.name = 'HubspotRejection'
    this.status = status
    this.problem = problem
  }

  /** Whether HubSpot gave this code, at whichever depth it puts it. */
  has(code: string): boolean {
    const { problem } = this
    return (
      [
        problem.category,
        problem.subCategory,
        problem.status,
        ...problem.errors.map((error) => error.code),
      ].includes(code) || problem.message?.includes(code) === true
    )
  }
}

/** What a 4xx means that no waiting helps against. */
export function refusalOf(what: string, status: number, problem: HubspotProblem): CrmError {
  const said = problem.message ? `: ${problem.message}` : ''
  if (status === 401)
    return new CrmError('unauthorized', `HubSpot did not accept our token for ${what}${said}`)
  if (status === 403) {
    const scopes = missingScopes(problem)
    const missing = scopes.length > 0 ? ` (missing scope: ${scopes.join(', ')})` : ''
    return new CrmError('forbidden', `HubSpot does not allow ${what}${missing}${said}`)
  }
  const trace = problem.correlationId ? ` [${problem.correlationId}]` : ''
  return new HubspotRejection(status, problem, `HubSpot refused ${what} with ${status}${said}${trace}`)
}

function missingScopes(problem: HubspotProblem): string[] {
  const contexts = [problem.context, ...problem.errors.map((error) => error.context)]
  const named = contexts.flatMap((context) =>
    Object.entries(context).flatMap(([key, values]) => (/scopes?$/i.test(key) ? values : [])),
  )
  return [...new Set(named)]
}

/** A refresh that HubSpot will never grant again: the app was uninstalled, or the token was replaced. */
export function isRevoked(status: number, problem: HubspotProblem): boolean {
  return (
    status >= 400 &&
    status < 500 &&
    (problem.status === 'BAD_REFRESH_TOKEN' ||
      problem.category === 'BAD_REFRESH_TOKEN' ||
      problem.error === 'invalid_grant')
  )
}
