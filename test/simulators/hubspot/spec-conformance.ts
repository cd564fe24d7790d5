import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import type { Exchange } from './exchanges.ts'
import type { Simulator } from './simulator.ts'

/** HubSpot's published API description, beside the project where somebody put it. */
export const specFolder = join(import.meta.dirname, '../../../../shared/openapi/hubspot')

const files = [
  'Account_Account_Info__144923__2026-03_accountInfo.json',
  'Auth_Oauth__279897__2026-03_oauth.json',
  'CRM_App_Uninstalls__209039__2026-03_appUninstalls.json',
  'CRM_Deals__424__2026-03_deals.json',
  'CRM_Companies__424__2026-03_companies.json',
  'CRM_Invoices__424__2026-03_invoices.json',
  'CRM_Commerce_Payments__424__2026-03_commercePayments.json',
  'CRM_Associations__130902__2026-03_associations.json',
  'CRM_Crm_Owners__146888__2026-03_crmOwners.json',
  'CRM_Pipelines__145896__2026-03_pipelines.json',
  'CRM_Properties__145899__2026-03_properties.json',
]

export const hasSpecs = (): boolean =>
  existsSync(specFolder) && files.every((file) => readdirSync(specFolder).includes(file))

/** Starts to record; `problems` stops and checks everything that passed, the caller's requests included. */
export function recordExchanges(simulator: Pick<Simulator, 'exchanges'>): {
  problems(): string[]
  count(): number
} {
  const recording = simulator.exchanges.record()
  return {
    problems: () => new SpecConformance().check(recording.stop()),
    count: () => recording.sofar().length,
  }
}

interface Operation {
  file: string
  template: string
  pattern: RegExp
  method: string
  queryNames: Set<string>
  request: SchemaAt | undefined
  replies: Map<string, SchemaAt>
}

interface SchemaAt {
  mediaType: string
  pointer: string
}

