import { apiVersion } from './endpoint.ts'
import { moneyLinkNames } from './money-links.ts'
import type { ObjectType, ObjectTypeId } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { CrmRecord } from './record.ts'

export interface RecordJson {
  id: string
  properties: Record<string, string | null>
  createdAt: string
  updatedAt: string
  archived: boolean
  archivedAt?: string
  associations?: Record<string, AssociationsJson>
}

interface AssociationsJson {
  results: { id: string; type: string }[]
  paging?: { next: { after: string; link: string } }
}

const alwaysReturned = ['hs_lastmodifieddate', 'hs_object_id'] as const
const inlinePageSize = 100

/** A record as list, read and search answer it. Asked-for properties that do not exist are left out, unset ones are null. */
export function recordJson(
  portal: Portal,
  type: ObjectType,
  record: CrmRecord,
  asked: readonly string[],
): RecordJson {
  const properties: Record<string, string | null> = {}
  for (const names of [
    asked.length === 0 ? type.defaultProperties : asked,
    [type.createdProperty],
    alwaysReturned,
  ]) {
    for (const name of names) {
      const value = portal.read(type.id, record, name)
      if (value !== undefined) properties[name] = value
    }
  }
  return {
    id: record.id,
    properties,
    createdAt: properties[type.createdProperty] ?? '',
    updatedAt: properties.hs_lastmodifieddate ?? '',
    archived: record.archivedAt !== null,
    ...(record.archivedAt !== null && { archivedAt: new Date(record.archivedAt).toISOString() }),
  }
}

/** The `associations` member of a listed record: one entry per association type, a next page after 100 records. */
export function inlineAssociations(
  portal: Portal,
  from: ObjectType,
  record: CrmRecord,
  toTypes: readonly ObjectType[],
): Record<string, AssociationsJson> | undefined {
  const result: Record<string, AssociationsJson> = {}
  for (const to of toTypes) {
    const all = portal.visibleAssociations(from.id, record.id, to.id)
    if (all.length === 0) continue
    const page = all.slice(0, inlinePageSize)
    const last = page.at(-1)
    result[to.plural] = {
      results: page.flatMap((link) =>
        link.typeIds.map((typeId) => ({ id: link.toId, type: inlineTypeName(from.id, to.id, typeId) })),
      ),
      ...(all.length > page.length &&
        last !== undefined && {
          paging: {
            next: {
              after: last.toId,
              link: `https://api.hubapi.com/crm/objects/${apiVersion}/${from.id}/${record.id}/associations/${to.id}?after=${last.toId}`,
            },
          },
        }),
    }
  }
  return Object.keys(result).length === 0 ? undefined : result
}

/** Type names in lists differ from the ids elsewhere: the primary association has the plain name, the other is "unlabeled". */
function inlineTypeName(from: ObjectTypeId, to: ObjectTypeId, typeId: number): string {
  if (from === '0-3' && to === '0-2') return typeId === 5 ? 'deal_to_company' : 'deal_to_company_unlabeled'
  if (from === '0-2' && to === '0-3') return typeId === 6 ? 'company_to_deal' : 'company_to_deal_unlabeled'
  if (typeId !== 13 && typeId !== 14) return moneyLinkNames[typeId] ?? ''
  return typeId === 13 ? 'parent_to_child_company' : 'child_to_parent_company'
}
