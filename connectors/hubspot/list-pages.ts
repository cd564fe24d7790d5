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
  /** How many active records there are; asked once, at the beginning. */
  count(): Promise<number>
}

/** Everything by list pages of 100, active records first, then archived ones, which no search ever shows. */
export async function* listPages<Wire, T>(
  listing: Listing<Wire, T>,
  resume?: string,
): AsyncIterable<SyncPage<T>> {
  let position: Position | undefined = resume === undefined ? { archived: false } : parsePosition(resume)
  const total = resume === undefined ? await listing.count() : undefined
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
      answeredAt,
      ...(total === undefined ? {} : { total }),
    }
  }
}

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