/** Checks requests and replies against the published description, corrected where the live API is known to differ. */
export class SpecConformance {
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: {
      int32: true,
      int64: true,
      uuid: /^[0-9a-f-]{36}$/i,
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
    },
  })
  readonly #operations: Operation[] = []
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor(folder = specFolder) {
    for (const file of files) {
      const document = corrected(JSON.parse(readFileSync(join(folder, file), 'utf8')))
      this.#ajv.addSchema(document, file)
      this.#operations.push(...operationsOf(file, document))
    }
    // A literal path goes before one with parameters.
    this.#operations.sort((a, b) => a.template.split('{').length - b.template.split('{').length)
  }

  /** One line per problem; an address that the description does not know is one too. */
  check(exchanges: readonly Exchange[]): string[] {
    return [...new Set(exchanges.flatMap((exchange) => this.#checkOne(exchange)))]
  }

  #checkOne(exchange: Exchange): string[] {
    const name = `${exchange.method} ${exchange.path}`
    const path = exchange.path.replace('/0-2/associations/', '/companies/associations/')
    const operation = this.#operations.find(
      ({ method, pattern }) =>
        method === exchange.method && [path, companyPath(path)].some((each) => pattern.test(each)),
    )
    if (operation === undefined) return [`${name}: not in the description`]
    return [
      ...this.#checkQuery(operation, exchange).map((problem) => `${name} query: ${problem}`),
      ...this.#checkRequest(operation, exchange).map((problem) => `${name} request: ${problem}`),
      ...this.#checkReply(operation, exchange).map(
        (problem) => `${name} ${exchange.status} reply: ${problem}`,
      ),
    ]
  }

  #checkQuery(operation: Operation, exchange: Exchange): string[] {
    return [...new URLSearchParams(exchange.query).keys()]
      .filter((name) => !operation.queryNames.has(name))
      .map((name) => `${name} is not a parameter`)
  }

  /** Only requests that were accepted: a test may well send a wrong one on purpose. */
  #checkRequest(operation: Operation, exchange: Exchange): string[] {
    if (exchange.status >= 400 || operation.request === undefined) return []
    const { mediaType } = operation.request
    if (!exchange.requestContentType.startsWith(mediaType)) return [`is not ${mediaType}`]
    const body: unknown = mediaType.includes('json')
      ? JSON.parse(exchange.requestBody)
      : Object.fromEntries(new URLSearchParams(exchange.requestBody))
    return this.#validate(operation.file, operation.request.pointer, body)
  }

  #checkReply(operation: Operation, exchange: Exchange): string[] {
    if (exchange.status === 0 || exchange.responseBody === '') return []
    if (exchange.status >= 400) {
      return this.#validate(operation.file, '/components/schemas/Error', JSON.parse(exchange.responseBody))
    }
    const reply = operation.replies.get(String(exchange.status))
    if (reply === undefined) return ['the description has no such status']
    return this.#validate(operation.file, reply.pointer, JSON.parse(exchange.responseBody))
  }

  #validate(file: string, pointer: string, value: unknown): string[] {
    const ref = `${file}#${pointer}`
    const validate = this.#compiled.get(ref) ?? this.#ajv.compile({ $ref: ref })
    this.#compiled.set(ref, validate)
    validate(value)
    return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`)
  }
}

/** The description calls companies by name where it calls deals 0-3. */
function companyPath(path: string): string {
  return path.replace('/objects/2026-03/0-2', '/objects/2026-03/companies')
}

interface Document {
  paths: Record<string, Record<string, OperationObject>>
  components: { schemas: Record<string, SchemaObject> }
}

interface OperationObject {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, unknown> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

interface SchemaObject {
  required?: string[]
  properties?: Record<string, Record<string, unknown>>
}

function operationsOf(file: string, document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const at = `/paths/${escapePointer(template)}/${method}`
      const replies = Object.entries(operation.responses).flatMap(([status, { content }]) => {
        const found = schemaIn(content, `${at}/responses/${status}/content`)
        return found === undefined ? [] : [[status, found] as const]
      })
      return {
        file,
        template,
        pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
        method: method.toUpperCase(),
        queryNames: new Set(
          (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name),
        ),
        request: schemaIn(operation.requestBody?.content, `${at}/requestBody/content`),
        replies: new Map(replies),
      }
    }),
  )
}

function schemaIn(content: Record<string, unknown> | undefined, at: string): SchemaAt | undefined {
  const [mediaType] = Object.keys(content ?? {})
  return mediaType === undefined
    ? undefined
    : { mediaType, pointer: `${at}/${escapePointer(mediaType)}/schema` }
}

/** A JSON pointer inside a URI fragment. */
function escapePointer(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** Members that the description calls required and the live API, with HubSpot's own clients, does without. */
const notReallyRequired: Record<string, readonly string[]> = {
  PublicObjectSearchRequest: ['after', 'filterGroups', 'limit', 'properties', 'sorts'],
  BatchReadInputSimplePublicObjectId: ['properties', 'propertiesWithHistory'],
  SimplePublicObjectInputForCreate: ['associations'],
  SimplePublicObjectBatchInputForCreate: ['associations'],
}

/** Parsed JSON of the description, with the three known differences of the live API put right. */
function corrected(json: unknown): Document {
  const document = json as Document // the files are OpenAPI 3.0 documents
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const optional = notReallyRequired[name]
    if (optional !== undefined)
      schema.required = (schema.required ?? []).filter((one) => !optional.includes(one))
    // An unset property is null in replies, and null unsets one in requests.
    const values = schema.properties?.properties
    if (values?.additionalProperties !== undefined) values.additionalProperties = { type: ['string', 'null'] }
    // Described as an object, sent as text.
    if (schema.properties?.subCategory !== undefined) schema.properties.subCategory = {}
  }
  removeExamples(document)
  return document
}

/** OpenAPI's `example` is no keyword of JSON Schema; the description also has `nullable`, which no reply here uses. */
function removeExamples(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  for (const value of Object.values(node)) removeExamples(value)
  if ('example' in node) delete node.example
}
