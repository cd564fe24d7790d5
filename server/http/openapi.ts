import { z } from 'zod'
import { ERROR_CODES, problemDetails } from '../../shared/contract/error-codes.ts'
import { cardProofs } from '../auth/card-proofs.ts'
import type { Endpoint } from './endpoint.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** The API's description in OpenAPI 3.1, made from the same lists that are mounted and the same schemas that check. */
export function describeApi(
  api: { routes: readonly Route[]; endpoints: readonly Endpoint[] },
  publicUrl: string,
): Json {
  const paths: Record<string, Json> = {}
  const add = (path: string, method: string, operation: Json): void => {
    paths[openApiPath(path)] = { ...paths[openApiPath(path)], [method]: operation }
  }
  for (const route of api.routes) add(route.path, route.method, describeRoute(route))
  for (const endpoint of api.endpoints) add(endpoint.path, endpoint.method, describeEndpoint(endpoint))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Partner Desk',
      version: '1',
      description:
        'Amounts are decimal strings with a currency, instants are ISO 8601 in UTC. A request body with an `idempotencyKey` may be repeated: it has one effect and gives the first answer.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemDetails, 'output') },
      securitySchemes: {
        ...Object.fromEntries(
          cardProofs.map(({ header, scheme: { name, description } }) => [
            name,
            { type: 'apiKey', in: 'header', name: header, description },
          ]),
        ),
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key that an admin made in the console, for another system.',
        },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-partner_desk' },
      },
    },
  }
}

/** Built at the first request: the lists are complete by then. */
export function openApiEndpoint(
  api: () => { routes: readonly Route[]; endpoints: readonly Endpoint[] },
): Endpoint {
  return {
    operationId: 'openapi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    contentType: 'application/json',
    statuses: { 200: 'OpenAPI 3.1' },
    limited: true,
    async handle(context, _request, response) {
      response.json(describeApi(api(), context.config.publicUrl))
    },
  }
}

function describeRoute(route: Route): Json {
  const content =
    route.reply === 'file'
      ? { 'text/csv': { schema: { type: 'string' } }, 'text/html': { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(route.reply, 'output') } }
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.access],
    'x-permission': route.permission,
    security:
      route.access === 'card' ? cardProofs.map(({ scheme }) => ({ [scheme.name]: [] })) : [{ session: [] }],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body ? requestBody(route.body) : {}),
    responses: { 200: { description: 'Done', content }, ...problems(problemStatuses(route)) },
  }
}

function describeEndpoint(endpoint: Endpoint): Json {
  const responses = Object.entries(endpoint.statuses).map(([status, description]) => {
    const schema = endpoint.reply ? schemaOf(endpoint.reply, 'output') : {}
    if (Number(status) < 300)
      return [status, { description, content: { [endpoint.contentType]: { schema } } }]
    return [status, { description, ...(endpoint.security ? { content: PROBLEM } : {}) }]
  })
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.security ?? 'open'],
    security: endpoint.security ? [{ [endpoint.security]: [] }] : [],
    parameters: [
      ...pathParameters(endpoint),
      ...queryParameters(endpoint),
      ...(endpoint.headers ?? []).map((header) => ({
        ...header,
        in: 'header',
        required: true,
        schema: { type: 'string' },
      })),
    ],
    ...(endpoint.body ? requestBody(endpoint.body) : {}),
    responses: { ...Object.fromEntries(responses), ...(endpoint.limited ? problems([429]) : {}) },
  }
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

const requestBody = (body: z.ZodType): Json => ({
  requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
})

function problemStatuses(route: Route): number[] {
  const all = [...new Set<number>(Object.values(ERROR_CODES))].filter((status) => status !== 429)
  return route.method === 'get' ? all.filter((status) => status !== 409 && status !== 422) : all
}

function problems(statuses: readonly number[]): Json {
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERROR_CODES).filter(([, of]) => of === status)
      return [status, { description: codes.map(([code]) => code).join(', '), content: PROBLEM }]
    }),
  )
}

const openApiPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

type Addressed = Pick<Route, 'path' | 'params' | 'query'>

function pathParameters(route: Addressed): Json[] {
  const properties = route.params ? propertiesOf(route.params) : {}
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }))
}

function queryParameters(route: Addressed): Json[] {
  if (!route.query) return []
  const schema = schemaOf(route.query, 'input')
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(propertiesOf(route.query)).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }))
}

function propertiesOf(schema: z.ZodType): Record<string, unknown> {
  const { properties } = schemaOf(schema, 'input')
  return typeof properties === 'object' && properties !== null ? { ...properties } : {}
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}
