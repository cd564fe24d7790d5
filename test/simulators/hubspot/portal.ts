import { AssociationStore, type Association } from './association-store.ts'
import { readProperty } from './calculated-properties.ts'
import { MoneyLinks, type MoneyLinkFrom } from './money-links.ts'
import type { ObjectTypeId } from './object-types.ts'
import { OwnerStore } from './owners.ts'
import { defaultPipeline, type Pipeline, type PipelineStage } from './pipelines.ts'
import { portalUser, type ChangeSource, type PortalEvent } from './portal-event.ts'
import { PortalProblem, recordNotFound } from './portal-problem.ts'
import { PropertyCatalogue } from './property-catalogue.ts'
import { checkPropertyValue, instantOf, type PropertyProblem } from './property-values.ts'
import { RecordStore } from './record-store.ts'
import type { CrmRecord } from './record.ts'

export interface PortalSettings {
  portalId: number
  name: string
  domain: string
  companyCurrency: string
  additionalCurrencies: string[]
  timeZone: string
  /** Home-currency value of one unit, as decimal text, by currency code. */
  exchangeRates: Record<string, string>
}

export type WrittenProperties = Readonly<Record<string, string | null>>

export interface NewRecord {
  properties: WrittenProperties
  companyIds?: readonly string[]
  /** Which of `companyIds` is the primary one; the first when absent. */
  primaryCompanyId?: string
  /** When the record last changed; now when absent. For filling a portal with a past. */
  modifiedAt?: Date
  source?: ChangeSource
}

const defaults: PortalSettings = {
  portalId: 62_515,
  name: 'Simulated portal',
  domain: 'simulated-portal.example',
  companyCurrency: 'USD',
  additionalCurrencies: ['EUR', 'GBP', 'JPY'],
  timeZone: 'America/New_York',
  exchangeRates: { EUR: '1.08', GBP: '1.27', JPY: '0.0066' },
}

/**
 * The whole state of one HubSpot account and the rules by which HubSpot lets it change. Every change moves the
 * record's modification instant strictly forward on the given clock, except that archiving, restoring and
 * re-associating move no date at all, as in HubSpot.
 */
export class Portal {
  readonly settings: PortalSettings
  readonly stores: Record<ObjectTypeId, RecordStore> = {
    '0-3': new RecordStore(9_000_000_001),
    '0-2': new RecordStore(5_000_000_001),
    '0-53': new RecordStore(44_000_000_001),
    '0-101': new RecordStore(38_000_000_001),
  }
  readonly associations = new AssociationStore()
  readonly moneyLinks = new MoneyLinks()
  readonly owners = new OwnerStore()
  readonly pipelines: Pipeline[] = [defaultPipeline()]
  readonly properties: Record<ObjectTypeId, PropertyCatalogue> = {
    '0-3': new PropertyCatalogue('0-3'),
    '0-2': new PropertyCatalogue('0-2'),
    '0-53': new PropertyCatalogue('0-53'),
    '0-101': new PropertyCatalogue('0-101'),
  }
  readonly #now: () => Date
  readonly #listeners = new Set<(event: PortalEvent) => void>()
  #lastStamp = 0
  #frozenStamp: number | undefined

  constructor(options: { now: () => Date; settings?: Partial<PortalSettings> }) {
    this.#now = options.now
    this.settings = { ...defaults, ...options.settings }
  }

  get portalId(): number {
    return this.settings.portalId
  }

  now(): Date {
    return this.#now()
  }

