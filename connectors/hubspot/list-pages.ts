import type { z } from 'zod'
import type { SyncPage } from '../crm.port.ts'
import type { HubspotClient } from './hubspot-client.ts'

const LIMIT = 100

interface Listing<Wire, T> {
  client: HubspotClient
  kind: string
  path: string
  query: Readonly<Record<string, string>>
  page: z.ZodType<{ results: Wire[]; paging?: { next?: { after: string } | undefined } | null | undefined }>
  map(records: readonly Wire[]): Promise<T[]>
  /** Asked once, before the first page. */
  count(): Promise<{ total: number; newestAt: Date | null; answeredAt: Date }>
}

/** Everything by list pages of 100, active records first, then archived ones, which no search ever shows. */
export async function* listPages<Wire, T>(
  listing: Listing<Wire, T>,
  resume?: string,
): AsyncIterable<SyncPage<T>> {
  let position: Position | undefined = resume === undefined ? { archived: false } : parsePosition(resume)
  const begun = resume === undefined ? await beginning(listing) : undefined
  let readAfter = begun?.answeredAt
  while (position) {
    const { data, answeredAt } = await listing.client.call({
      kind: listing.kind,
      method: 'GET',
      path: listing.path,
      query: {
        ...listing.query,
        limit: String(LIMIT),
        archived: String(position.archived),
        ...(position.after === undefined ? {} : { after: position.after }),
      },
      reply: listing.page,
    })
    position = positionAfter(position, data.paging?.next?.after)
    yield {
      records: await listing.map(data.results),
      resume: formatPosition(position),
      answeredAt: readAfter ?? answeredAt,
      ...(begun === undefined ? {} : { total: begun.total }),
    }
    readAfter = answeredAt
  }
}

/**
 * HubSpot tells the time in whole seconds. When something was changed in this very second (a bulk import that has
 * just ended), the listing begins with the next one: a cursor at its start then leaves out all that it has shown.
 */
async function beginning<Wire, T>(listing: Listing<Wire, T>): Promise<{ total: number; answeredAt: Date }> {
  const { total, newestAt, answeredAt } = await listing.count()
  if (newestAt === null || newestAt < answeredAt) return { total, answeredAt }
  await listing.client.timing.sleep(SECOND_MS)
  return { total, answeredAt: new Date(answeredAt.getTime() + SECOND_MS) }
}

const SECOND_MS = 1_000

interface Position {
  archived: boolean
  after?: string
}

function positionAfter(position: Position, after: string | undefined): Position | undefined {
  if (after !== undefined) {
    // A repeated cursor would list one page for ever.
    if (after === position.after) throw new Error(`HubSpot repeated the list position ${after}`)
    return { archived: position.archived, after }
  }
  return position.archived ? undefined : { archived: true }
}

const END = 'end'
const formatPosition = (position: Position | undefined): string =>
  position ? `${position.archived ? 'archived' : 'active'}:${position.after ?? ''}` : END

function parsePosition(resume: string): Position | undefined {
  if (resume === END) return undefined
  const match = /^(active|archived):(.*)$/s.exec(resume)
  if (!match) throw new Error(`not a list position: ${resume}`)
  const [, phase, after] = match
  return { archived: phase === 'archived', ...(after ? { after } : {}) }
}
