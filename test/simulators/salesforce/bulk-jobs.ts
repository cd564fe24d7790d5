import { ApiError } from './api-error.ts'
import { csvValue } from './record-json.ts'
import { idOf } from './record-id.ts'
import { stampOf } from './record.ts'
import { apiVersion } from './api-version.ts'
import type { Org } from './org.ts'
import { compileSoql, type CompiledQuery } from './soql/compile.ts'
import { JsonNumber } from './wire-json.ts'

export type BulkState = 'UploadComplete' | 'InProgress' | 'Aborted' | 'JobComplete' | 'Failed'

interface Job {
  id: string
  query: CompiledQuery
  includeDeleted: boolean
  state: BulkState
  userId: string
  createdAt: Date
  changedAt: Date
  pollsLeft: number
  failure: string | undefined
  header: string
  rows: readonly string[]
}

export interface BulkPage {
  csv: string
  count: number
  /** 'null' behind the last page. */
  locator: string
}

/** Bulk API 2.0 query jobs. A job goes on when it is polled, and its rows are those of the moment at which it completes. */
export class BulkJobs {
  /** How many polls answer InProgress before the job is complete. */
  pollsInProgress = 0
  /** The most rows in one page, whatever is asked for; null: no cap. */
  pageCap: number | null = null
  /** Every page is followed by one without rows. */
  emptyPages = false
  readonly #org: Org
  readonly #jobs = new Map<string, Job>()
  #nextFailure: string | undefined

  constructor(org: Org) {
    this.#org = org
  }

  /** The next job that is created fails with this text. */
  failNext(message: string): void {
    this.#nextFailure = message
  }

  count(): number {
    return this.#jobs.size
  }

  create(soql: string, operation: string, userId: string): object {
    if (operation !== 'query' && operation !== 'queryAll')
      throw new ApiError(400, 'INVALIDOPERATION', `Operation not supported for query jobs: ${operation}`)
    const query = compileSoql(this.#org, soql)
    if (query.isCount)
      throw new ApiError(
        400,
        'FUNCTIONALITY_NOT_ENABLED',
        'Aggregate Queries are not supported in bulk queries',
      )
    const now = this.#org.now()
    const job: Job = {
      id: idOf('750', this.#jobs.size + 1),
      query,
      includeDeleted: operation === 'queryAll',
      state: 'UploadComplete',
      userId,
      createdAt: now,
      changedAt: now,
      pollsLeft: this.pollsInProgress,
      failure: this.#nextFailure,
      header: '',
      rows: [],
    }
    this.#nextFailure = undefined
    this.#jobs.set(job.id, job)
    return this.#json(job)
  }

  /** The job's state; asking for it moves the job on. */
  poll(id: string): object {
    const job = this.#job(id)
    if (job.state === 'UploadComplete' || job.state === 'InProgress') this.#advance(job)
    return this.#json(job)
  }

  abort(id: string): object {
    const job = this.#job(id)
    if (job.state !== 'UploadComplete' && job.state !== 'InProgress')
      throw new ApiError(400, 'INVALIDJOBSTATE', `Aborting already ${job.state} Job not allowed`)
    job.state = 'Aborted'
    return this.#json(job)
  }

  remove(id: string): void {
    const job = this.#job(id)
    if (job.state === 'UploadComplete' || job.state === 'InProgress')
      throw new ApiError(400, 'INVALIDJOBSTATE', 'Only completed, aborted or failed jobs can be deleted')
    this.#jobs.delete(id)
  }

  results(id: string, locator: string | null, maxRecords: string | null): BulkPage {
    const job = this.#job(id)
    if (job.state !== 'JobComplete') {
      const message = `can only download query results of successfully completed bulk job with status: JOB_COMPLETE. Current status: ${job.state}`
      throw new ApiError(412, 'JOB_NOT_COMPLETE', message)
    }
    const { start, empty } = locator === null ? { start: 0, empty: false } : positionOf(job, locator)
    const asked = maxRecords === null ? Number.POSITIVE_INFINITY : Number(maxRecords)
    if (!(asked >= 1))
      throw new ApiError(400, 'INVALIDREQUEST', `maxRecords must be a positive number: ${maxRecords ?? ''}`)
    const end = empty ? start : Math.min(start + Math.min(asked, this.pageCap ?? asked), job.rows.length)
    const rows = job.rows.slice(start, end)
    const more = end < job.rows.length
    const next = this.emptyPages && !empty ? locatorOf(job, end, true) : locatorOf(job, end, false)
    return {
      csv: [job.header, ...rows].map((line) => `${line}\n`).join(''),
      count: rows.length,
      locator: more || (this.emptyPages && !empty) ? next : 'null',
    }
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
    return job
  }

  #advance(job: Job): void {
    job.changedAt = this.#org.now()
    job.state = 'InProgress'
    if (job.pollsLeft > 0) {
      job.pollsLeft -= 1
      return
    }
    if (job.failure !== undefined) {
      job.state = 'Failed'
      return
    }
    const { columns } = job.query
    job.header = columns.map(({ names }) => quoted(names.join('.'))).join(',')
    job.rows = job.query
      .run({ includeDeleted: job.includeDeleted })
      .map((record) =>
        columns.map((column) => quoted(csvValue(this.#org, column.field, column.read(record)))).join(','),
      )
    job.state = 'JobComplete'
  }

  #json(job: Job): object {
    const stamp = (at: Date): string => stampOf(at).replace('Z', '+0000')
    const ended = job.state === 'JobComplete' || job.state === 'Failed'
    return {
      id: job.id,
      operation: job.includeDeleted ? 'queryAll' : 'query',
      object: job.query.object.name,
      createdById: job.userId,
      createdDate: stamp(job.createdAt),
      systemModstamp: stamp(job.changedAt),
      state: job.state,
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: new JsonNumber(apiVersion),
      jobType: 'V2Query',
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      ...(ended && { numberRecordsProcessed: job.rows.length, retries: 0, totalProcessingTime: 1 }),
      ...(job.state === 'Failed' && { errorMessage: job.failure }),
      isPkChunkingSupported: false,
    }
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

function locatorOf(job: Job, start: number, empty: boolean): string {
  return Buffer.from(`${empty ? 'e' : 'r'}:${start}:${job.id.slice(-6)}`).toString('base64url')
}

function positionOf(job: Job, locator: string): { start: number; empty: boolean } {
  const text = Buffer.from(locator, 'base64url').toString()
  const [, kind, start] = /^([er]):(\d+):(\w{6})$/.exec(text) ?? []
  const known = start !== undefined && locatorOf(job, Number(start), kind === 'e') === locator
  if (!known || Number(start) > job.rows.length)
    throw new ApiError(400, 'INVALID_LOCATOR', `Invalid query locator: ${locator}`)
  return { start: Number(start), empty: kind === 'e' }
}
