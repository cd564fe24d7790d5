import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { CrmError } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'
import { type QueryJob, type Row, queryJob } from './wire.ts'

/** Where in a job's result we are. */
export interface BulkPlace {
  job: string
  /** null: the first page. */
  locator: string | null
  /** How many rows of that page are done with. */
  skip: number
}

const KIND = 'bulk'
/** A page is streamed, never held: larger pages are fewer calls. */
const PAGE = 50_000
const CHUNK = 2_000
const FIRST_POLL_MS = 500
const LONGEST_POLL_MS = 10_000
const LONGEST_JOB_MS = 60 * 60_000
const STREAM_ATTEMPTS = 4

/** Starts a query job and waits for its end. Throws `SalesforceRejection` for a query that Salesforce does not take. */
export async function runBulkQuery(client: SalesforceClient, soql: string): Promise<BulkPlace> {
  const { timing } = client
  const startedAt = timing.now()
  const { data } = await client.call({
    kind: KIND,
    method: 'POST',
    path: '/jobs/query',
    body: { operation: 'query', query: soql, contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' },
    reply: queryJob,
  })
  let job: QueryJob = data
  for (let wait = FIRST_POLL_MS; job.state !== 'JobComplete'; wait = Math.min(wait * 2, LONGEST_POLL_MS)) {
    if (job.state === 'Failed' || job.state === 'Aborted') throw jobFailed(job)
    if (timing.now() - startedAt > LONGEST_JOB_MS) {
      throw new CrmError('unavailable', 'Salesforce has not finished a bulk query within an hour')
    }
    await timing.sleep(wait)
    const polled = await client.call({
      kind: KIND,
      method: 'GET',
      path: `/jobs/query/${job.id}`,
      reply: queryJob,
    })
    job = polled.data
  }
  return { job: job.id, locator: null, skip: 0 }
}

/** The result from a place on, in chunks; `next` is where the chunk's end is, null after the last one. */
export async function* bulkRows(
  client: SalesforceClient,
  from: BulkPlace,
): AsyncGenerator<{ rows: Row[]; next: BulkPlace | null }> {
  let place = from
  for (;;) {
    const page = { nextLocator: null as string | null }
    for await (const rows of pageRows(client, place, page)) {
      place = { ...place, skip: place.skip + rows.length }
      if (rows.length === CHUNK) yield { rows, next: place }
      else
        yield {
          rows,
          next: page.nextLocator === null ? null : { ...place, locator: page.nextLocator, skip: 0 },
        }
    }
    if (page.nextLocator === null) return
    // A repeated locator would list one page for ever.
    if (page.nextLocator === place.locator) {
      throw new CrmError('unavailable', 'Salesforce repeated a position in a bulk result')
    }
    place = { ...place, locator: page.nextLocator, skip: 0 }
  }
}

/** Whether the refusal means that the job or our place in it is there no more: results are kept for seven days. */
export function isForgotten(error: unknown): boolean {
  return error instanceof SalesforceRejection && (error.status === 404 || error.status === 400)
}

/**
 * One page of the result, in full chunks and at last a smaller one, which may be empty. A stream that breaks is taken
 * up again behind the rows that were read.
 */
async function* pageRows(
  client: SalesforceClient,
  place: BulkPlace,
  page: { nextLocator: string | null },
): AsyncGenerator<Row[]> {
  let done = place.skip
  for (let attempt = 1; ; attempt++) {
    try {
      const reply = await client.open({ kind: KIND, method: 'GET', path: resultPath(place) })
      page.nextLocator = locatorIn(reply.headers)
      const said = reply.headers['sforce-numberofrecords']
      let chunk: Row[] = []
      let toSkip = done
      let count = 0
      for await (const row of csvRows(reply.body)) {
        count++
        if (toSkip > 0) {
          toSkip--
          continue
        }
        chunk.push(row)
        if (chunk.length < CHUNK) continue
        done += chunk.length
        yield chunk
        chunk = []
      }
      // A stream may end early between two rows, as if there were no more.
      if (said !== undefined && Number(said) !== count) throw new Error(`${count} of ${said} rows came`)
      yield chunk
      return
    } catch (error) {
      if (error instanceof CrmError || attempt >= STREAM_ATTEMPTS) throw unreadable(error)
    }
  }
}

function resultPath({ job, locator }: BulkPlace): string {
  const query = new URLSearchParams({ maxRecords: String(PAGE), ...(locator === null ? {} : { locator }) })
  return `/jobs/query/${job}/results?${query}`
}

/** The header says "null", as a word, on the last page. */
function locatorIn(headers: Readonly<Record<string, string>>): string | null {
  const locator = headers['sforce-locator']
  return locator === undefined || locator === 'null' || locator === '' ? null : locator
}

/** Each page begins with a header of its own. A value may hold line breaks; an empty one is none. */
async function* csvRows(body: NodeJS.ReadableStream): AsyncGenerator<Row> {
  const parser = parse({ record_delimiter: ['\n', '\r\n'], skip_empty_lines: true })
  // Errors of the body arrive through the parser; leaving the parser ends the body.
  pipeline(body, parser, () => undefined)
  let names: readonly string[] | undefined
  for await (const record of parser) {
    // Without `columns` the parser gives lists of text.
    const values = record as string[]
    if (names === undefined) {
      names = values
      continue
    }
    const row: Record<string, string | null> = {}
    for (let index = 0; index < names.length; index++) row[names[index] ?? ''] = values[index] || null
    yield row
  }
}

function jobFailed(job: QueryJob): CrmError {
  const message = job.errorMessage ?? 'no reason was given'
  const code = /\b(INVALID_FIELD|INVALID_TYPE|MALFORMED_QUERY)\b|InvalidBatch/.exec(message)?.[0]
  const text = `Salesforce could not run a bulk query: ${message}`
  if (code === 'INVALID_FIELD' || /No such column/i.test(message)) {
    return new SalesforceRejection(400, [{ errorCode: 'INVALID_FIELD', message, fields: [] }], text)
  }
  return new CrmError(code ? 'rejected' : 'unavailable', text)
}

function unreadable(error: unknown): unknown {
  if (error instanceof CrmError) return error
  return new CrmError('unavailable', 'A bulk result of Salesforce broke off or could not be read', {
    cause: error,
  })
}
