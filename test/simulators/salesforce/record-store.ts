import { idOf } from './record-id.ts'
import type { FieldValues, StoredRecord } from './record.ts'

export interface Deletion {
  object: string
  id: string
  at: string
}

/** The rows of every object, those in the recycle bin included, and the log of deletions. */
export class RecordStore {
  readonly #tables = new Map<string, Map<string, StoredRecord>>()
  readonly #byId = new Map<string, StoredRecord>()
  readonly #counters = new Map<string, number>()
  readonly #deletions = new Map<string, Deletion>()

  nextId(keyPrefix: string): string {
    const count = (this.#counters.get(keyPrefix) ?? 0) + 1
    this.#counters.set(keyPrefix, count)
    return idOf(keyPrefix, count)
  }

  insert(object: string, id: string, values: FieldValues): StoredRecord {
    if (this.#byId.has(id)) throw new Error(`there is a record ${id} already`)
    const record: StoredRecord = { id, object, values: { Id: id, ...values }, deletedWith: null }
    const table = this.#tables.get(object) ?? new Map<string, StoredRecord>()
    this.#tables.set(object, table)
    table.set(id, record)
    this.#byId.set(id, record)
    return record
  }

  find(id: string): StoredRecord | undefined {
    return this.#byId.get(id)
  }

  /** In the order of creation. */
  all(object: string): Iterable<StoredRecord> {
    return this.#tables.get(object)?.values() ?? []
  }

  remove(id: string): void {
    const record = this.#byId.get(id)
    if (record === undefined) return
    this.#byId.delete(id)
    this.#tables.get(record.object)?.delete(id)
  }

  /** Answers how to bring everything back to how it is now. */
  snapshot(): () => void {
    const rows = [...this.#byId.values()].map((record) => ({
      record,
      values: { ...record.values },
      deletedWith: record.deletedWith,
    }))
    const deletions = [...this.#deletions]
    return () => {
      const kept = new Set(rows.map(({ record }) => record.id))
      for (const id of [...this.#byId.keys()]) if (!kept.has(id)) this.remove(id)
      for (const { record, values, deletedWith } of rows) {
        for (const name of Object.keys(record.values)) delete record.values[name]
        Object.assign(record.values, values)
        record.deletedWith = deletedWith
      }
      this.#deletions.clear()
      for (const [id, deletion] of deletions) this.#deletions.set(id, deletion)
    }
  }

  logDeletion(deletion: Deletion): void {
    this.#deletions.set(deletion.id, deletion)
  }

  forgetDeletion(id: string): void {
    this.#deletions.delete(id)
  }

  deletions(object: string): Deletion[] {
    return [...this.#deletions.values()].filter((deletion) => deletion.object === object)
  }

  deletion(id: string): Deletion | undefined {
    return this.#deletions.get(id)
  }
}
