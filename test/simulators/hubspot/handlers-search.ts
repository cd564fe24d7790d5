import { HttpResponse, type HttpHandler } from 'msw'
import { z } from 'zod'
import { validationError } from './api-refusal.ts'
import { apiVersion, endpoint, objectType, param, parseBody } from './endpoint.ts'
import { kindOf, readScope } from './handlers-objects.ts'
import type { ObjectType } from './object-types.ts'
import { recordJson } from './record-json.ts'
import { operators, Searcher, type SearchFilter } from './search.ts'
import type { World } from './simulator.ts'

const maxBodyCharacters = 3_000
const maxResults = 10_000
const maxPage = 200
const maxGroups = 5
const maxFiltersInGroup = 6
const maxFilters = 18

const filter = z.object({
  propertyName: z.string(),
  operator: z.enum(operators),
  value: z.coerce.string().optional(),
  highValue: z.coerce.string().optional(),
  values: z.array(z.coerce.string()).optional(),
})

const body = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filter) })).default([]),
  // A plain property name sorts upwards; the object form is older but still taken.
  sorts: z
    .array(
      z.union([
        z.string(),
        z.object({
          propertyName: z.string(),
          direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING'),
        }),
      ]),
    )
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().default(10),
  after: z.coerce.string().optional(),
  query: z.string().optional(),
})

/** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
export function searchHandlers(world: World): HttpHandler[] {
  const searcher = new Searcher(world.portal)
  return [
    endpoint(world, {
      method: 'post',
      path: `/crm/objects/${apiVersion}/:objectType/search`,
      kind: kindOf('search'),
      anyScope: readScope,
      isSearch: true,
      answer: (request) => {
        if (request.text.length > maxBodyCharacters) {
          throw validationError(`The search request body is longer than ${maxBodyCharacters} characters`)
        }
        const type = objectType(param(request, 'objectType'))
        const search = parseBody(body, request.text)
        const offset = checkPage(search.limit, search.after)
        const groups = search.filterGroups.map((group) => group.filters)
        checkFilters(world, type, groups)
        const sort = sortOf(world, type, search.sorts)
        const found = searcher.search(type.id, {
          filterGroups: groups,
          ...(sort !== undefined && { sort }),
          ...(search.query !== undefined && { text: search.query }),
        })
        const end = offset + search.limit
        return HttpResponse.json({
          total: found.length,
          results: found
            .slice(offset, end)
            .map((record) => recordJson(world.portal, type, record, search.properties)),
          ...(end < found.length && { paging: { next: { after: String(end) } } }),
        })
      },
    }),
  ]
}

function checkPage(limit: number, after: string | undefined): number {
  if (limit < 1 || limit > maxPage)
    throw validationError(`limit must be between 1 and ${maxPage}, not ${limit}`)
  const offset = after === undefined || after === '' ? 0 : Number(after)
  if (!Number.isInteger(offset) || offset < 0)
    throw validationError(`after must be a number, not ${after ?? ''}`)
  if (offset + limit > maxResults) {
    throw validationError(`Paging through search results is limited to ${maxResults} total`, {
      errors: [{ message: `after ${offset} and limit ${limit} pass ${maxResults}`, in: 'after' }],
    })
  }
  return offset
}

function checkFilters(world: World, type: ObjectType, groups: readonly (readonly SearchFilter[])[]): void {
  const count = groups.reduce((sum, group) => sum + group.length, 0)
  if (groups.length > maxGroups) throw validationError(`At most ${maxGroups} filterGroups are allowed`)
  if (groups.some((group) => group.length > maxFiltersInGroup)) {
    throw validationError(`At most ${maxFiltersInGroup} filters are allowed in one group`)
  }
  if (count > maxFilters) throw validationError(`At most ${maxFilters} filters are allowed in all`)
  for (const item of groups.flat()) {
    requireProperty(world, type, item.propertyName)
    requireValues(item)
  }
}

function requireValues(item: SearchFilter): void {
  const { operator, value, highValue, values, propertyName } = item
  if (operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY') {
    if (value !== undefined) throw validationError(`${operator} on ${propertyName} takes no value`)
    return
  }
  if (operator === 'IN' || operator === 'NOT_IN') {
    if (values === undefined || values.length === 0)
      throw validationError(`${operator} on ${propertyName} needs values`)
    if (values.length > 100) throw validationError(`${operator} on ${propertyName} takes at most 100 values`)
    return
  }
  if (value === undefined) throw validationError(`${operator} on ${propertyName} needs a value`)
  if (operator === 'BETWEEN' && highValue === undefined) {
    throw validationError(`BETWEEN on ${propertyName} needs a highValue`)
  }
}

function sortOf(world: World, type: ObjectType, sorts: z.infer<typeof body>['sorts']) {
  if (sorts.length > 1) throw validationError('Only one sort is allowed')
  const [sort] = sorts
  if (sort === undefined) return undefined
  const named =
    typeof sort === 'string'
      ? { propertyName: sort.replace(/^-/, ''), descending: sort.startsWith('-') }
      : { propertyName: sort.propertyName, descending: sort.direction === 'DESCENDING' }
  requireProperty(world, type, named.propertyName)
  return named
}

function requireProperty(world: World, type: ObjectType, name: string): void {
  if (world.portal.properties[type.id].get(name) !== undefined) return
  throw validationError('There was a problem with the request.', {
    errors: [
      { message: `Property ${name} does not exist`, code: 'PROPERTY_DOESNT_EXIST', in: 'propertyName' },
    ],
  })
}
