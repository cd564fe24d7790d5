import type { DealDetail, DetailKind, GoneDetail } from '../../shared/crm/deal-detail.ts'
import type { SyncPage } from '../crm.port.ts'
import { changesSince } from './changed-rows.ts'
import type { SalesforceClient } from './client.ts'
import { readTogether } from './compose.ts'
import { completeUntil, coveragePath, deletedPath } from './coverage.ts'
import { DETAIL_SOURCES } from './detail-objects.ts'
import { type DetailView, RememberedView } from './detail-view.ts'
import { listRecords } from './listing.ts'
import { mapDetail } from './map-detail.ts'
import { queryPages } from './query-pages.ts'
import { fullId } from './record-id.ts'
import { queryPath } from './schema.ts'
import { type Row, deletedReply, queryPage, updatedReply } from './wire.ts'

/** Details of one kind in one org. */
export interface DetailReading {
  client: SalesforceClient
  org: string
  kind: DetailKind
  homeCurrency(): Promise<string>
}

/** Every detail outside the recycle bin. */
export async function* listDetails(
  reading: DetailReading,
  resume: string | undefined,
): AsyncGenerator<SyncPage<DealDetail>> {
  const { client, org, kind } = reading
  const source = DETAIL_SOURCES[kind]
  const remembered = new RememberedView(client, org, source)
  // A listing decides by how many there are; one that is taken up again goes on as it began.
  const view = resume === undefined ? await remembered.look() : await remembered.recall()
  const { fields, count } = view
  const pages = listRecords({ client, object: source.object, fields, count, withoutDeleted: true }, resume)
  const total = resume === undefined && count !== null ? { total: count } : {}
  for await (const { rows, ...page } of pages) {
    const mapped = await mapAll(reading, rows, view)
    yield { ...page, records: mapped.filter((detail) => detail.kind !== 'gone'), ...total }
  }
}

/**
 * What was changed or deleted since an instant. The log of deletions knows what has left the recycle bin, too; it comes first,
 * because what it names may have come back since.
 */
export async function* changedDetails(
  reading: DetailReading,
  since: Date,
): AsyncGenerator<SyncPage<DealDetail | GoneDetail>> {
  const { client, org, kind } = reading
  const { object } = DETAIL_SOURCES[kind]
  yield* new RememberedView(client, org, DETAIL_SOURCES[kind]).visibly(async function* (view) {
    const changes = changesSince(object, view.fields, since)
    const now = client.vendorNow() ?? new Date()
    const parts = {
      // In this order: what is covered before the query has to be in it.
      updated: coveragePath(object, now),
      deleted: deletedPath(object, since, now),
      page: queryPath(changes.soql(undefined), 'queryAll'),
    }
    const { data, answeredAt: at } = await readTogether(client, parts, changes)
    const first = data.read('page', queryPage)
    const covered = data.readIfThere('updated', updatedReply)?.latestDateCovered
    const page = { resume: '', answeredAt: completeUntil(covered, at) }
    const deleted = data.readIfThere('deleted', deletedReply)?.deletedRecords ?? []
    yield {
      ...page,
      records: deleted.map(({ id }): GoneDetail => ({ kind: 'gone', externalId: fullId(id) ?? id })),
    }
    for await (const { rows } of queryPages(client, changes, first)) {
      yield { ...page, records: await mapAll(reading, rows, view) }
    }
  })
}

async function mapAll(
  { kind, homeCurrency }: DetailReading,
  rows: readonly Row[],
  { fields }: DetailView,
): Promise<(DealDetail | GoneDetail)[]> {
  if (rows.length === 0) return []
  const around = { homeCurrency: kind === 'line_item' ? await homeCurrency() : '', fields }
  return rows.map((row) => mapDetail(kind, row, around))
}
