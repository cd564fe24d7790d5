import { z } from 'zod'
import type { ObjectTypeId } from '../../../test/simulators/hubspot/object-types.ts'
import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'

/** What `useAssociations` and `useCrmSearch` of the SDK ask of the CRM, in the shapes that the SDK checks. */

const associationsRequest = z.object({
  toObjectType: z.string(),
  properties: z.array(z.string()).default([]),
  pageLength: z.number().int().min(1).max(100).default(10),
  offset: z.number().int().min(0).default(0),
})

export function associationsOf(portal: Portal, dealId: string, asked: unknown) {
  const request = associationsRequest.parse(asked)
  const type = typeOf(request.toObjectType)
  const all = portal.visibleAssociations('0-3', dealId, type)
  const page = all.slice(request.offset, request.offset + request.pageLength)
  return {
    results: page.map((link) => ({
      toObjectId: Number(link.toId),
      associationTypes: link.typeIds.map((typeId) => ({ category: 'HUBSPOT_DEFINED', typeId, label: '' })),
      properties: propertiesOf(portal, type, portal.existing(type, link.toId), request.properties),
    })),
    hasMore: request.offset + page.length < all.length,
    nextOffset: request.offset + page.length,
  }
}

const searchRequest = z.object({
  objectType: z.string(),
  properties: z.array(z.string()).default([]),
  query: z.string().default(''),
  pageLength: z.number().int().min(1).max(100).default(10),
})

/** Free text over names only; filters of a search are refused rather than ignored. */
export function searchCrm(portal: Portal, asked: unknown) {
  const request = searchRequest
    .extend({ filterGroups: z.array(z.unknown()).max(0, 'filters are not simulated here').default([]) })
    .parse(asked)
  const type = typeOf(request.objectType)
  const query = request.query.toLowerCase()
  const found = [...portal.stores[type].active()].filter((record) =>
    (record.properties.dealname ?? record.properties.name ?? '').toLowerCase().includes(query),
  )
  return {
    results: found.slice(0, request.pageLength).map((record) => ({
      objectId: Number(record.id),
      properties: propertiesOf(portal, type, record, request.properties),
    })),
    total: found.length,
    hasMore: found.length > request.pageLength,
  }
}

function typeOf(name: string): ObjectTypeId {
  if (['0-3', 'deal', 'deals', 'DEAL'].includes(name)) return '0-3'
  if (['0-2', 'company', 'companies', 'COMPANY'].includes(name)) return '0-2'
  throw new Error(`The simulated portal has no records of type ${name}`)
}

function propertiesOf(portal: Portal, type: ObjectTypeId, record: CrmRecord, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, portal.read(type, record, name) ?? null]))
}
