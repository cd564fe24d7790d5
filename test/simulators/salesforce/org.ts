import { demoPeople, integrationUserId } from './demo-people.ts'
import { canonicalValues } from './canonical-values.ts'
import { packageName, buildSchema, type CustomField, type Schema } from './schema.ts'
import type { ObjectDefinition } from './field.ts'
import type { FieldValues, StoredRecord } from './record.ts'
import { stampOf, textOf } from './record.ts'
import { RecycleBin } from './recycle-bin.ts'
import { RecordStore } from './record-store.ts'
import { stageValues, standardStages, valuesFromStage, type StageInput } from './stages.ts'
import { Visibility } from './visibility.ts'

export interface OrgSettings {
  orgId: string
  name: string
  /** The corporate currency. */
  currency: string
  multiCurrency: boolean
  isSandbox: boolean
  timeZone: string
  /** The package's namespace, empty when it was deployed without one. */
  namespace: string
  packageInstalled: boolean
  /** Whether the integration user has the package's custom permission. */
  integrationPermitted: boolean
  /** Java's notation, `1.0E7`, for numbers from ten million on. */
  exponents: boolean
  /** Another `instance_url` than the address that was called. */
  instanceUrl: string | null
  /** Text fields that the org's own admin added. */
  customFields: readonly CustomField[]
  /** Change Data Capture is selected for Opportunity and Account. */
  changeDataCapture: boolean
}

export const defaultSettings: OrgSettings = {
  orgId: '00DHp000000PDskMAG',
  name: 'Meridian Works',
  currency: 'USD',
  multiCurrency: false,
  isSandbox: false,
  timeZone: 'America/New_York',
  namespace: '',
  packageInstalled: true,
  integrationPermitted: true,
  exponents: false,
  instanceUrl: null,
  customFields: [],
  changeDataCapture: false,
}

export interface WriteOptions {
  /** Stamps the change earlier than now, as a transaction does that commits late. */
  at?: Date
  createdAt?: Date
  userId?: string
  id?: string
}

export interface OrgChange {
  kind: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE'
  record: StoredRecord
  fields: FieldValues
  userId: string
}

/** One Salesforce org: its settings, its records and what happens to them. Knows nothing of the API over it. */
export class Org {
  readonly settings: OrgSettings
  readonly now: () => Date
  readonly store = new RecordStore()
  readonly visibility = new Visibility()
  /** Since when a transaction has been open, if one is: `updated` and `deleted` cover no later instant. */
  openTransactionSince: Date | null = null
  readonly #recycleBin: RecycleBin
  readonly #listeners = new Set<(change: OrgChange) => void>()
  #schema: { key: string; schema: Schema } | undefined

