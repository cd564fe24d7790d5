import type { Account } from '../../shared/crm/account.ts'
import type { DealDetail, DetailKind, GoneDetail } from '../../shared/crm/deal-detail.ts'
import { type DealFieldChoice, type DealFieldMapping, mappedNames } from '../../shared/crm/deal-fields.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { ExchangeRates } from '../../shared/crm/exchange-rate.ts'
import type { Owner } from '../../shared/crm/owner.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import type { CardKeyDelivery } from '../crm-kind.port.ts'
import type { Crm, CrmAccount, Listening, PartnerFields, RefusedWrite, SyncPage } from '../crm.port.ts'
import { putCardKey } from './card-key.ts'
import { changedRows } from './changed-rows.ts'
import { SalesforceClient, type SalesforceClientOptions } from './client.ts'
import { DELETION_LOG_MS, span } from './coverage.ts'
import { readExchangeRates } from './dated-rates.ts'
import { SalesforceRejection } from './errors.ts'
import type { SObject } from './fields.ts'
import { findSurvivors } from './find-survivors.ts'
import { homeCurrencyOf } from './home-currency.ts'
import { type ListenerOptions, listenForChanges } from './listen-for-changes.ts'
import { OrgView } from './org-view.ts'
import { listRecords } from './listing.ts'
import { mapAccount } from './map-account.ts'
import { mapOpportunity } from './map-opportunity.ts'
import { mapOwner } from './map-owner.ts'
import {
  hasPackage,
  packageMissing,
  requireFields,
  requirePackage,
  writePartnerRecords,
} from './partner-records.ts'
import { type Reading, queryPages } from './query-pages.ts'
import { type DetailReading, changedDetails, listDetails } from './read-details.ts'
import { fullId } from './record-id.ts'
import { type SchemaMemory, sharedSchemas } from './schema-memory.ts'
import type { Schema } from './schema.ts'
import { isAboutFields } from './save-records.ts'
import { soqlIn, soqlString } from './soql.ts'
import { type Row, deletedReply } from './wire.ts'

export interface SalesforceCrmOptions extends SalesforceClientOptions {
  /** The package's namespace in the path of its endpoint; empty without one. */
  namespace: string
  /** Spares a call when it is known already. */
  homeCurrency?: string
  /** Which fields of opportunities hold what plans look at; none unless given. */
  dealFields?: DealFieldMapping
  schemas?: SchemaMemory
  /** How long a listener hears nothing before it begins anew. */
  quietMs?: number
}

/** A longer list would make an address longer than servers take. */
const IDS_IN_A_QUERY = 300
/** So few are asked for by somebody who looks at them, rather than by a sync. */
const FEW = 10

/** One Salesforce org. Cheap to make; keeps what the org looks like to the connected user for as long as it lives. */
export class SalesforceCrm implements Crm, CardKeyDelivery {
  readonly #client: SalesforceClient
  readonly #namespace: string
  readonly #org: string
  readonly #listener: ListenerOptions
  readonly #view: OrgView
  readonly #dealFields: DealFieldMapping
  #homeCurrency: Promise<string> | undefined

  constructor(options: SalesforceCrmOptions) {
    this.#client = new SalesforceClient(options)
    this.#namespace = options.namespace
    this.#listener = { ...options, timing: this.#client.timing, random: this.#client.random }
    this.#org = `${options.instance.origin} ${options.orgId}`
    this.#view = new OrgView(this.#client, this.#org, options.schemas ?? sharedSchemas)
    this.#dealFields = options.dealFields ?? {}
    if (options.homeCurrency) this.#homeCurrency = Promise.resolve(options.homeCurrency)
  }

  get calls(): Readonly<Record<string, number>> {
    return this.#client.calls
  }

  get dailyCalls(): { used: number; limit: number } | null {
    return this.#client.dailyCalls
  }

  async describe(): Promise<CrmAccount> {
    const { organization } = await this.#view.look(true)
    return {
      externalAccountId: organization.id,
      name: organization.isSandbox ? `${organization.name} (sandbox)` : organization.name,
      homeCurrency: await this.#home(true),
      timeZone: organization.timeZone,
    }
  }

