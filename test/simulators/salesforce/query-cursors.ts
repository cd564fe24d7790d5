import { ApiError } from './api-error.ts'
import { dataPath } from './api-version.ts'
import type { Org } from './org.ts'
import { recordJson } from './record-json.ts'
import type { StoredRecord } from './record.ts'
import { idOf } from './record-id.ts'
import type { CompiledQuery } from './soql/compile.ts'

interface Cursor {
  query: CompiledQuery
  records: readonly StoredRecord[]
  pageSize: number
  openedAt: number
}

const lifetimeMs = 2 * 86_400_000

/** Results that are fetched page by page. Which records they are is settled when the query runs. */
export class QueryCursors {
  readonly #org: Org
  readonly #cursors = new Map<string, Cursor>()
  #opened = 0

  constructor(org: Org) {
    this.#org = org
  }

  /** Runs a query and answers its first page. */
  open(query: CompiledQuery, options: { includeDeleted: boolean; pageSize: number }): object {
    const records = query.run(options)
    if (query.isCount) return { totalSize: records.length, done: true, records: [] }
    this.#opened += 1
    const id = idOf('0r8', this.#opened)
    const cursor = { query, records, pageSize: options.pageSize, openedAt: this.#org.now().getTime() }
    if (records.length > options.pageSize) this.#cursors.set(id, cursor)
    return this.#page(id, cursor, 0)
  }

  /** The page that a locator (`0r8…-2000`) names. */
  next(locator: string): object {
    const [, id = '', offset = ''] = /^(\w{15,18})-(\d+)$/.exec(locator) ?? []
    const cursor = this.#cursors.get(id)
    const live = cursor !== undefined && cursor.openedAt + lifetimeMs > this.#org.now().getTime()
    if (!live || Number(offset) >= cursor.records.length)
      throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    return this.#page(id, cursor, Number(offset))
  }

  /** No locator that was given out works any more. */
  expireAll(): void {
    this.#cursors.clear()
  }

  #page(id: string, { query, records, pageSize }: Cursor, offset: number): object {
    const end = offset + pageSize
    const done = end >= records.length
    return {
      totalSize: records.length,
      done,
      ...(!done && { nextRecordsUrl: `${dataPath}/query/${id}-${end}` }),
      records: records.slice(offset, end).map((record) => recordJson(this.#org, query.columns, record)),
    }
  }
}
