import { HttpResponse, type HttpHandler } from 'msw'
import { z } from 'zod'
import { notFound, type Refusal } from './api-refusal.ts'
import { batchReply } from './batch-reply.ts'
import { apiVersion, endpoint, objectType, param, parseBody, type ApiRequest } from './endpoint.ts'
import { PortalProblem } from './portal-problem.ts'
import { refusalOf } from './portal-refusal.ts'
import type { NewProperty, PropertyCatalogue } from './property-catalogue.ts'
import type { PropertyDefinition } from './property-definitions.ts'
import type { World } from './simulator.ts'

const base = `/crm/properties/${apiVersion}/:objectType`

const option = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().int().default(-1),
  hidden: z.boolean().default(false),
  description: z.string().default(''),
})
const newProperty = z.object({
  name: z.string(),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(['string', 'number', 'date', 'datetime', 'enumeration', 'bool', 'phone_number']),
  fieldType: z.string(),
  description: z.string().default(''),
  options: z.array(option).default([]),
  showCurrencySymbol: z.boolean().default(false),
  hasUniqueValue: z.boolean().default(false),
  hidden: z.boolean().default(false),
  displayOrder: z.number().int().default(-1),
})
const newProperties = z.object({ inputs: z.array(newProperty).min(1).max(100) })
const newGroup = z.object({ name: z.string(), label: z.string(), displayOrder: z.number().int().default(-1) })

const readScopes = (params: Record<string, string>): string[] => {
  const type = objectType(params.objectType)
  return [type.schemaReadScope, type.readScope, type.writeScope]
}
const schemaScope = (params: Record<string, string>): string[] => [
  objectType(params.objectType).schemaWriteScope,
]

export function propertyHandlers(world: World): HttpHandler[] {
  const catalogue = (request: ApiRequest): PropertyCatalogue =>
    world.portal.properties[objectType(param(request, 'objectType')).id]
  const add = (request: ApiRequest, property: NewProperty): object =>
    propertyJson(catalogue(request).add(property, world.portal.now()))
  return [
    endpoint(world, {
      method: 'get',
      path: `${base}/groups`,
      kind: 'properties.groups',
      anyScope: readScopes,
      answer: (request) => HttpResponse.json({ results: catalogue(request).groups() }),
    }),
    endpoint(world, {
      method: 'get',
      path: `${base}/groups/:groupName`,
      kind: 'properties.readGroup',
      anyScope: readScopes,
      answer: (request) => {
        const group = catalogue(request).group(param(request, 'groupName'))
        if (group === undefined) throw notFound(`No property group named ${param(request, 'groupName')}`)
        return HttpResponse.json(group)
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/groups`,
      kind: 'properties.createGroup',
      anyScope: schemaScope,
      answer: (request) =>
        HttpResponse.json(catalogue(request).addGroup(parseBody(newGroup, request.text)), { status: 201 }),
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/batch/create`,
      kind: 'properties.batchCreate',
      anyScope: schemaScope,
      answer: (request) => {
        const results: object[] = []
        const failures: Refusal[] = []
        for (const input of parseBody(newProperties, request.text).inputs) {
          try {
            results.push(add(request, input))
          } catch (error) {
            if (!(error instanceof PortalProblem)) throw error
            failures.push({ ...refusalOf(error), context: { name: [input.name] } })
          }
        }
        return batchReply(world, results, failures, 201)
      },
    }),
    endpoint(world, {
      method: 'get',
      path: base,
      kind: 'properties.list',
      anyScope: readScopes,
      answer: (request) => HttpResponse.json({ results: catalogue(request).all().map(propertyJson) }),
    }),
    endpoint(world, {
      method: 'post',
      path: base,
      kind: 'properties.create',
      anyScope: schemaScope,
      answer: (request) =>
        HttpResponse.json(add(request, parseBody(newProperty, request.text)), { status: 201 }),
    }),
    endpoint(world, {
      method: 'get',
      path: `${base}/:propertyName`,
      kind: 'properties.read',
      anyScope: readScopes,
      answer: (request) => {
        const definition = catalogue(request).get(param(request, 'propertyName'))
        if (definition === undefined) throw notFound(`No property named ${param(request, 'propertyName')}`)
        return HttpResponse.json(propertyJson(definition))
      },
    }),
    endpoint(world, {
      method: 'delete',
      path: `${base}/:propertyName`,
      kind: 'properties.archive',
      anyScope: schemaScope,
      answer: (request) => {
        if (!catalogue(request).remove(param(request, 'propertyName'))) {
          throw notFound(`No property named ${param(request, 'propertyName')}`)
        }
        return new HttpResponse(null, { status: 204 })
      },
    }),
  ]
}

function propertyJson(definition: PropertyDefinition) {
  const { readOnlyValue, ...shown } = definition
  return {
    ...shown,
    archived: false,
    formField: !readOnlyValue,
    dataSensitivity: 'non_sensitive',
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyValue,
    },
  }
}
