import type { CrmRecord } from './record.ts'

interface ModifiedEntry {
  record: CrmRecord
  at: number
}

/**
 * The records of one type, kept in two orders: by id and by modification. The second is an append-only list in
 * which a later change leaves its earlier entry behind as stale, so that a change costs nothing and no request sorts.
 */
export class RecordStore {
  readonly #byId = new Map<string, CrmRecord>()
  readonly #mergedInto = new Map<string, string>()
  #byIdOrder: CrmRecord[] = []
  #modified: ModifiedEntry[] = []
  #modifiedInOrder = true
  readonly #indexedAt = new WeakMap<CrmRecord, number>()
  #nextId: number
  /** Grows with every change; lets a search reuse its last result while nothing moved. */
  version = 0

  constructor(firstId: number) {
    this.#nextId = firstId
  }

  newId(): string {
    return String(this.#nextId++)
  }

  /** The ids that were merged into the record answer as it from now on. Ids must come in rising order. */
  add(record: CrmRecord): void {
    this.#byId.set(record.id, record)
    for (const oldId of record.mergedIds) this.#mergedInto.set(oldId, record.id)
    this.#byIdOrder.push(record)
    this.touched(record)
  }

  /** Call after `modifiedAt` or `archivedAt` of a record changed. */
  touched(record: CrmRecord): void {
    this.version += 1
    if (this.#indexedAt.get(record) === record.modifiedAt) return
    this.#indexedAt.set(record, record.modifiedAt)
    const last = this.#modified.at(-1)
    if (last !== undefined && last.at > record.modifiedAt) this.#modifiedInOrder = false
    this.#modified.push({ record, at: record.modifiedAt })
  }

  visibilityChanged(): void {
    this.version += 1
  }

  /** The record of an id, archived ones included. An id that was merged away answers the surviving record. */
  find(id: string): CrmRecord | undefined {
    const survivor = this.#mergedInto.get(id)
    return survivor === undefined ? this.#byId.get(id) : this.find(survivor)
  }

  findActive(id: string): CrmRecord | undefined {
    const record = this.find(id)
    return record?.archivedAt === null ? record : undefined
  }

  /** Takes a record away for good. */
  remove(id: string): void {
    const record = this.#byId.get(id)
    if (record === undefined) return
    this.#byId.delete(id)
    this.#byIdOrder = this.#byIdOrder.filter((other) => other !== record)
    this.version += 1
  }

  /** Up to `count` records with an id above `afterId`, lowest id first. */
  page(options: { archived: boolean; afterId: number; count: number }): CrmRecord[] {
    const found: CrmRecord[] = []
    for (let i = this.#firstAbove(options.afterId); i < this.#byIdOrder.length; i += 1) {
      const record = this.#byIdOrder[i]
      if (record === undefined || (record.archivedAt !== null) !== options.archived) continue
      found.push(record)
      if (found.length === options.count) break
    }
    return found
  }

  *active(): Generator<CrmRecord> {
    for (const record of this.#byIdOrder) if (record.archivedAt === null) yield record
  }

  /** Active records whose modification lies in [from, to], oldest change first. */
  *activeByModification(from = -Infinity, to = Infinity): Generator<CrmRecord> {
    this.#tidyModified()
    for (let i = this.#firstModifiedFrom(from); i < this.#modified.length; i += 1) {
      const entry = this.#modified[i]
      if (entry === undefined || entry.at > to) return
      if (this.#isCurrent(entry) && entry.record.archivedAt === null) yield entry.record
    }
  }

  count(archived = false): number {
    let count = 0
    for (const record of this.#byIdOrder) if ((record.archivedAt !== null) === archived) count += 1
    return count
  }

  #isCurrent(entry: ModifiedEntry): boolean {
    return entry.at === entry.record.modifiedAt && this.#byId.get(entry.record.id) === entry.record
  }

  #tidyModified(): void {
    if (this.#modified.length > 2 * this.#byId.size + 1000) {
      this.#modified = this.#modified.filter((entry) => this.#isCurrent(entry))
    }
    if (this.#modifiedInOrder) return
    this.#modified.sort((a, b) => a.at - b.at)
    this.#modifiedInOrder = true
  }

  #firstAbove(id: number): number {
    return partitionPoint(this.#byIdOrder, (record) => Number(record.id) <= id)
  }

  #firstModifiedFrom(at: number): number {
    return partitionPoint(this.#modified, (entry) => entry.at < at)
  }
}

/** Index of the first element for which `isBefore` is false, in a list where it is true first and false afterwards. */
function partitionPoint<T>(list: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle]
    if (item !== undefined && isBefore(item)) low = middle + 1
    else high = middle
  }
  return low
}
