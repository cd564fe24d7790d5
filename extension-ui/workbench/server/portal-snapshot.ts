import type { ObjectTypeId } from '../../../test/simulators/hubspot/object-types.ts'
import type { Portal, PortalSettings } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'
import type { PropertyDefinition } from '../../../test/simulators/hubspot/property-definitions.ts'
import type { Owner } from '../../../test/simulators/hubspot/owners.ts'
import type { Pipeline } from '../../../test/simulators/hubspot/pipelines.ts'

/** Invoices and payments are not kept: a demo that starts again has none. */
type KeptType = Extract<ObjectTypeId, '0-2' | '0-3'>

/** What a simulated portal holds. */
export interface PortalSnapshot {
  settings: PortalSettings
  owners: Owner[]
  pipelines: Pipeline[]
  properties: PropertyDefinition[]
  records: Record<KeptType, CrmRecord[]>
  dealCompanies: [dealId: string, companyIds: readonly string[], primary: string | null][]
  parents: [companyId: string, parentId: string][]
}

const TYPES: readonly KeptType[] = ['0-2', '0-3']

export function takeSnapshot(portal: Portal): PortalSnapshot {
  const { associations } = portal
  const records = { '0-2': recordsOf(portal, '0-2'), '0-3': recordsOf(portal, '0-3') }
  return {
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
export function restoreSnapshot(portal: Portal, snapshot: PortalSnapshot): void {
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
