import { HttpResponse, type HttpHandler } from 'msw'
import { z } from 'zod'
import { validationError } from './api-refusal.ts'
import { apiVersion, endpoint, limitOf, objectType, param, parseBody, type ApiRequest } from './endpoint.ts'
import { associationInput, companyIdsOf } from './association-input.ts'
import { objectTypeNamed, type ObjectType } from './object-types.ts'
import { recordNotFound } from './portal-problem.ts'
import { inlineAssociations, recordJson } from './record-json.ts'
import type { World } from './simulator.ts'

const base = `/crm/objects/${apiVersion}/:objectType`
const writtenProperties = z.record(z.string(), z.string().nullable())
const createBody = z.object({
  properties: writtenProperties,
  associations: z.array(associationInput).optional(),
})
const updateBody = z.object({ properties: writtenProperties })
const mergeBody = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() })

/** Listing, reading and writing single records. */
export function objectHandlers(world: World): HttpHandler[] {
  const { portal } = world
  return [
    endpoint(world, {
      method: 'get',
      path: base,
      kind: kindOf('list'),
      anyScope: readScope,
      answer: (request) => HttpResponse.json(listPage(world, request)),
    }),
    endpoint(world, {
      method: 'get',
      path: `${base}/:id`,
      kind: kindOf('read'),
      anyScope: readScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const id = param(request, 'id')
        const record = portal.stores[type.id].find(id)
        const wantsArchived = request.query.get('archived') === 'true'
        if (record === undefined || (record.archivedAt !== null) !== wantsArchived) throw recordNotFound(id)
        return HttpResponse.json({
          ...recordJson(portal, type, record, listed(request, 'properties')),
          ...associationsMember(world, type, record.archivedAt !== null ? undefined : record, request),
        })
      },
    }),
    endpoint(world, {
      method: 'post',
      path: base,
      kind: kindOf('create'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const body = parseBody(createBody, request.text)
        const created = portal.create(type.id, {
          properties: body.properties,
          ...companyIdsOf(portal, type, body.associations ?? []),
          source: request.source,
        })
        return HttpResponse.json(recordJson(portal, type, created, Object.keys(body.properties)), {
          status: 201,
        })
      },
    }),
    endpoint(world, {
      method: 'patch',
      path: `${base}/:id`,
      kind: kindOf('update'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const { properties } = parseBody(updateBody, request.text)
        if (Object.keys(properties).length === 0) {
          throw validationError('No properties found to update, please provide at least one.')
        }
        const updated = portal.update(type.id, param(request, 'id'), properties, request.source)
        return HttpResponse.json(recordJson(portal, type, updated, Object.keys(properties)))
      },
    }),
    endpoint(world, {
      method: 'delete',
      path: `${base}/:id`,
      kind: kindOf('archive'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const id = param(request, 'id')
        if (portal.stores[type.id].findActive(id) !== undefined) portal.archive(type.id, id, request.source)
        return new HttpResponse(null, { status: 204 })
      },
    }),
    endpoint(world, {
      method: 'post',
      path: `${base}/merge`,
      kind: kindOf('merge'),
      anyScope: writeScope,
      answer: (request) => {
        const type = objectType(param(request, 'objectType'))
        const body = parseBody(mergeBody, request.text)
        const merged = portal.merge(type.id, body.primaryObjectId, body.objectIdToMerge, request.source)
        return HttpResponse.json(recordJson(portal, type, merged, []))
      },
    }),
  ]
}

function listPage(world: World, request: ApiRequest) {
  const type = objectType(param(request, 'objectType'))
  const limit = limitOf(request.query, 10, request.query.has('propertiesWithHistory') ? 50 : 100)
  const after = request.query.get('after') ?? '0'
  if (!/^\d{1,16}$/.test(after)) throw validationError(`after is not a cursor of an earlier page: ${after}`)
  const archived = request.query.get('archived') === 'true'
  // The cursor names the first record of the next page, so one record more is read than is shown.
  const found = world.portal.stores[type.id].page({ archived, afterId: Number(after) - 1, count: limit + 1 })
  const next = found[limit]
  const asked = listed(request, 'properties')
  const results = found.slice(0, limit).map((record) => ({
    ...recordJson(world.portal, type, record, asked),
    ...associationsMember(world, type, archived ? undefined : record, request),
  }))
  return {
    results,
    ...(next !== undefined && {
      paging: { next: { after: next.id, link: nextLink(type, request, next.id) } },
    }),
  }
}

function nextLink(type: ObjectType, request: ApiRequest, after: string): string {
  const query = new URLSearchParams(request.query)
  query.set('after', after)
  return `https://api.hubapi.com/crm/objects/${apiVersion}/${type.id}?${query.toString()}`
}

function associationsMember(
  world: World,
  type: ObjectType,
  record: Parameters<typeof inlineAssociations>[2] | undefined,
  request: ApiRequest,
) {
  const toTypes = listed(request, 'associations').flatMap((name) => objectTypeNamed(name) ?? [])
  if (record === undefined || toTypes.length === 0) return {}
  const associations = inlineAssociations(world.portal, type, record, toTypes)
  return associations === undefined ? {} : { associations }
}

/** Both spellings that HubSpot takes: `properties=a,b` and `properties=a&properties=b`. */
function listed(request: ApiRequest, name: string): string[] {
  return request.query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .filter((item) => item !== '')
}

export const kindOf =
  (action: string) =>
  (params: Record<string, string>): string =>
    `${objectTypeNamed(params.objectType ?? '')?.plural ?? 'unknown'}.${action}`

export const readScope = (params: Record<string, string>): string[] => [
  objectType(params.objectType).readScope,
]
export const writeScope = (params: Record<string, string>): string[] => [
  objectType(params.objectType).writeScope,
]
