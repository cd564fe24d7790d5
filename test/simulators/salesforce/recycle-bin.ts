import { integrationUserId } from './demo-people.ts'
import type { Org, OrgChange, WriteOptions } from './org.ts'
import { stampOf, type StoredRecord } from './record.ts'

/** References that may be empty, by which a record goes when the one it points at goes. */
const goesAlong = ['Opportunity.AccountId', 'Partner.OpportunityId', 'OpportunityPartner.OpportunityId']

/** How records go, together with what hangs on them, and how they come back. */
export class RecycleBin {
  readonly #org: Org
  readonly #tell: (change: OrgChange) => void

  constructor(org: Org, tell: (change: OrgChange) => void) {
    this.#org = org
    this.#tell = tell
  }

  delete(record: StoredRecord, options: WriteOptions): void {
    if (record.values.IsDeleted === true) return
    for (const each of new Set([record, ...this.#dependants(record)])) this.add(each, record.id, options)
  }

  /** One record alone; `deletedWith` is the record on whose account it goes. */
  add(record: StoredRecord, deletedWith: string, options: WriteOptions): void {
    const at = this.#stamp(options)
    Object.assign(record.values, { IsDeleted: true, SystemModstamp: at, LastModifiedDate: at })
    record.deletedWith = deletedWith
    this.#org.store.logDeletion({ object: record.object, id: record.id, at })
    this.#tell({ kind: 'DELETE', record, fields: {}, userId: options.userId ?? integrationUserId })
  }

  undelete(record: StoredRecord, options: WriteOptions): void {
    const at = this.#stamp(options)
    for (const each of this.#goneWith(record)) {
      if (each.values.IsDeleted !== true) continue
      Object.assign(each.values, { IsDeleted: false, SystemModstamp: at, LastModifiedDate: at })
      if (each.object === 'Account') each.values.MasterRecordId = null
      each.deletedWith = null
      this.#org.store.forgetDeletion(each.id)
      const userId = options.userId ?? integrationUserId
      this.#tell({ kind: 'UNDELETE', record: each, fields: { ...each.values }, userId })
    }
  }

  purge(record: StoredRecord, options: WriteOptions): void {
    this.delete(record, options)
    for (const each of this.#goneWith(record)) this.#org.store.remove(each.id)
  }

  /** The record, and whatever went to the bin on its account. */
  #goneWith(record: StoredRecord): StoredRecord[] {
    const all = [...this.#org.schema.values()].flatMap(({ name }) => [...this.#org.store.all(name)])
    return all.filter((each) => each === record || each.deletedWith === record.id)
  }

  /** What goes along when a record is deleted: its details, and an Account's Opportunities. */
  #dependants(parent: StoredRecord): StoredRecord[] {
    const found: StoredRecord[] = []
    for (const definition of this.#org.schema.values()) {
      const links = definition.fields.filter(
        ({ referenceTo, required, name }) =>
          referenceTo.includes(parent.object) &&
          (required || goesAlong.includes(`${definition.name}.${name}`)),
      )
      if (links.length === 0) continue
      for (const child of this.#org.active(definition.name)) {
        if (links.some(({ name }) => child.values[name] === parent.id)) {
          found.push(child, ...this.#dependants(child))
        }
      }
    }
    if (parent.object === 'Partner') found.push(...this.#shownAs(parent))
    return found
  }

  /** The row by which an opportunity shows a partner. */
  #shownAs({ values }: StoredRecord): StoredRecord[] {
    const same = ['OpportunityId', 'AccountToId', 'Role'] as const
    const shown = [...this.#org.active('OpportunityPartner')].find((row) =>
      same.every((name) => (row.values[name] ?? null) === (values[name] ?? null)),
    )
    return shown === undefined ? [] : [shown]
  }

  #stamp({ at }: WriteOptions): string {
    return stampOf(at ?? this.#org.now())
  }
}