  onEvent(listener: (event: PortalEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  createDeal(deal: NewRecord): CrmRecord {
    return this.create('0-3', deal)
  }

  createCompany(company: NewRecord): CrmRecord {
    return this.create('0-2', company)
  }

  create(type: ObjectTypeId, input: NewRecord): CrmRecord {
    const source = input.source ?? portalUser(0)
    const properties = this.#checked(type, withDefaults(type, input.properties), {})
    const stamp = input.modifiedAt === undefined ? this.#stamp(0) : input.modifiedAt.getTime()
    const record: CrmRecord = {
      id: this.stores[type].newId(),
      createdAt: instantOf(properties.createdate ?? '') ?? stamp,
      modifiedAt: stamp,
      archivedAt: null,
      properties: present(properties),
      mergedIds: [],
    }
    if (input.modifiedAt === undefined) this.#closeWithStage(record, properties, stamp)
    this.stores[type].add(record)
    this.#emit({ kind: 'creation', objectType: type, objectId: record.id, occurredAt: stamp, ...source })
    for (const companyId of input.companyIds ?? []) {
      this.associate(record.id, companyId, { primary: companyId === input.primaryCompanyId, source })
    }
    return record
  }

  update(type: ObjectTypeId, id: string, written: WrittenProperties, source = portalUser(0)): CrmRecord {
    const record = this.existing(type, id)
    const properties = this.#checked(type, written, record.properties)
    const stamp = this.#stamp(record.modifiedAt)
    const before = { ...record.properties }
    apply(record.properties, properties)
    if (properties.dealstage !== undefined && properties.dealstage !== before.dealstage) {
      this.#closeWithStage(record, properties, stamp)
    }
    const created = instantOf(properties.createdate ?? '')
    if (created !== undefined) record.createdAt = created
    record.modifiedAt = stamp
    this.stores[type].touched(record)
    this.#emitPropertyChanges(type, record, before, source)
    return record
  }

  /** Throws what writing these values would throw, an unknown record excepted, and changes nothing. */
  validate(type: ObjectTypeId, written: WrittenProperties, id?: string): void {
    const current = id === undefined ? undefined : this.stores[type].findActive(id)
    this.#checked(type, written, current?.properties ?? {})
  }

  archive(type: ObjectTypeId, id: string, source = portalUser(0)): void {
    const record = this.existing(type, id)
    record.archivedAt = this.#now().getTime()
    this.stores[type].visibilityChanged()
    this.#emitPlain('deletion', type, record.id, source)
  }

  restore(type: ObjectTypeId, id: string, source = portalUser(0)): void {
    const record = this.stores[type].find(id)
    if (record === undefined || record.archivedAt === null) throw recordNotFound(id)
    record.archivedAt = null
    this.stores[type].visibilityChanged()
    this.#emitPlain('restore', type, record.id, source)
  }

  /** Deletes for good; no request ever shows the record again. */
  purge(type: ObjectTypeId, id: string, source = portalUser(0)): void {
    const record = this.stores[type].find(id)
    if (record === undefined) throw recordNotFound(id)
    this.#unlinkAll(type, record.id)
    this.stores[type].remove(record.id)
    this.#emitPlain('privacyDeletion', type, record.id, source)
  }

  /** Joins two records into a third with a new id. The first one's values win; the old ids go on answering as the new record. */
  merge(type: ObjectTypeId, primaryId: string, otherId: string, source = portalUser(0)): CrmRecord {
    const primary = this.existing(type, primaryId)
    const other = this.existing(type, otherId)
    if (primary === other) throw new PortalProblem('invalid', 'Cannot merge a record with itself.')
    const stamp = this.#stamp(Math.max(primary.modifiedAt, other.modifiedAt))
    const merged: CrmRecord = {
      id: this.stores[type].newId(),
      createdAt: Math.min(primary.createdAt, other.createdAt),
      modifiedAt: stamp,
      archivedAt: null,
      properties: { ...other.properties, ...primary.properties },
      mergedIds: [...primary.mergedIds, ...other.mergedIds, primary.id, other.id],
    }
    this.stores[type].add(merged)
    for (const old of [primary, other]) {
      this.#moveLinks(type, old.id, merged.id)
      this.moneyLinks.move(type, old.id, merged.id)
      this.stores[type].remove(old.id)
    }
    const propertiesMoved = Object.keys(other.properties).filter(
      (name) => !(name in primary.properties),
    ).length
    this.#emit({
      kind: 'merge',
      objectType: type,
      objectId: primary.id,
      mergedIds: [primary.id, other.id],
      newId: merged.id,
      propertiesMoved,
      occurredAt: stamp,
      ...source,
    })
    return merged
  }

