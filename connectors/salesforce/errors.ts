import { z } from 'zod'
import { CrmError } from '../crm.port.ts'

const problem = z.object({
  errorCode: z.string().catch(''),
  message: z.string().catch(''),
  fields: z.array(z.string()).catch([]),
})
export type SalesforceProblem = z.output<typeof problem>

/** A refusal's body: a list of problems, one of them, or (OAuth) another form; a proxy's page names none. */
export function readProblems(body: unknown): SalesforceProblem[] {
  const list = z.array(problem).safeParse(Array.isArray(body) ? body : [body])
  return list.success ? list.data.filter(({ errorCode, message }) => errorCode || message) : []
}

export function problemsIn(text: string): SalesforceProblem[] {
  try {
    return readProblems(JSON.parse(text))
  } catch {
    return []
  }
}

/** A request that Salesforce understood and will refuse again. */
export class SalesforceRejection extends CrmError {
  readonly status: number
  readonly problems: readonly SalesforceProblem[]

  constructor(status: number, problems: readonly SalesforceProblem[], message: string) {
    super('rejected', message)
    this.name = 'SalesforceRejection'
    this.status = status
    this.problems = problems
  }

  has(...codes: string[]): boolean {
    return this.problems.some(({ errorCode }) => codes.includes(errorCode))
  }
}

const said = (problems: readonly SalesforceProblem[]): string => {
  const [first] = problems
  if (!first) return ''
  return `: ${[first.errorCode, first.message].filter((part) => part !== '').join(', ')}`
}

/** What a refusal means that no waiting helps against, and who can mend it. */
export function refusalOf(what: string, status: number, problems: readonly SalesforceProblem[]): CrmError {
  if (status >= 300 && status < 400) {
    return new CrmError(
      'rejected',
      `Salesforce wanted to lead us elsewhere for ${what}, which we do not follow. If the org's My Domain was ` +
        'renamed, an admin connects it again in Partner Desk.',
    )
  }
  if (status === 401) {
    return new CrmError(
      'unauthorized',
      `Salesforce did not accept our token for ${what}${said(problems)}. If this stays, an admin connects the org again.`,
    )
  }
  if (status >= 500) {
    return new CrmError('unavailable', `Salesforce answered ${status} to ${what}${said(problems)}`)
  }
  if (status === 403) {
    return new CrmError(
      'forbidden',
      `Salesforce does not allow ${what}${said(problems)}. A Salesforce admin gives the connected user API access and ` +
        'the permission set "Partner Desk Integration".',
    )
  }
  return new SalesforceRejection(
    status,
    problems,
    `Salesforce refused ${what} with ${status}${said(problems)}`,
  )
}