  constructor(options: { now: () => Date; settings?: Partial<OrgSettings> }) {
    this.now = options.now
    this.settings = { ...defaultSettings, ...options.settings }
    this.#recycleBin = new RecycleBin(this, (change) => this.#tell(change))
    for (const person of demoPeople) this.addUser(person)
    this.#insert('Organization', this.settings.orgId, {
      Name: this.settings.name,
      OrganizationType: 'Enterprise Edition',
      IsSandbox: this.settings.isSandbox,
      TimeZoneSidKey: this.settings.timeZone,
      LanguageLocaleKey: 'en_US',
      NamespacePrefix: null,
      InstanceName: 'USA794',
      DefaultLocaleSidKey: 'en_US',
    })
    for (const stage of standardStages) this.addStage(stage)
    if (this.settings.multiCurrency) this.addCurrency(this.settings.currency, '1', { corporate: true })
  }

  get schema(): Schema {
    const { multiCurrency, packageInstalled, namespace, customFields } = this.settings
    const key = JSON.stringify([multiCurrency, packageInstalled, namespace, customFields])
    if (this.#schema?.key !== key) this.#schema = { key, schema: buildSchema(this.settings) }
    return this.#schema.schema
  }

  object(name: string): ObjectDefinition {
    const found = this.schema.get(name.toLowerCase())
    if (found === undefined) throw new Error(`the org has no object ${name}`)
    return found
  }

  /** The API name of something of the package's in this org. */
  packaged(name: string): string {
    return packageName(this.settings.namespace, name)
  }

  onChange(listener: (change: OrgChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  record(id: string): StoredRecord {
    const found = this.store.find(id)
    if (found === undefined) throw new Error(`the org has no record ${id}`)
    return found
  }

  /** Records outside the recycle bin. */
  *active(object: string): Generator<StoredRecord> {
    for (const record of this.store.all(object)) if (record.values.IsDeleted !== true) yield record
  }

  count(object: string): number {
    return [...this.active(object)].length
  }

  createAccount(values: FieldValues & { Name: string }, options: WriteOptions = {}): StoredRecord {
    return this.create('Account', values, options)
  }

  /** Without a stage and a close date: the first stage, and thirty days from now. */
  createOpportunity(values: FieldValues & { Name: string }, options: WriteOptions = {}): StoredRecord {
    const closes = new Date(this.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10)
    return this.create('Opportunity', { StageName: 'Prospecting', CloseDate: closes, ...values }, options)
  }

  create(object: string, values: FieldValues, options: WriteOptions = {}): StoredRecord {
    const definition = this.object(object)
    const userId = options.userId ?? integrationUserId
    const at = stampOf(options.at ?? this.now())
    const created = options.createdAt === undefined ? at : stampOf(options.createdAt)
    const owned = definition.field('OwnerId') !== undefined
    const record = this.#insert(definition.name, options.id ?? this.store.nextId(definition.keyPrefix), {
      ...(owned && { OwnerId: userId }),
      ...(definition.name === 'Opportunity' && this.#opportunityDefaults(values)),
      ...(definition.field('CurrencyIsoCode') !== undefined && { CurrencyIsoCode: this.settings.currency }),
      ...canonicalValues(definition, values),
      ...(definition.name === 'Opportunity' && this.#closedness(values)),
      CreatedDate: created,
      CreatedById: userId,
      LastModifiedDate: at,
      LastModifiedById: userId,
      SystemModstamp: at,
      ...(definition.field('IsDeleted') !== undefined && { IsDeleted: false }),
    })
    this.#tell({ kind: 'CREATE', record, fields: { ...record.values }, userId })
    if (definition.name === 'Partner') this.#linkPartner(record)
    return record
  }

  /** Changes a record. Every accepted write moves the stamps, one that changes nothing too. */
  update(id: string, values: FieldValues, options: WriteOptions = {}): StoredRecord {
    const record = this.record(id)
    const userId = options.userId ?? integrationUserId
    const at = stampOf(options.at ?? this.now())
    const stageMoved = values.StageName !== undefined && values.StageName !== record.values.StageName
    Object.assign(record.values, {
      ...(record.object === 'Opportunity' &&
        stageMoved && {
          ...this.#opportunityDefaults(values),
          LastStageChangeDate: at,
        }),
      ...canonicalValues(this.object(record.object), values),
      ...(record.object === 'Opportunity' && stageMoved && this.#closedness(values)),
      LastModifiedDate: at,
      LastModifiedById: userId,
      SystemModstamp: at,
    })
    if (record.object === 'User') record.values.Name = fullName(record.values)
    this.#tell({ kind: 'UPDATE', record, fields: values, userId })
    return record
  }

  /** Into the recycle bin, with everything that hangs on the record. */
  delete(id: string, options: WriteOptions = {}): void {
    this.#recycleBin.delete(this.record(id), options)
  }

  /** Out of the recycle bin, with everything that went there together. */
  undelete(id: string, options: WriteOptions = {}): void {
    this.#recycleBin.undelete(this.record(id), options)
  }

  /** Gone for good: only `deleted` still knows it. */
  purge(id: string, options: WriteOptions = {}): void {
    this.#recycleBin.purge(this.record(id), options)
  }

  /** The loser goes to the recycle bin and names the winner; what belonged to it belongs to the winner. */
  mergeAccounts(winnerId: string, loserId: string, options: WriteOptions = {}): void {
    const loser = this.record(loserId)
    for (const definition of this.schema.values()) {
      const references = definition.fields.filter(
        ({ referenceTo, name }) => referenceTo.includes('Account') && name !== 'MasterRecordId',
      )
      for (const child of this.store.all(definition.name)) {
        const moved = references.filter(({ name }) => child.values[name] === loserId && child !== loser)
        if (moved.length === 0) continue
        const values = Object.fromEntries(
          moved.map(({ name }) => [name, child.id === winnerId ? null : winnerId]),
        )
        this.update(child.id, values, options)
      }
    }
    this.#recycleBin.add(loser, loserId, options)
    loser.values.MasterRecordId = winnerId
    this.update(winnerId, {}, options)
  }

  addUser(user: {
    id?: string
    firstName: string
    lastName: string
    email: string
    active?: boolean
  }): StoredRecord {
    const values = {
      Username: user.email,
      FirstName: user.firstName,
      LastName: user.lastName,
      Email: user.email,
      IsActive: user.active ?? true,
      UserType: 'Standard',
      TimeZoneSidKey: this.settings.timeZone,
    }
    return this.#insert('User', user.id ?? this.store.nextId('005'), { ...values, Name: fullName(values) })
  }

  /** Adds a stage behind the others, or before a stage of the given name. */
  addStage(stage: StageInput, before?: string): StoredRecord {
    const stages = this.stages()
    const at = before === undefined ? -1 : stages.findIndex(({ values }) => values.ApiName === before)
    const record = this.#insert('OpportunityStage', this.store.nextId('01J'), stageValues(stage, 0))
    const ordered = at < 0 ? [...stages, record] : [...stages.slice(0, at), record, ...stages.slice(at)]
    ordered.forEach((each, index) => (each.values.SortOrder = String(index + 1)))
    return record
  }

  /** Takes a stage off the picklist; Opportunities keep its name, and whether it was closed and won. */
  removeStage(apiName: string): void {
    const stage = this.stages().find(({ values }) => values.ApiName === apiName)
    if (stage === undefined) throw new Error(`the org has no stage ${apiName}`)
    this.store.remove(stage.id)
  }

  stages(): StoredRecord[] {
    const order = (stage: StoredRecord): number => Number(stage.values.SortOrder)
    return [...this.store.all('OpportunityStage')].sort((a, b) => order(a) - order(b))
  }

  /** `rate`: units of it for one unit of the corporate currency. Multi-currency orgs only. */
  addCurrency(code: string, rate: string, options: { corporate?: boolean } = {}): void {
    this.#insert('CurrencyType', this.store.nextId('01L'), {
      IsoCode: code,
      ConversionRate: rate,
      DecimalPlaces: '2',
      IsActive: true,
      IsCorporate: options.corporate ?? false,
    })
  }

  /** A rate from a day on, until the day of the next one. */
  addDatedRate(code: string, startDate: string, rate: string): void {
    this.#insert('DatedConversionRate', this.store.nextId('04w'), {
      IsoCode: code,
      StartDate: startDate,
      ConversionRate: rate,
    })
    const dated = [...this.store.all('DatedConversionRate')]
      .filter(({ values }) => values.IsoCode === code)
      .sort((a, b) => textOf(a, 'StartDate').localeCompare(textOf(b, 'StartDate')))
    dated.forEach(({ values }, index) => {
      values.NextStartDate = dated[index + 1]?.values.StartDate ?? '9999-12-31'
    })
  }

  /** From now on every amount says which currency it is in; those that there are, are in the corporate one. */
  enableMultiCurrency(): void {
    if (this.settings.multiCurrency) return
    this.settings.multiCurrency = true
    this.addCurrency(this.settings.currency, '1', { corporate: true })
    for (const definition of this.schema.values()) {
      if (definition.field('CurrencyIsoCode') === undefined) continue
      for (const { values } of this.store.all(definition.name))
        values.CurrencyIsoCode ??= this.settings.currency
    }
  }

  /** Adds a field of the org's own, for text unless it says otherwise. */
  addCustomField(object: string, name: string, length: number, type: CustomField['type'] = 'string'): void {
    const { customFields } = this.settings
    if (customFields.some((field) => field.object === object && field.name === name)) return
    this.settings.customFields = [...customFields, { object, name, length, type }]
  }

  hideField(name: string): void {
    this.visibility.hideField(name)
  }

  unshare(id: string): void {
    this.visibility.unshare(id)
  }

  share(id: string): void {
    this.visibility.share(id)
  }

  #insert(object: string, id: string, values: FieldValues): StoredRecord {
    const at = stampOf(this.now())
    const stamps = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at }
    return this.store.insert(object, id, { ...stamps, ...values })
  }

  /** An opportunity's partner shows as an OpportunityPartner too, and there is one primary partner at most. */
  #linkPartner(partner: StoredRecord): void {
    const { OpportunityId, AccountToId, Role, IsPrimary } = partner.values
    if (typeof OpportunityId !== 'string') return
    if (IsPrimary === true) {
      for (const object of ['Partner', 'OpportunityPartner']) {
        for (const other of this.active(object)) {
          const beside = other !== partner && other.values.OpportunityId === OpportunityId
          if (beside && other.values.IsPrimary === true) this.update(other.id, { IsPrimary: false })
        }
      }
    }
    this.create('OpportunityPartner', {
      OpportunityId,
      AccountToId: AccountToId ?? null,
      Role: Role ?? null,
      IsPrimary: IsPrimary ?? false,
    })
  }

  #opportunityDefaults(values: FieldValues): FieldValues {
    return valuesFromStage(this.#stageNamed(values.StageName))
  }

  #closedness(values: FieldValues): FieldValues {
    const { IsClosed = false, IsWon = false } = valuesFromStage(this.#stageNamed(values.StageName))
    return { IsClosed, IsWon }
  }

  #stageNamed(name: unknown): FieldValues | undefined {
    for (const { values } of this.store.all('OpportunityStage')) if (values.ApiName === name) return values
    return undefined
  }

  #tell(change: OrgChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}

function fullName(values: FieldValues): string {
  return [values.FirstName, values.LastName].filter(Boolean).join(' ')
}