  associate(
    dealId: string,
    companyId: string,
    options: { primary?: boolean; source?: ChangeSource } = {},
  ): void {
    const deal = this.existing('0-3', dealId)
    const company = this.existing('0-2', companyId)
    if (!this.associations.linkDeal(deal.id, company.id, options.primary)) return
    this.#emitAssociation(deal.id, company.id, false, options.source)
  }

  dissociate(dealId: string, companyId: string, source?: ChangeSource): void {
    const company = this.existing('0-2', companyId)
    const deal = this.existing('0-3', dealId)
    if (this.associations.unlinkDeal(deal.id, company.id))
      this.#emitAssociation(deal.id, company.id, true, source)
  }

  /** Joins an invoice or a payment with what it is for. Moves no date, as associating does in HubSpot. */
  linkMoney(from: MoneyLinkFrom, fromId: string, to: '0-3' | '0-53', toId: string): void {
    this.moneyLinks.link(from, this.existing(from, fromId).id, to, this.existing(to, toId).id)
  }

  setParent(childId: string, parentId: string | null): void {
    const child = this.existing('0-2', childId)
    const parent = parentId === null ? null : this.existing('0-2', parentId)
    if (parent?.id === child.id) throw new PortalProblem('invalid', 'A company cannot be its own parent.')
    this.associations.setParent(child.id, parent?.id ?? null)
  }

  /** What a record points to, as requests show it: links to archived records are hidden until those are restored. */
  visibleAssociations(fromType: ObjectTypeId, fromId: string, toType: ObjectTypeId): Association[] {
    return [
      ...this.associations.from(fromType, fromId, toType),
      ...this.moneyLinks.from(fromType, fromId, toType),
    ].filter((link) => this.stores[toType].findActive(link.toId) !== undefined)
  }

  /** The active record of an id; an id that was merged away answers the survivor. */
  existing(type: ObjectTypeId, id: string): CrmRecord {
    const record = this.stores[type].findActive(id)
    if (record === undefined) throw recordNotFound(id)
    return record
  }

  /** A property's value as requests show it, calculated ones included; null when unset, undefined when there is no such property. */
  read(type: ObjectTypeId, record: CrmRecord, name: string): string | null | undefined {
    return readProperty(this, type, record, name)
  }

  stageOf(record: CrmRecord): PipelineStage | undefined {
    const { pipeline = 'default', dealstage } = record.properties
    return this.pipelines
      .find((candidate) => candidate.id === pipeline)
      ?.stages.find((stage) => stage.id === dealstage)
  }

  /** Everything that `changes` does happens at one and the same instant, as in a bulk import. */
  atOneInstant<T>(changes: () => T): T {
    this.#frozenStamp = Math.max(this.#now().getTime(), this.#lastStamp + 1)
    this.#lastStamp = this.#frozenStamp
    try {
      return changes()
    } finally {
      this.#frozenStamp = undefined
    }
  }

  #stamp(previous: number): number {
    if (this.#frozenStamp !== undefined) return this.#frozenStamp
    const now = Math.max(this.#now().getTime(), this.#lastStamp)
    this.#lastStamp = now > previous ? now : previous + 1
    return this.#lastStamp
  }

  #checked(type: ObjectTypeId, written: WrittenProperties, current: Readonly<Record<string, string>>) {
    const problems: PropertyProblem[] = []
    const checked: Record<string, string | null> = {}
    const record = { ...current, ...present(written) }
    for (const [name, raw] of Object.entries(written)) {
      const result = checkPropertyValue(
        name,
        raw,
        this.properties[type].get(name),
        this.#externalOptions,
        record,
      )
      if (result.ok) checked[name] = result.value
      else problems.push(result.problem)
    }
    if (problems.length > 0) {
      throw new PortalProblem('invalid_properties', 'Property values were not valid', problems)
    }
    return checked
  }

