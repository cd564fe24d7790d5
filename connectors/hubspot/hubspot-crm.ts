import type { Account } from '../../shared/crm/account.ts'
import { type DealFieldChoice, type DealFieldMapping, mappedNames } from '../../shared/crm/deal-fields.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { Owner } from '../../shared/crm/owner.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import {
  type Crm,
  type CrmAccount,
  CrmError,
  type PartnerFields,
  type RefusedWrite,
  type SyncPage,
} from '../crm.port.ts'
import { paths } from './api-version.ts'
import { changedPages, countRecords } from './changed-pages.ts'
import { type CompaniesOfDeal, companiesOf, companiesOfListed, noCompanies } from './deal-companies.ts'
import { dealFieldChoices } from './deal-field-choices.ts'
import { HubspotRejection } from './errors.ts'
import { HubspotClient, type HubspotClientOptions } from './hubspot-client.ts'
import { HubspotPayments } from './hubspot-payments.ts'
import { listPages } from './list-pages.ts'
import { mergedIds } from './map-fields.ts'
import { COMPANY_PROPERTIES, mapCompany } from './map-company.ts'
import { DEAL_PROPERTIES, mapDeal, stageKey } from './map-deal.ts'
import { mapOwner, mapStages } from './map-stage.ts'
import { readBatches } from './read-batches.ts'
import { provisionProperties, writeProperties } from './partner-properties.ts'
import { type WireRecord, accountDetails, companyPage, dealPage, ownerPage, pipelineList } from './wire.ts'

export interface HubspotCrmOptions extends HubspotClientOptions {
  /** Spares a call when it is known already. */
  homeCurrency?: string
  /** Which properties of deals hold what plans look at; none unless given. */
  dealFields?: DealFieldMapping
}

const OWNER_LIMIT = 500

/** One HubSpot account. Cheap to make; keeps the account's stages and home currency for as long as it lives. */
export class HubspotCrm implements Crm {
  readonly #client: HubspotClient
  readonly customerPayments: HubspotPayments
  readonly #dealFields: DealFieldMapping
  readonly #dealProperties: readonly string[]
  #homeCurrency: Promise<string> | undefined
  #choices: Promise<DealFieldChoice[]> | undefined
  #stages: Promise<Stage[]> | undefined

