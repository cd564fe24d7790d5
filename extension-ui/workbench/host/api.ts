import type {
  Bootstrap,
  ClockView,
  DealPage,
  DealRecord,
  LightningState,
  OpportunityPage,
  OpportunityRecord,
  ProblemView,
  StateView,
} from '../workbench-api.ts'
import type { CardFetchReply, CardFetchRequest } from '../protocol.ts'

/** The workbench's own server. Every call rejects with a sentence that can be shown. */

export const fetchBootstrap = (): Promise<Bootstrap> => get('/workbench/bootstrap')
export const fetchClock = (): Promise<ClockView> => get('/workbench/clock')
export const fetchState = (): Promise<StateView> => get('/workbench/state')
export const fetchDeal = (dealId: string): Promise<DealRecord> =>
  get(`/workbench/deals/${encodeURIComponent(dealId)}`)

export function fetchDeals(query: { search: string; stage: string; page: number }): Promise<DealPage> {
  return get(`/workbench/deals?${new URLSearchParams({ ...query, page: String(query.page) })}`)
}

export function patchDeal(
  dealId: string,
  userId: number,
  properties: Record<string, string>,
): Promise<DealRecord> {
  return send('PATCH', `/workbench/deals/${encodeURIComponent(dealId)}`, { userId, properties })
}

export const fetchLightning = (): Promise<LightningState> => get('/workbench/lightning')
export const fetchOpportunity = (id: string): Promise<OpportunityRecord> =>
  get(`/workbench/salesforce/opportunities/${encodeURIComponent(id)}`)

export function fetchOpportunities(query: {
  search: string
  stage: string
  page: number
}): Promise<OpportunityPage> {
  return get(
    `/workbench/salesforce/opportunities?${new URLSearchParams({ ...query, page: String(query.page) })}`,
  )
}

export function patchOpportunity(
  id: string,
  userId: number,
  fields: Record<string, string>,
): Promise<OpportunityRecord> {
  return send('PATCH', `/workbench/salesforce/opportunities/${encodeURIComponent(id)}`, { userId, fields })
}

/** Business time only moves forward. */
export const moveClock = (by: { addDays: number } | { to: string }): Promise<ClockView> =>
  send('POST', '/workbench/clock', by)

export const resetDemo = (): Promise<Record<string, never>> => send('POST', '/workbench/reset', {})

export function cardFetch(userId: number, request: CardFetchRequest): Promise<CardFetchReply> {
  return send('POST', '/workbench/fetch', { userId, request })
}

export const crmSearch = (request: unknown): Promise<unknown> =>
  send('POST', '/workbench/crm/search', { request })
export const associations = (dealId: string, request: unknown): Promise<unknown> =>
  send('POST', '/workbench/crm/associations', { dealId, request })

const get = <Reply>(url: string): Promise<Reply> => call<Reply>(url, undefined)

function send<Reply>(method: string, url: string, body: unknown): Promise<Reply> {
  return call<Reply>(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function call<Reply>(url: string, init: RequestInit | undefined): Promise<Reply> {
  const response = await fetch(url, init).catch(() => {
    throw new Error('The workbench does not answer. Is `npm start` still running?')
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok)
    throw new Error((body as ProblemView | null)?.message ?? `The workbench answered ${response.status}.`)
  // Both ends are of this folder and are built together.
  return body as Reply
}