  readonly #externalOptions = {
    allowed: (name: string, value: string, record: Readonly<Record<string, string>>): boolean => {
      if (name === 'pipeline') return this.pipelines.some((pipeline) => pipeline.id === value)
      if (name === 'dealstage') {
        const pipeline = this.pipelines.find((candidate) => candidate.id === (record.pipeline ?? 'default'))
        return pipeline?.stages.some((stage) => stage.id === value) ?? false
      }
      if (name === 'hubspot_owner_id') return this.owners.byId(value) !== undefined
      if (name === 'deal_currency_code' || name === 'hs_currency' || name === 'hs_currency_code') {
        return value === this.settings.companyCurrency || this.settings.additionalCurrencies.includes(value)
      }
      return true
    },
  }

  /** HubSpot writes the close date by itself when a deal enters a closed stage and the same write names no date. */
  #closeWithStage(record: CrmRecord, written: WrittenProperties, stamp: number): void {
    if (written.closedate !== undefined || this.stageOf(record)?.isClosed !== true) return
    record.properties.closedate = new Date(stamp).toISOString()
  }

  #moveLinks(type: ObjectTypeId, oldId: string, newId: string): void {
    const { associations } = this
    if (type === '0-3') {
      const primary = associations.primaryCompanyOf(oldId)
      const hadPrimary = associations.primaryCompanyOf(newId) !== null
      for (const companyId of [...associations.companiesOf(oldId)]) {
        associations.unlinkDeal(oldId, companyId)
        associations.linkDeal(newId, companyId, companyId === primary && !hadPrimary)
      }
      return
    }
    for (const dealId of associations.dealsOf(oldId)) {
      const wasPrimary = associations.primaryCompanyOf(dealId) === oldId
      associations.unlinkDeal(dealId, oldId)
      associations.linkDeal(dealId, newId, wasPrimary)
    }
    const parent = associations.parentOf(oldId)
    associations.setParent(oldId, null)
    if (parent !== undefined && parent !== newId && associations.parentOf(newId) === undefined) {
      associations.setParent(newId, parent)
    }
    for (const childId of associations.childrenOf(oldId)) {
      associations.setParent(childId, childId === newId ? null : newId)
    }
  }

  #unlinkAll(type: ObjectTypeId, id: string): void {
    const { associations } = this
    if (type === '0-3')
      for (const companyId of [...associations.companiesOf(id)]) associations.unlinkDeal(id, companyId)
    if (type === '0-2') {
      for (const dealId of associations.dealsOf(id)) associations.unlinkDeal(dealId, id)
      for (const childId of associations.childrenOf(id)) associations.setParent(childId, null)
      associations.setParent(id, null)
    }
  }

  #emitPropertyChanges(
    type: ObjectTypeId,
    record: CrmRecord,
    before: Readonly<Record<string, string>>,
    source: ChangeSource,
  ): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(record.properties)])) {
      const value = record.properties[name] ?? ''
      if (value === (before[name] ?? '')) continue
      this.#emit({
        kind: 'propertyChange',
        objectType: type,
        objectId: record.id,
        propertyName: name,
        propertyValue: value,
        occurredAt: record.modifiedAt,
        ...source,
      })
    }
  }

  #emitPlain(
    kind: 'deletion' | 'restore' | 'privacyDeletion',
    objectType: ObjectTypeId,
    objectId: string,
    source: ChangeSource,
  ): void {
    this.#emit({ kind, objectType, objectId, occurredAt: this.#now().getTime(), ...source })
  }

  #emitAssociation(dealId: string, companyId: string, removed: boolean, source = portalUser(0)): void {
    this.#emit({
      kind: 'associationChange',
      objectType: '0-3',
      objectId: dealId,
      toId: companyId,
      associationType: 'DEAL_TO_COMPANY',
      removed,
      isPrimary: this.associations.primaryCompanyOf(dealId) === companyId,
      occurredAt: this.#now().getTime(),
      ...source,
    })
  }

  #emit(event: PortalEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}

function withDefaults(type: ObjectTypeId, written: WrittenProperties): WrittenProperties {
  if (type !== '0-3' || written.dealstage === undefined) return written
  return { pipeline: 'default', ...written }
}

function present(written: WrittenProperties): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(written)) if (value !== null) result[name] = value
  return result
}

function apply(properties: Record<string, string>, changes: WrittenProperties): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete properties[name]
    else properties[name] = value
  }
}
