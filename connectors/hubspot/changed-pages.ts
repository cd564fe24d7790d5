import type { HubspotClient } from './hubspot-client.ts'
import { instantOf } from './map-fields.ts'
import { type WireRecord, searchPage } from './wire.ts'

/** Search pages of 200; HubSpot answers 400 beyond 10,000 results of one query, which no query here comes near. */
const LIMIT = 200
/** A page that ends in more equal instants than this is continued inside the instant rather than read again. */
const MANY_TIES = 50

interface Search {
  client: HubspotClient
  path: string
  properties: readonly string[]
}

export interface ChangedPage {
  records: WireRecord[]
  answeredAt: Date
  total: number
}

/**
 * Records changed at or after an instant, oldest change first, each page a query of its own that begins at the
 * last instant seen. Pages by offset would skip a record whenever one of the earlier ones is changed (and so
 * moves to the end) between two pages, and would end at 10,000.
 *
 * Instants that more than a page of records share (a bulk import) are cut by record id.
 */
export async function* changedPages(search: Search, since: Date): AsyncIterable<ChangedPage> {
  let from: Filter = { propertyName: MODIFIED, operator: 'GTE', value: epoch(since) }
  for (;;) {
    const page = await query(search, [from], MODIFIED)
    yield page
    if (page.records.length < LIMIT) return
    const last = modifiedAt(page.records.at(-1))
    const ties = page.records.filter((record) => modifiedAt(record).getTime() === last.getTime()).length
    if (ties <= MANY_TIES) {
      from = { propertyName: MODIFIED, operator: 'GTE', value: epoch(last) }
      continue
    }
    yield* pagesOfInstant(search, last)
    from = { propertyName: MODIFIED, operator: 'GT', value: epoch(last) }
  }
}

/** How many records there are, archived ones not counted, and when the last one of them was changed. Lags a few seconds behind. */
export async function countRecords(
  search: Search,
): Promise<{ total: number; newestAt: Date | null; answeredAt: Date }> {
  const { data, answeredAt } = await search.client.call({
    kind: 'search',
    method: 'POST',
    path: `${search.path}/search`,
    search: true,
    body: { filterGroups: [], sorts: [`-${MODIFIED}`], properties: [MODIFIED], limit: 1, after: '0' },
    reply: searchPage,
  })
  const [newest] = data.results
  return { total: data.total, newestAt: newest ? modifiedAt(newest) : null, answeredAt }
}

/** All records of one instant by ascending id: what leaves the instant meanwhile moves nobody else. */
async function* pagesOfInstant(search: Search, instant: Date): AsyncIterable<ChangedPage> {
  const at: Filter = { propertyName: MODIFIED, operator: 'EQ', value: epoch(instant) }
  let lastId = '0'
  for (;;) {
    const page = await query(
      search,
      [at, { propertyName: 'hs_object_id', operator: 'GT', value: lastId }],
      'hs_object_id',
    )
    if (page.records.length > 0) yield page
    if (page.records.length < LIMIT) return
    lastId = page.records.at(-1)?.id ?? lastId
  }
}

/** Of deals and companies alike; contacts call it `lastmodifieddate`. */
const MODIFIED = 'hs_lastmodifieddate'

interface Filter {
  propertyName: string
  operator: 'GTE' | 'GT' | 'EQ'
  value: string
}

async function query(search: Search, filters: readonly Filter[], sort: string): Promise<ChangedPage> {
  const { data, answeredAt } = await search.client.call({
    kind: 'search',
    method: 'POST',
    path: `${search.path}/search`,
    search: true,
    body: {
      filterGroups: [{ filters }],
      sorts: [sort],
      properties: search.properties,
      limit: LIMIT,
      after: '0',
    },
    reply: searchPage,
  })
  return { records: data.results, answeredAt, total: data.total }
}

function modifiedAt(record: WireRecord | undefined): Date {
  const instant = instantOf(record?.properties[MODIFIED] ?? record?.updatedAt)
  if (!instant) throw new Error('HubSpot found a record by a date that it does not show')
  return instant
}

const epoch = (instant: Date): string => String(instant.getTime())
