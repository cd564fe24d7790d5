import { CrmError } from '../crm.port.ts'
import { type Answer, type SalesforceClient, pathOfLink } from './client.ts'
import { readTogether } from './compose.ts'
import { completeUntil, coveragePath } from './coverage.ts'
import { SalesforceRejection } from './errors.ts'
import type { ListedObject } from './fields.ts'
import { queryPath } from './schema.ts'
import { type Row, queryPage, updatedReply } from './wire.ts'

export interface Reading {
  kind: string
  /** The query for what comes after a row; for everything without one. Its order must leave no two rows equal. */
  soql(after: Row | undefined): string
  urgent?: boolean
}

interface Page {
  rows: Row[]
  /** No more pages come. */
  last: boolean
}

/** Pages of 2,000, deleted records among them. When Salesforce has forgotten where we were, a new query goes on there. */
export async function* queryPages(
  client: SalesforceClient,
  reading: Reading,
  first?: QueryReply,
): AsyncGenerator<Page> {
  let reply = first ?? (await begin(client, reading, undefined))
  let lastRow: Row | undefined
  let lastLink: string | undefined
  for (;;) {
    lastRow = reply.records.at(-1) ?? lastRow
    const next = reply.done ? undefined : linkIn(reply, lastLink)
    lastLink = next
    yield { rows: reply.records, last: next === undefined }
    if (next === undefined) return
    try {
      reply = (await ask(client, reading, pathOfLink(next))).data
    } catch (error) {
      if (!(error instanceof SalesforceRejection && error.has('INVALID_QUERY_LOCATOR'))) throw error
      reply = await begin(client, reading, lastRow)
    }
  }
}

export type QueryReply = (typeof queryPage)['_output']

/** The first page and the instant up to which it is complete, by one call. */
export async function firstPageWithCoverage(
  client: SalesforceClient,
  object: ListedObject,
  reading: Reading,
): Promise<{ page: QueryReply; completeUntil: Date }> {
  const parts = {
    // In this order: what is covered before the query has to be in it.
    updated: coveragePath(object, client.vendorNow() ?? new Date()),
    page: queryPath(reading.soql(undefined), 'queryAll'),
  }
  const { data, answeredAt } = await readTogether(client, parts, reading)
  const covered = data.readIfThere('updated', updatedReply)?.latestDateCovered
  return { page: data.read('page', queryPage), completeUntil: completeUntil(covered, answeredAt) }
}

/** A page that is not the last one and leads nowhere would end the reading as if all had been read; one that leads to itself, never. */
function linkIn({ nextRecordsUrl }: QueryReply, lastLink: string | undefined): string {
  if (nextRecordsUrl !== undefined && nextRecordsUrl !== lastLink) return nextRecordsUrl
  throw new CrmError('unavailable', 'Salesforce did not say where the next page of a query is')
}

async function begin(
  client: SalesforceClient,
  reading: Reading,
  after: Row | undefined,
): Promise<QueryReply> {
  return (await ask(client, reading, queryPath(reading.soql(after), 'queryAll'))).data
}

function ask(client: SalesforceClient, reading: Reading, path: string): Promise<Answer<QueryReply>> {
  const { kind, urgent = false } = reading
  return client.call({ kind, urgent, method: 'GET', path, reply: queryPage })
}
