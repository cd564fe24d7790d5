import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ObjectTypeId } from '../../../test/simulators/hubspot/object-types.ts'
import type { Portal, PortalSettings } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'
import type { PropertyDefinition } from '../../../test/simulators/hubspot/property-definitions.ts'
import type { Owner } from '../../../test/simulators/hubspot/owners.ts'
import type { Pipeline } from '../../../test/simulators/hubspot/pipelines.ts'
import type { ImportReport } from '../workbench-api.ts'

/**
 * The simulated CRM as a file beside the product's own data. The product's data survives a restart, and a CRM that had
 * forgotten everything meanwhile would look like a disaster to it. Written by this program only, so it is not checked.
 */
export interface DemoSnapshot {
  version: 1
  settings: PortalSettings
  owners: Owner[]
  pipelines: Pipeline[]
  properties: PropertyDefinition[]
  records: Record<ObjectTypeId, CrmRecord[]>
  dealCompanies: [dealId: string, companyIds: readonly string[], primary: string | null][]
  parents: [companyId: string, parentId: string][]
  doneSteps: string[]
  touchedDeals: string[]
  featuredDealId: string | null
  importReport: ImportReport | null
}

const TYPES: readonly ObjectTypeId[] = ['0-2', '0-3']

export type PortalPart = Omit<DemoSnapshot, 'doneSteps' | 'touchedDeals' | 'featuredDealId' | 'importReport'>

export function takeSnapshot(portal: Portal): PortalPart {
  const { associations } = portal
  const records = { '0-2': recordsOf(portal, '0-2'), '0-3': recordsOf(portal, '0-3') }
  return {
    version: 1,
    settings: portal.settings,
    owners: [...portal.owners.all(false), ...portal.owners.all(true)].sort(
      (a, b) => Number(a.id) - Number(b.id),
    ),
    pipelines: portal.pipelines,
    properties: portal.properties['0-3'].all().filter((property) => !property.hubspotDefined),
    records,
    dealCompanies: records['0-3'].map(({ id }) => [
      id,
      associations.companiesOf(id),
      associations.primaryCompanyOf(id),
    ]),
    parents: records['0-2'].flatMap(({ id }): [string, string][] => {
      const parent = associations.parentOf(id)
      return parent === undefined ? [] : [[id, parent]]
    }),
  }
}

/** Into a portal with the snapshot's settings that holds nothing yet. No event is sent: nothing happened. */
export function restoreSnapshot(portal: Portal, snapshot: PortalPart): void {
  for (const owner of snapshot.owners) {
    const added = portal.owners.add({ ...owner, userId: owner.formerUserId })
    if (owner.archived) portal.owners.deactivate(added.id)
  }
  portal.pipelines.splice(0, portal.pipelines.length, ...snapshot.pipelines)
  const catalogue = portal.properties['0-3']
  for (const property of snapshot.properties) {
    if (!catalogue.group(property.groupName)) {
      catalogue.addGroup({ name: property.groupName, label: property.groupName })
    }
    if (!catalogue.get(property.name)) catalogue.add(property, new Date(property.createdAt ?? 0))
  }
  for (const type of TYPES) {
    for (const record of snapshot.records[type]) {
      // Skips to this record's number, so that new records go on after the last one.
      while (Number(portal.stores[type].newId()) < Number(record.id)) continue
      portal.stores[type].add(record)
    }
  }
  for (const [companyId, parentId] of snapshot.parents) portal.associations.setParent(companyId, parentId)
  for (const [dealId, companyIds, primary] of snapshot.dealCompanies) {
    for (const companyId of companyIds) portal.associations.linkDeal(dealId, companyId, companyId === primary)
  }
}

function recordsOf(portal: Portal, type: ObjectTypeId): CrmRecord[] {
  const all = { afterId: 0, count: Infinity }
  const { [type]: store } = portal.stores
  return [...store.page({ ...all, archived: false }), ...store.page({ ...all, archived: true })].sort(
    (a, b) => Number(a.id) - Number(b.id),
  )
}

export function writeSnapshot(path: string, snapshot: DemoSnapshot): void {
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, JSON.stringify(snapshot))
  renameSync(aside, path)
}

/** undefined when there is none. One that cannot be read is put aside, and the demo begins anew. */
export function readSnapshot(path: string): DemoSnapshot | undefined {
  if (!existsSync(path)) return undefined
  try {
    const snapshot = JSON.parse(readFileSync(path, 'utf8')) as DemoSnapshot // written by this program, see above
    if (snapshot.version === 1) return snapshot
  } catch {
    // Handled below like a snapshot of another version.
  }
  renameSync(path, `${path}.unreadable`)
  return undefined
}

export const forgetSnapshot = (path: string): void => rmSync(path, { force: true })