  constructor(options: HubspotCrmOptions) {
    this.#client = new HubspotClient(options)
    this.customerPayments = new HubspotPayments(this.#client, () => this.#home())
    this.#dealFields = options.dealFields ?? {}
    this.#dealProperties = [...new Set([...DEAL_PROPERTIES, ...mappedNames(this.#dealFields)])]
    if (options.homeCurrency) this.#homeCurrency = Promise.resolve(options.homeCurrency)
  }

  get calls(): Readonly<Record<string, number>> {
    return this.#client.calls
  }

  /** An OAuth app has no share in the account's daily calls. */
  readonly dailyCalls = null

  async describe(): Promise<CrmAccount> {
    const { data } = await this.#client.call({
      kind: 'account',
      method: 'GET',
      path: paths.account,
      reply: accountDetails,
    })
    this.#homeCurrency = Promise.resolve(data.companyCurrency)
    return {
      externalAccountId: String(data.portalId),
      name: `HubSpot ${data.portalId}`,
      homeCurrency: data.companyCurrency,
      timeZone: data.timeZone,
    }
  }

  stages(): Promise<Stage[]> {
    this.#stages = this.#client
      .call({ kind: 'pipelines', method: 'GET', path: paths.pipelines, reply: pipelineList })
      .then(({ data }) => mapStages(data.results))
    this.#stages.catch(() => (this.#stages = undefined))
    return this.#stages
  }

  async owners(): Promise<Owner[]> {
    return [...(await this.#ownersOf(false)), ...(await this.#ownersOf(true))]
  }

  async #ownersOf(archived: boolean): Promise<Owner[]> {
    const owners: Owner[] = []
    let after: string | undefined
    do {
      const { data } = await this.#client.call({
        kind: 'owners',
        method: 'GET',
        path: paths.owners,
        query: { limit: String(OWNER_LIMIT), archived: String(archived), ...(after ? { after } : {}) },
        reply: ownerPage,
      })
      owners.push(...data.results.map((owner) => ({ ...mapOwner(owner), archived })))
      after = data.paging?.next?.after
    } while (after)
    return owners
  }

  allAccounts(resume?: string): AsyncIterable<SyncPage<Account>> {
    return listPages(
      {
        client: this.#client,
        kind: 'list_companies',
        path: paths.companies,
        query: { properties: COMPANY_PROPERTIES.join(',') },
        page: companyPage,
        map: async (records) => records.map(mapCompany),
        count: () => countRecords(this.#companies),
      },
      resume,
    )
  }

  allDeals(resume?: string): AsyncIterable<SyncPage<Deal>> {
    return listPages(
      {
        client: this.#client,
        kind: 'list_deals',
        path: paths.deals,
        query: { properties: this.#dealProperties.join(','), associations: 'companies' },
        page: dealPage,
        map: async (records) => this.#deals(records, await companiesOfListed(this.#client, records)),
        count: () => countRecords(this.#dealSearch),
      },
      resume,
    )
  }

  async *changedAccounts(since: Date): AsyncIterable<SyncPage<Account>> {
    for await (const page of changedPages(this.#companies, since)) {
      yield { ...page, records: page.records.map(mapCompany), resume: '' }
    }
  }

  /** Joins pages until a call for associations is worth it: 200 deals to a search, 1,000 to a call for their companies. */
  async *changedDeals(since: Date): AsyncIterable<SyncPage<Deal>> {
    let waiting: WireRecord[] = []
    let answeredAt: Date | undefined
    for await (const page of changedPages(this.#dealSearch, since)) {
      waiting.push(...page.records)
      answeredAt ??= page.answeredAt
      if (waiting.length < ASSOCIATION_BATCH) continue
      yield { records: await this.#withCompanies(waiting), resume: '', answeredAt }
      waiting = []
    }
    if (answeredAt) yield { records: await this.#withCompanies(waiting), resume: '', answeredAt }
  }

  async findAccounts(externalIds: readonly string[]): Promise<Account[]> {
    const found = await this.#read('batch_read_companies', paths.companies, COMPANY_PROPERTIES, externalIds)
    return found.map(mapCompany)
  }

  async findDeals(externalIds: readonly string[]): Promise<Deal[]> {
    const found = await this.#read('batch_read_deals', paths.deals, this.#dealProperties, externalIds)
    return this.#withCompanies(found)
  }

  /** HubSpot keeps deleted records as archived ones, which `find…` shows; of what was purged it keeps no log. */
  async deletedAmong(): Promise<string[]> {
    return []
  }

  /** See `hubspotKind`: there are no kinds to ask for. */
  allDetails(): never {
    throw new CrmError('rejected', 'Details of HubSpot deals are not read')
  }

  changedDetails(): never {
    return this.allDetails()
  }

  /** HubSpot tells its rates under a scope that the app does not ask for. */
  async datedRates(): Promise<null> {
    return null
  }

  dealFieldChoices(): Promise<DealFieldChoice[]> {
    return dealFieldChoices(this.#client)
  }

  provisionFields(): Promise<void> {
    return provisionProperties(this.#client)
  }

  /** Provisions the fields first where HubSpot says that they are not there, as after an admin deleted them. */
  async writePartnerFields(updates: readonly PartnerFields[]): Promise<RefusedWrite[]> {
    try {
      return await writeProperties(this.#client, updates)
    } catch (error) {
      if (!(error instanceof HubspotRejection && error.has('PROPERTY_DOESNT_EXIST'))) throw error
      await this.provisionFields()
      return writeProperties(this.#client, updates)
    }
  }

  get #dealSearch() {
    return { client: this.#client, path: paths.deals, properties: this.#dealProperties }
  }

  get #companies() {
    return { client: this.#client, path: paths.companies, properties: COMPANY_PROPERTIES }
  }

  async #withCompanies(records: readonly WireRecord[]): Promise<Deal[]> {
    // Neighbouring pages may repeat a record at their border; the later reading is the newer one.
    const once = [...new Map(records.map((record) => [record.id, record])).values()]
    const ids = once.map((record) => record.id)
    return this.#deals(once, await companiesOf(this.#client, ids))
  }

  async #deals(
    records: readonly WireRecord[],
    companies: ReadonlyMap<string, CompaniesOfDeal>,
  ): Promise<Deal[]> {
    if (records.length === 0) return []
    const [homeCurrency, stages, knownProperties] = await Promise.all([
      this.#home(),
      this.#stagesFor(records),
      this.#knownAmong(records),
    ])
    const around = { homeCurrency, stages, knownProperties, dealFields: this.#dealFields }
    return records.map((record) =>
      mapDeal(record, { ...around, companies: companies.get(record.id) ?? noCompanies }),
    )
  }

  /** HubSpot leaves out a property that does not exist, without a word; whether that is why one is absent is asked once. */
  async #knownAmong(records: readonly WireRecord[]): Promise<ReadonlySet<string>> {
    const names = mappedNames(this.#dealFields)
    const absent = names.some((name) => records.some(({ properties }) => properties[name] === undefined))
    if (!absent) return new Set(names)
    this.#choices ??= this.dealFieldChoices()
    this.#choices.catch(() => (this.#choices = undefined))
    return new Set((await this.#choices).map(({ name }) => name))
  }

  #home(): Promise<string> {
    this.#homeCurrency ??= this.describe().then((account) => account.homeCurrency)
    return this.#homeCurrency
  }

  /** The stages by key, read again once when a record is in one that appeared after we read them. */
  async #stagesFor(records: readonly WireRecord[]): Promise<Map<string, Stage>> {
    const known = byKey(await (this.#stages ?? this.stages()))
    const unknown = records.map(keyOf).filter((key) => !known.has(key) && !this.#unknownStages.has(key))
    if (unknown.length === 0) return known
    const fresh = byKey(await this.stages())
    for (const key of unknown) if (!fresh.has(key)) this.#unknownStages.add(key)
    return fresh
  }
  /** Keys of stages that were deleted: not worth asking again. */
  readonly #unknownStages = new Set<string>()

  /** Each record as it is now, looked for among the archived ones when it is not among the active ones. */
  async #read(
    kind: string,
    path: string,
    properties: readonly string[],
    externalIds: readonly string[],
  ): Promise<WireRecord[]> {
    const ids = [...new Set(externalIds)]
    const active = await readBatches(this.#client, kind, path, properties, ids, false)
    const answered = new Set(
      active.flatMap((record) => [record.id, ...mergedIds(record.properties['hs_merged_object_ids'])]),
    )
    const rest = ids.filter((id) => !answered.has(id))
    const archived = await readBatches(this.#client, kind, path, properties, rest, true)
    // Two ids that were merged into one record are answered by the same record.
    return [...new Map([...active, ...archived].map((record) => [record.id, record])).values()]
  }
}

const ASSOCIATION_BATCH = 1_000

const keyOf = (record: WireRecord): string =>
  stageKey(record.properties['pipeline'] || null, record.properties['dealstage'] || null)

const byKey = (stages: readonly Stage[]): Map<string, Stage> =>
  new Map(stages.map((stage) => [stageKey(stage.pipelineId, stage.stageId), stage]))
