import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'
import { portalUser } from '../../../test/simulators/hubspot/portal-event.ts'
import type { DealPage, DealRecord, DealRow, Owner, Stage } from '../workbench-api.ts'

/** The CRM's own view of deals: what a person sees and changes in the portal itself, without the API of apps. */

const PER_PAGE = 50

export interface DealQuery {
  search: string
  stage: string
  page: number
}

/** Latest change first. A search looks at the deal's name, its company's name and its id. */
export function listDeals(portal: Portal, query: DealQuery): DealPage {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = [...portal.stores['0-3'].activeByModification()].reverse().filter((deal) => {
    if (query.stage !== '' && deal.properties.dealstage !== query.stage) return false
    if (words.length === 0) return true
    const text =
      `${deal.properties.dealname ?? ''} ${companyName(portal, deal) ?? ''} ${deal.id}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const pageCount = Math.max(1, Math.ceil(matches.length / PER_PAGE))
  const page = Math.min(Math.max(1, query.page), pageCount)
  return {
    rows: matches.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((deal) => rowOf(portal, deal)),
    total: matches.length,
    page,
    pageCount,
  }
}

/** Throws a PortalProblem when there is no such deal. */
export function readDeal(portal: Portal, dealId: string): DealRecord {
  const deal = portal.existing('0-3', dealId)
  const names = portal.properties['0-3'].all().map((property) => property.name)
  const always = ['hs_object_id', 'createdate', 'hs_lastmodifieddate']
  const companyId = portal.associations.primaryCompanyOf(deal.id)
  const company = companyId === null ? undefined : portal.stores['0-2'].findActive(companyId)
  return {
    id: deal.id,
    properties: Object.fromEntries(
      [...new Set([...names, ...always])].map((name) => [name, portal.read('0-3', deal, name) ?? null]),
    ),
    account: company
      ? {
          id: company.id,
          name: company.properties.name ?? company.id,
          domain: company.properties.domain ?? null,
        }
      : null,
  }
}

/** As somebody who types into the record. Throws a PortalProblem for a value that HubSpot refuses. An empty text clears. */
export function patchDeal(
  portal: Portal,
  dealId: string,
  userId: number,
  typed: Readonly<Record<string, string>>,
): DealRecord {
  const written = Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, stored(name, value.trim())]),
  )
  portal.update('0-3', dealId, written, portalUser(userId))
  return readDeal(portal, dealId)
}

// The record page shows a close date as a day; HubSpot keeps an instant. Noon stays on that day in every American and European zone.
function stored(name: string, value: string): string | null {
  if (value === '') return null
  return name === 'closedate' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00.000Z` : value
}

export function stagesOf(portal: Portal): Stage[] {
  return portal.pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      id: stage.id,
      label: stage.label,
      closed: stage.isClosed,
      won: stage.isClosed && stage.probability === '1.0',
    })),
  )
}

export const ownersOf = (portal: Portal): Owner[] =>
  portal.owners
    .all()
    .map((owner) => ({ id: owner.id, name: `${owner.firstName} ${owner.lastName}`.trim() || owner.email }))

function rowOf(portal: Portal, deal: CrmRecord): DealRow {
  const { properties } = deal
  return {
    id: deal.id,
    name: properties.dealname ?? '',
    amount: properties.amount ?? null,
    currency: properties.deal_currency_code ?? portal.settings.companyCurrency,
    stageId: properties.dealstage ?? null,
    closeDate: properties.closedate ?? null,
    ownerId: properties.hubspot_owner_id ?? null,
    account: companyName(portal, deal) ?? null,
  }
}

function companyName(portal: Portal, deal: CrmRecord): string | undefined {
  const companyId = portal.associations.primaryCompanyOf(deal.id)
  return companyId === null ? undefined : portal.stores['0-2'].findActive(companyId)?.properties.name
}