  async stages(): Promise<Stage[]> {
    return [...(await this.#view.look()).stages]
  }

  async owners(): Promise<Owner[]> {
    const { fields } = await this.#view.look()
    const rows = await this.#all({ kind: 'owners', soql: (after) => ownersQuery(fields.User, after) })
    return rows.map(mapOwner)
  }

  /** Name and e-mail of one user, where the connected user may see them. */
  async person(userId: string): Promise<Owner | undefined> {
    const { fields } = await this.#view.look(true)
    const soql = `SELECT ${fields.User.join(', ')} FROM User WHERE ${soqlIn('Id', [userId])}`
    const [row] = await this.#all({ kind: 'owners', soql: () => soql, urgent: true })
    return row && mapOwner(row)
  }

  async *allAccounts(resume?: string): AsyncIterable<SyncPage<Account>> {
    yield* this.#list('Account', async (rows) => rows.map(mapAccount), resume)
  }

  async *allDeals(resume?: string): AsyncIterable<SyncPage<Deal>> {
    yield* this.#list('Opportunity', (rows) => this.#deals(rows), resume)
  }

  async *changedAccounts(since: Date): AsyncIterable<SyncPage<Account>> {
    yield* this.#changed('Account', async (rows) => rows.map(mapAccount), since)
  }

  async *changedDeals(since: Date): AsyncIterable<SyncPage<Deal>> {
    yield* this.#changed('Opportunity', (rows) => this.#deals(rows), since)
  }

  allDetails(kind: DetailKind, resume?: string): AsyncIterable<SyncPage<DealDetail>> {
    return listDetails(this.#details(kind), resume)
  }

  changedDetails(kind: DetailKind, since: Date): AsyncIterable<SyncPage<DealDetail | GoneDetail>> {
    return changedDetails(this.#details(kind), since)
  }

  async datedRates(): Promise<ExchangeRates | null> {
    const { corporateCurrency } = await this.#view.look()
    return corporateCurrency === null ? null : readExchangeRates(this.#client, corporateCurrency)
  }

  async findDeals(externalIds: readonly string[]): Promise<Deal[]> {
    return this.#deals(await this.#byId('Opportunity', externalIds), externalIds.length <= FEW)
  }

  /** An account that was merged away is answered with the one that it lives on in. */
  findAccounts(externalIds: readonly string[]): Promise<Account[]> {
    const urgent = externalIds.length <= FEW
    return findSurvivors(externalIds, async (ids) =>
      (await this.#byId('Account', ids, urgent)).map(mapAccount),
    )
  }

  async deletedAmong(object: 'deal' | 'account', externalIds: readonly string[]): Promise<string[]> {
    if (externalIds.length === 0) return []
    // Only Salesforce's own clock will do, which every answer tells.
    if (!this.#client.vendorNow()) await this.#view.look()
    const now = this.#client.vendorNow() ?? new Date()
    const name = object === 'deal' ? 'Opportunity' : 'Account'
    const { data } = await this.#client.call({
      kind: 'deleted',
      method: 'GET',
      path: `/sobjects/${name}/deleted?${span(new Date(now.getTime() - DELETION_LOG_MS), now)}`,
      reply: deletedReply,
    })
    const deleted = new Set(data.deletedRecords.map(({ id }) => fullId(id)))
    return externalIds.filter((id) => deleted.has(fullId(id)))
  }

  /** Looked for anew: an admin may have come from making the field. */
  async dealFieldChoices(): Promise<DealFieldChoice[]> {
    return [...(await this.#view.lookAgain(true)).dealFields]
  }

  /** The package brings the fields: they are only looked for. Throws `CrmError('forbidden')` where they are not to be written. */
  async provisionFields(): Promise<void> {
    await requirePackage(this.#client, await this.#view.lookAgain())
  }

  async writePartnerFields(updates: readonly PartnerFields[]): Promise<RefusedWrite[]> {
    // The last update of a deal is what the caller wants to stand; Salesforce takes each record once in a call.
    const once = [...new Map(updates.map((update) => [update.dealExternalId, update])).values()]
    if (once.length === 0) return []
    const prefix = requireFields(await this.#withPackage())
    const inOrder = await this.#byAccount(once)
    try {
      return await writePartnerRecords(this.#client, prefix, inOrder)
    } catch (error) {
      if (!(error instanceof SalesforceRejection && isAboutFields(error))) throw error
      this.#view.forget()
      throw packageMissing('the records of the Partner Desk package')
    }
  }

  deliverCardKey(key: { keyId: string; secret: Buffer }): Promise<void> {
    return putCardKey(this.#client, this.#namespace, key)
  }

  listen(listening: Listening): Promise<void> {
    return listenForChanges(this.#listener, listening)
  }

  /** The package may have been installed, or the user been given its permission set, since we looked. */
  async #withPackage(): Promise<Schema> {
    const schema = await this.#view.recall(false)
    return hasPackage(schema) ? schema : this.#view.lookAgain()
  }

  #details(kind: DetailKind): DetailReading {
    return { client: this.#client, org: this.#org, kind, homeCurrency: () => this.#home() }
  }

  #home(urgent = false): Promise<string> {
    if (this.#homeCurrency) return this.#homeCurrency
    const home = this.#view.recall(urgent).then((schema) => homeCurrencyOf(this.#client, schema))
    this.#homeCurrency = home
    home.catch(() => (this.#homeCurrency = undefined))
    return home
  }

  async *#list<T>(
    object: SObject,
    map: (rows: readonly Row[]) => Promise<T[]>,
    resume: string | undefined,
  ): AsyncIterable<SyncPage<T>> {
    const client = this.#client
    const pages = this.#view.visibly(
      () => this.#view.look(),
      false,
      (schema) =>
        listRecords(
          { client, object, fields: this.#fieldsOf(schema, object), count: schema.counts[object] },
          resume,
        ),
    )
    const total = resume === undefined ? (await this.#view.look()).counts[object] : null
    for await (const { rows, ...page } of pages) {
      yield { ...page, records: await map(rows), ...(total === null ? {} : { total }) }
    }
  }

  async *#changed<T>(
    object: SObject,
    map: (rows: readonly Row[]) => Promise<T[]>,
    since: Date,
  ): AsyncIterable<SyncPage<T>> {
    const pages = this.#view.visibly(
      () => this.#view.look(),
      false,
      (schema) => changedRows(this.#client, object, this.#fieldsOf(schema, object), since),
    )
    for await (const { rows, answeredAt } of pages) yield { records: await map(rows), resume: '', answeredAt }
  }

  async #byId(
    object: SObject,
    externalIds: readonly string[],
    urgent = externalIds.length <= FEW,
  ): Promise<Row[]> {
    const ids = [...new Set(externalIds.map(fullId))].filter((id) => id !== null)
    const rows: Row[] = []
    for (let start = 0; start < ids.length; start += IDS_IN_A_QUERY) {
      const wanted = soqlIn('Id', ids.slice(start, start + IDS_IN_A_QUERY))
      const pages = this.#view.visibly(
        () => this.#view.recall(urgent),
        urgent,
        (schema) =>
          queryPages(this.#client, {
            kind: `find_${object.toLowerCase()}`,
            soql: (after) =>
              `SELECT ${this.#fieldsOf(schema, object).join(', ')} FROM ${object} WHERE ${wanted}${behind(after)} ORDER BY Id`,
            urgent,
          }),
      )
      for await (const page of pages) rows.push(...page.rows)
    }
    return rows
  }

  /** A mapped field that the user may not see, or not any more, is left out: asking for it would fail the whole query. */
  #fieldsOf(schema: Schema, object: SObject): readonly string[] {
    const fields = schema.fields[object]
    if (object === 'Account') return fields
    const visible = new Set(schema.dealFields.map(({ name }) => name))
    const names = mappedNames(this.#dealFields).filter((name) => visible.has(name))
    return [...new Set([...fields, ...names])]
  }

  async #deals(rows: readonly Row[], urgent = false): Promise<Deal[]> {
    if (rows.length === 0) return []
    const schema = await this.#view.recall(urgent)
    const types = new Map(schema.dealFields.map(({ name, type }) => [name, type]))
    const around = {
      homeCurrency: await this.#home(urgent),
      timeZone: schema.organization.timeZone,
      stages: new Map(schema.stages.map((stage) => [stage.stageId, stage])),
      seesAmount: schema.fields.Opportunity.includes('Amount'),
      dealFields: this.#dealFields,
      typeOf: (name: string) => types.get(name),
    }
    return rows.map((row) => mapOpportunity(row, around))
  }

  async #all(reading: Reading): Promise<Row[]> {
    const rows: Row[] = []
    for await (const page of queryPages(this.#client, reading)) rows.push(...page.rows)
    return rows
  }

  /** Writing an opportunity locks its account: neighbours of one account in one call do not wait for each other. */
  async #byAccount(updates: readonly PartnerFields[]): Promise<PartnerFields[]> {
    if (updates.length < 2) return [...updates]
    const rows = await this.#byId(
      'Opportunity',
      updates.map((update) => update.dealExternalId),
      false,
    )
    const accounts = new Map(rows.map((row) => [row['Id'], row['AccountId'] ?? '']))
    const key = ({ dealExternalId }: PartnerFields) =>
      `${accounts.get(dealExternalId) ?? ''} ${dealExternalId}`
    return updates
      .map((update) => ({ update, key: key(update) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ update }) => update)
  }
}

/** People, partners who log in among them; not the many who only log in to a customer's site. */
function ownersQuery(fields: readonly string[], after: Row | undefined): string {
  const behindRow = after ? ` AND Id > ${soqlString(after['Id'] ?? '')}` : ''
  return `SELECT ${fields.join(', ')} FROM User WHERE ${soqlIn('UserType', ['Standard', 'PowerPartner'])}${behindRow} ORDER BY Id`
}

const behind = (after: Row | undefined): string => (after ? ` AND Id > ${soqlString(after['Id'] ?? '')}` : '')
