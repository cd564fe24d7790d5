import type { HttpHandler } from 'msw'
import { z } from 'zod'
import { control, type ControlRequest } from './control-endpoint.ts'
import { parseBody } from './endpoint.ts'
import { deals } from './object-types.ts'
import { portalUser } from './portal-event.ts'
import { recordNotFound } from './portal-problem.ts'
import type { Portal } from './portal.ts'
import type { CrmRecord } from './record.ts'
import type { Simulator } from './simulator.ts'

const written = z.record(z.string(), z.string().nullable())
const createBody = z.object({
  properties: written,
  companyIds: z.array(z.string()).default([]),
  userId: z.number().int().default(0),
})
const patchBody = z.object({ properties: written, userId: z.number().int().default(0) })
const changeBody = z.object({ count: z.number().int().positive() })

/** Deals as a portal's own user sees and edits them. */
export function controlDealHandlers({ portal }: Simulator): HttpHandler[] {
  return [
    control('get', '/simulator/deals', (request) => dealList(portal, request)),
    control('get', '/simulator/deals/:id', ({ params }) => dealDetail(portal, params.id ?? '')),
    control('post', '/simulator/deals', ({ text }) => {
      const { properties, companyIds, userId } = parseBody(createBody, text)
      return dealDetail(portal, portal.createDeal({ properties, companyIds, source: portalUser(userId) }).id)
    }),
    control('patch', '/simulator/deals/:id', ({ params, text }) => {
      const { properties, userId } = parseBody(patchBody, text)
      return dealDetail(portal, portal.update('0-3', params.id ?? '', properties, portalUser(userId)).id)
    }),
    control('post', '/simulator/deals/change', ({ text }) => ({ changed: reviseDeals(portal, text) })),
  ]
}

function dealList(portal: Portal, { query }: ControlRequest): object {
  const limit = Math.min(Number(query.get('limit') ?? '25') || 25, 200)
  const offset = Number(query.get('after') ?? '0') || 0
  const words = (query.get('search') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found: CrmRecord[] = []
  for (const deal of portal.stores['0-3'].active()) {
    const text =
      words.length === 0
        ? ''
        : `${deal.properties.dealname ?? ''} ${companyName(portal, deal) ?? ''}`.toLowerCase()
    if (words.every((word) => text.includes(word))) found.push(deal)
  }
  const end = offset + limit
  return {
    total: found.length,
    results: found.slice(offset, end).map((deal) => dealSummary(portal, deal)),
    ...(end < found.length && { after: String(end) }),
  }
}

function dealDetail(portal: Portal, id: string): object {
  const deal = portal.stores['0-3'].find(id)
  if (deal === undefined) throw recordNotFound(id)
  const properties: Record<string, string | null> = {}
  for (const { name } of portal.properties['0-3'].all())
    properties[name] = portal.read('0-3', deal, name) ?? null
  return {
    ...dealSummary(portal, deal),
    objectTypeId: deals.id,
    properties,
    companies: portal.visibleAssociations('0-3', deal.id, '0-2').map(({ toId, typeIds }) => ({
      id: toId,
      name: portal.stores['0-2'].find(toId)?.properties.name ?? null,
      isPrimary: typeIds.includes(5),
      parentName: parentName(portal, toId),
    })),
  }
}

function dealSummary(portal: Portal, deal: CrmRecord) {
  const {
    dealname,
    amount,
    deal_currency_code: currency,
    dealstage,
    closedate,
    hubspot_owner_id,
  } = deal.properties
  const owner = portal.owners.byId(hubspot_owner_id ?? '')
  return {
    id: deal.id,
    name: dealname ?? null,
    amount: amount ?? null,
    currency: currency ?? portal.settings.companyCurrency,
    stageId: dealstage ?? null,
    stageLabel: portal.stageOf(deal)?.label ?? null,
    closeDate: closedate ?? null,
    ownerName: owner === undefined ? null : `${owner.firstName} ${owner.lastName}`.trim(),
    companyName: companyName(portal, deal),
    archived: deal.archivedAt !== null,
    modifiedAt: new Date(deal.modifiedAt).toISOString(),
  }
}

function companyName(portal: Portal, deal: CrmRecord): string | null {
  const id = portal.associations.primaryCompanyOf(deal.id)
  return id === null ? null : (portal.stores['0-2'].findActive(id)?.properties.name ?? null)
}

function parentName(portal: Portal, companyId: string): string | null {
  const parentId = portal.associations.parentOf(companyId)
  return parentId === undefined ? null : (portal.stores['0-2'].findActive(parentId)?.properties.name ?? null)
}

/** Renames the first `count` deals "… (revision n)"; amounts and stages stay, so that totals do too. */
function reviseDeals(portal: Portal, text: string): number {
  const { count } = parseBody(changeBody, text)
  const chosen = portal.stores['0-3'].page({ archived: false, afterId: 0, count })
  for (const deal of chosen) {
    const [, base = '', revision] =
      /^(.*?)(?: \(revision (\d+)\))?$/s.exec(deal.properties.dealname ?? '') ?? []
    portal.update('0-3', deal.id, { dealname: `${base} (revision ${Number(revision ?? '0') + 1})` })
  }
  return chosen.length
}
