import type { Org, OrgSettings } from '../../../test/simulators/salesforce/org.ts'
import type { FieldValues, StoredRecord } from '../../../test/simulators/salesforce/record.ts'
import type { Deletion } from '../../../test/simulators/salesforce/record-store.ts'

/** The simulated org as a file, like the simulated portal (portal-snapshot.ts). Written by this program only. */
export interface OrgSnapshot {
  settings: OrgSettings
  /** Every row, those in the recycle bin too, in the order of creation. */
  records: { object: string; id: string; values: FieldValues; deletedWith: string | null }[]
  deletions: Deletion[]
}

export function takeOrgSnapshot(org: Org): OrgSnapshot {
  const objects = [...org.schema.values()].map(({ name }) => name)
  const rows = objects.flatMap((object) => [...org.store.all(object)])
  return {
    settings: org.settings,
    records: rows.map(({ object, id, values, deletedWith }) => ({ object, id, values, deletedWith })),
    deletions: objects.flatMap((object) => org.store.deletions(object)),
  }
}

/** Into an org with the snapshot's settings that holds nothing yet but what it was born with. No event is sent: nothing happened. */
export function restoreOrgSnapshot(org: Org, snapshot: OrgSnapshot): void {
  for (const { name } of org.schema.values()) {
    for (const { id } of [...org.store.all(name)]) org.store.remove(id)
  }
  const last = new Map<string, number>()
  for (const { object, id, values, deletedWith } of snapshot.records) {
    const record: StoredRecord = org.store.insert(object, id, { ...values })
    record.deletedWith = deletedWith
    const number = numberOf(id)
    const prefix = id.slice(0, 3)
    if (number !== undefined) last.set(prefix, Math.max(last.get(prefix) ?? 0, number))
  }
  for (const deletion of snapshot.deletions) org.store.logDeletion(deletion)
  // Skips to the last record's number, so that new records go on after it.
  for (const [prefix, number] of last) {
    while ((numberOf(org.store.nextId(prefix)) ?? number) < number) continue
  }
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** More records than a demo has; the ids of its people are names and lie beyond. */
const BEYOND = 1_000_000

/** Which record of its object an id is of. */
function numberOf(id: string): number | undefined {
  let number = 0
  for (const digit of id.slice(6, 15)) number = number * 62 + DIGITS.indexOf(digit)
  return number < BEYOND ? number : undefined
}
