import { z } from 'zod'
import { type BulkPlace, bulkRows, isForgotten, runBulkQuery } from './bulk-query.ts'
import type { SalesforceClient } from './client.ts'
import { completeUntil, coveragePath } from './coverage.ts'
import { SalesforceRejection } from './errors.ts'
import type { ListedObject } from './fields.ts'
import { type QueryReply, type Reading, firstPageWithCoverage, queryPages } from './query-pages.ts'
import { soqlString } from './soql.ts'
import { type Row, updatedReply } from './wire.ts'

export interface Listing {
  client: SalesforceClient
  object: ListedObject
  fields: readonly string[]
  /** How many active records there are, as far as is known. */
  count: number | null
  /** Many records then come without those in the recycle bin, which would cost another call. */
  withoutDeleted?: boolean
}

export interface ListedPage {
  rows: Row[]
  resume: string
  answeredAt: Date
}

/** Up to here a query costs less than a job: one page. */
const FEW = 2_000

/**
 * Every record, active ones first, then those in the recycle bin. Many active ones come by a bulk job, whose result can be
 * taken up again for a week; the rest by queries that go on behind the last id.
 */
export async function* listRecords(listing: Listing, resume?: string): AsyncGenerator<ListedPage> {
  const position = resume === undefined ? undefined : parsePosition(resume)
  if (position?.phase === 'end') return
  const few = listing.count !== null && listing.count <= FEW
  if (position === undefined && few) return yield* listFew(listing)
  let answeredAt = position && new Date(position.answeredAt)
  if (position === undefined || position.phase === 'bulk') {
    answeredAt ??= await coveredNow(listing)
    yield* listMany(listing, position, answeredAt)
    if (listing.withoutDeleted) return
  }
  const behind = position?.phase === 'query' ? position : { deleted: true, after: null }
  yield* listBehind(listing, behind, answeredAt ?? new Date(0))
}

async function* listFew(listing: Listing): AsyncGenerator<ListedPage> {
  const begun = await firstPageWithCoverage(listing.client, listing.object, readingOf(listing, null))
  yield* listBehind(listing, null, begun.completeUntil, begun.page)
}

interface Behind {
  deleted: boolean
  after: string | null
}

async function* listBehind(
  listing: Listing,
  behind: Behind | null,
  answeredAt: Date,
  first?: QueryReply,
): AsyncGenerator<ListedPage> {
  for await (const { rows, last } of queryPages(listing.client, readingOf(listing, behind), first)) {
    const lastRow = rows.at(-1)
    const next = lastRow ? placeOf(lastRow) : (behind ?? { deleted: false, after: null })
    yield {
      rows,
      answeredAt,
      resume: format(
        last ? { phase: 'end' } : { phase: 'query', ...next, answeredAt: answeredAt.toISOString() },
      ),
    }
  }
}

async function* listMany(
  listing: Listing,
  position: BulkPlace | undefined,
  answeredAt: Date,
): AsyncGenerator<ListedPage> {
  const { client, object, fields } = listing
  const at = answeredAt.toISOString()
  const after: Position = listing.withoutDeleted
    ? { phase: 'end' }
    : { phase: 'query', deleted: true, after: null, answeredAt: at }
  const start = () => runBulkQuery(client, `SELECT ${fields.join(', ')} FROM ${object}`)
  let place = position ?? (await start())
  for (let again = false; ; again = true) {
    try {
      for await (const { rows, next } of bulkRows(client, place)) {
        yield { rows, answeredAt, resume: format(next ? { phase: 'bulk', ...next, answeredAt: at } : after) }
      }
      return
    } catch (error) {
      // The job that an earlier run began is gone: all is listed anew, which shows some records twice.
      if (position === undefined || again || !isForgotten(error)) throw error
      place = await start()
    }
  }
}

async function coveredNow({ client, object }: Listing): Promise<Date> {
  const now = client.vendorNow() ?? new Date()
  try {
    const path = coveragePath(object, now)
    const { data, answeredAt } = await client.call({
      kind: 'updated',
      method: 'GET',
      path,
      reply: updatedReply,
    })
    return completeUntil(data.latestDateCovered, answeredAt)
  } catch (error) {
    if (!(error instanceof SalesforceRejection)) throw error
    return completeUntil(undefined, now)
  }
}

function readingOf({ object, fields }: Listing, behind: Behind | null): Reading {
  return {
    kind: `list_${object.toLowerCase()}`,
    soql(after) {
      const where = whereBehind(after ? placeOf(after) : behind)
      return `SELECT ${fields.join(', ')} FROM ${object}${where} ORDER BY IsDeleted, Id`
    },
  }
}

function whereBehind(behind: Behind | null): string {
  if (behind === null) return ''
  const { deleted, after } = behind
  const rest = after === null ? '' : ` AND Id > ${soqlString(after)}`
  if (deleted) return ` WHERE IsDeleted = true${rest}`
  return after === null ? '' : ` WHERE (IsDeleted = false${rest}) OR IsDeleted = true`
}

const placeOf = (row: Row): Behind => ({ deleted: row['IsDeleted'] === 'true', after: row['Id'] ?? null })

const positionSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('bulk'),
    job: z.string().regex(/^\w+$/),
    locator: z.string().nullable(),
    skip: z.number().int().nonnegative(),
    answeredAt: z.iso.datetime(),
  }),
  z.object({
    phase: z.literal('query'),
    deleted: z.boolean(),
    after: z.string().nullable(),
    answeredAt: z.iso.datetime(),
  }),
  z.object({ phase: z.literal('end') }),
])
type Position = z.output<typeof positionSchema>

const format = (position: Position): string => JSON.stringify(position)

function parsePosition(resume: string): Position {
  return positionSchema.parse(JSON.parse(resume))
}
