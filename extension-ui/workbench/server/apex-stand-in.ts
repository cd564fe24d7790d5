import type { Org } from '../../../test/simulators/salesforce/org.ts'
import { normalisedId } from '../../../test/simulators/salesforce/record-id.ts'
import { APEX_METHODS, type ApexMethod } from './apex-methods.ts'
import { signAssertion, type SigningKey } from './assertion.ts'
import { hasPermission } from './custom-permissions.ts'
import type { DemoPerson } from './people.ts'

/**
 * In place of the package's Apex, which runs nowhere but in an org: signs as it does, with the key that the org was really
 * given, and asks the real server.
 */

export interface ApexStandInOptions {
  org(): Org
  /** undefined until the org is connected. */
  signingKey(): SigningKey | undefined
  serverOrigin: string
  /** The package's labels, in whose words Apex refuses. */
  labels: ReadonlyMap<string, string>
}

export type ApexParameters = Readonly<Record<string, unknown>>

/** What Apex would hand to the component: the server's reply as text. Throws `ApexFault` for the rest. */
export type ApexStandIn = (person: DemoPerson, name: string, parameters: ApexParameters) => Promise<string>

/** What a component gets of an AuraHandledException; the message is JSON. */
export class ApexFault extends Error {
  constructor(fault: { status: number; code: string; detail: string; errors?: unknown[] }) {
    super(JSON.stringify({ errors: [], ...fault }))
    this.name = 'ApexFault'
  }
}

const PATIENCE_MS = 15_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function createApexStandIn(options: ApexStandInOptions): ApexStandIn {
  const { labels } = options
  function sentence(label: string): string {
    const text = labels.get(label)
    if (text === undefined) throw new Error(`The package has no label ${label}.`)
    return text
  }
  const refused = (status: number, code: string, label: string): ApexFault =>
    new ApexFault({ status, code, detail: sentence(label) })

  return async (person, name, given) => {
    const method = APEX_METHODS[name]
    if (!method) throw new Error(`There is no Apex method ${name}.`)
    if (method.needsAdmin && !hasPermission(person, 'Partner_Desk_Admin')) {
      throw refused(403, 'forbidden', 'PartnerDesk_ApexAdminsOnly')
    }
    const values = textsOf(method, given)
    if (method.needsOpportunity) {
      values.set('opportunityId', opportunityId(values.get('opportunityId') ?? ''))
      readSeen(method, values)
    }
    const path = pathOf(method, values)
    const body = method.verb === 'POST' ? (values.get('request') ?? '') : undefined
    const response = await send(person, method.verb, path, body)
    const text = await response.text()
    if (response.ok) return text
    throw faultOf(response.status, text)
  }

  function opportunityId(asked: string): string {
    const id = normalisedId(asked)
    if (id === undefined) throw new Error(`Invalid id: ${asked}`)
    const record = options.org().store.find(id)
    const visible = record?.object === 'Opportunity' && record.values['IsDeleted'] !== true
    if (!visible || !options.org().visibility.seesRecord(id)) {
      throw refused(404, 'not_found', 'PartnerDesk_ApexNotShared')
    }
    return id
  }

  /** Amount and stage as the org has them now. */
  function readSeen(method: ApexMethod, values: Map<string, string>): void {
    if (!method.query?.includes('stage')) return
    const { Amount, StageName } = options.org().record(values.get('opportunityId') ?? '').values
    values.set('amount', String(Amount ?? ''))
    values.set('stage', String(StageName ?? ''))
  }

  function pathOf(method: ApexMethod, values: ReadonlyMap<string, string>): string {
    const path = method.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values.get(name) ?? ''
      if (name === 'opportunityId') return value
      const id = value.trim().toLowerCase()
      if (!UUID.test(id)) throw refused(400, 'invalid_request', 'PartnerDesk_ApexInvalidId')
      return id
    })
    // The same letters are escaped as by EncodingUtil.urlEncode.
    const query = new URLSearchParams(
      (method.query ?? []).flatMap((name): [string, string][] => {
        const value = values.get(name) ?? ''
        return value.trim() === '' ? [] : [[name, value]]
      }),
    )
    return query.size > 0 ? `${path}?${query}` : path
  }

  async function send(
    person: DemoPerson,
    method: string,
    path: string,
    body: string | undefined,
  ): Promise<Response> {
    const key = options.signingKey()
    if (!key) throw refused(0, 'not_connected', 'PartnerDesk_ApexNotConnected')
    const assertion = signAssertion(
      {
        orgId: options.org().settings.orgId,
        userId: person.salesforceUserId,
        name: `${person.firstName} ${person.lastName}`,
        email: person.email,
      },
      key,
      { method, path, body: body ?? '' },
    )
    try {
      return await fetch(options.serverOrigin + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          accept: 'application/json',
          'x-partner-desk-assertion': assertion,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      })
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError'
      throw refused(0, 'unreachable', late ? 'PartnerDesk_ApexTimedOut' : 'PartnerDesk_ApexUnreachable')
    }
  }

  function faultOf(status: number, text: string): ApexFault {
    const problem = problemIn(text)
    if (problem) return new ApexFault({ status, ...problem })
    const detail = sentence('PartnerDesk_ApexUnreadableReply').replace('{0}', String(status))
    return new ApexFault({ status, code: status >= 500 ? 'unavailable' : 'internal', detail })
  }
}

/** The parameters of the signature; Apex has no others. */
function textsOf(method: ApexMethod, given: ApexParameters): Map<string, string> {
  return new Map(
    method.parameters.map((name) => {
      const value = given[name]
      return [name, typeof value === 'string' ? value : '']
    }),
  )
}

function problemIn(text: string): { code: string; detail: string; errors: unknown[] } | undefined {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null) return undefined
    if (!('code' in problem && 'detail' in problem)) return undefined
    if (typeof problem.code !== 'string' || typeof problem.detail !== 'string') return undefined
    const errors = 'errors' in problem && Array.isArray(problem.errors) ? (problem.errors as unknown[]) : []
    return { code: problem.code, detail: problem.detail, errors }
  } catch {
    return undefined // not JSON: a proxy's page, say
  }
}
