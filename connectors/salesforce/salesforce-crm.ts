import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { Owner } from '../../shared/crm/owner.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import type { CardKeyDelivery } from '../crm-kind.port.ts'
import type { Crm, CrmAccount, PartnerFields, RefusedWrite, SyncPage } from '../crm.port.ts'
import { putCardKey } from './card-key.ts'
import { changedRows } from './changed-rows.ts'
import { SalesforceClient, type SalesforceClientOptions } from './client.ts'
import { span } from './coverage.ts'
import { SalesforceRejection } from './errors.ts'
import type { SObject } from './fields.ts'
import { homeCurrencyOf } from './home-currency.ts'
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
import { fullId } from './record-id.ts'
import { type Schema, readSchema } from './schema.ts'
import { soqlIn, soqlString } from './soql.ts'
import { type Row, deletedReply } from './wire.ts'

export interface SalesforceCrmOptions extends SalesforceClientOptions {
  /** The package's namespace in the path of its endpoint; empty without one. */
  namespace: string
  /** Spares a call when it is known already. */
  homeCurrency?: string
}

/** A longer list would make an address longer than servers take. */
const IDS_IN_A_QUERY = 300
/** So few are asked for by somebody who looks at them, rather than by a sync. */
const FEW = 10
/** A merge may have swallowed the survivor of another one. */
const LONGEST_MERGE_CHAIN = 10
const DELETION_LOG_MS = (15 * 24 - 1) * 3_600_000

/** One Salesforce org. Cheap to make; keeps what the org looks like to the connected user for as long as it lives. */
export class SalesforceCrm implements Crm, CardKeyDelivery {
  readonly #client: SalesforceClient
  readonly #namespace: string
  #schema: Promise<Schema> | undefined
  #homeCurrency: Promise<string> | undefined

  constructor(options: SalesforceCrmOptions) {
    this.#client = new SalesforceClient(options)
    this.#namespace = options.namespace
    if (options.homeCurrency) this.#homeCurrency = Promise.resolve(options.homeCurrency)
  }

  get calls(): Readonly<Record<string, number>> {
    return this.#client.calls
  }

  get dailyCalls(): { used: number; limit: number } | null {
    return this.#client.dailyCalls
  }

  async describe(): Promise<CrmAccount> {
    const { organization } = await this.#look(true)
    return {
      externalAccountId: organization.id,
      name: organization.isSandbox ? `${organization.name} (sandbox)` : organization.name,
      homeCurrency: await this.#home(true),
      timeZone: organization.timeZone,
    }
  }

  async stages(): Promise<Stage[]> {
    return [...(await this.#look()).stages]
  }

  async owners(): Promise<Owner[]> {
    const { fields } = await this.#look()
    const rows = await this.#all({ kind: 'owners', soql: (after) => ownersQuery(fields.User, after) })
    return rows.map(mapOwner)
  }

  /** Name and e-mail of one user, where the connected user may see them. */
  async person(userId: string): Promise<Owner | undefined> {
    const { fields } = await this.#look(true)
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

  async findDeals(externalIds: readonly string[]): Promise<Deal[]> {
    return this.#deals(await this.#byId('Opportunity', externalIds), externalIds.length <= FEW)
  }

  /** An account that was merged away is answered with the one that it lives on in. */
  async findAccounts(externalIds: readonly string[]): Promise<Account[]> {
    const found = new Map<string, Account>()
    let wanted: readonly string[] = externalIds
    for (let round = 0; wanted.length > 0 && round <= LONGEST_MERGE_CHAIN; round++) {
      const rows = await this.#byId('Account', wanted, externalIds.length <= FEW)
      for (const account of rows.map(mapAccount)) found.set(account.externalId, account)
      wanted = [...found.values()].flatMap(({ mergedInto }) =>
        mergedInto === null || found.has(mergedInto) ? [] : [mergedInto],
      )
    }
    for (const loser of [...found.values()].filter(({ state }) => state === 'merged')) {
      const survivor = survivorOf(loser, found)
      if (survivor === loser) continue
      survivor.mergedExternalIds.push(loser.externalId)
      found.delete(loser.externalId)
    }
    return [...found.values()]
  }

  async deletedAmong(object: 'deal' | 'account', externalIds: readonly string[]): Promise<string[]> {
    if (externalIds.length === 0) return []
    if (!this.#client.vendorNow()) await this.#look()
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

  /** The package brings the fields: they are only looked for. Throws `CrmError('forbidden')` where they are not to be written. */
  async provisionFields(): Promise<void> {
    await requirePackage(this.#client, await this.#lookAgain())
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
      const missing =
        error instanceof SalesforceRejection &&
        (error.status === 404 || error.has('INVALID_FIELD', 'INVALID_TYPE', 'NOT_FOUND'))
      if (!missing) throw error
      this.#schema = undefined
      throw packageMissing('the records of the Partner Desk package')
    }
  }

  deliverCardKey(key: { keyId: string; secret: Buffer }): Promise<void> {
    return putCardKey(this.#client, this.#namespace, key)
  }

  #look(urgent = false): Promise<Schema> {
    if (this.#schema) return this.#schema
    const schema = readSchema(this.#client, urgent)
    this.#schema = schema
    // Whoever comes next asks again, urgently perhaps.
    schema.catch(() => {
      if (this.#schema === schema) this.#schema = undefined
    })
    return schema
  }

  /** The package may have been installed, or the user been given its permission set, since we looked. */
  async #withPackage(): Promise<Schema> {
    const schema = await this.#look()
    return hasPackage(schema) ? schema : this.#lookAgain()
  }

  #lookAgain(): Promise<Schema> {
    this.#schema = undefined
    return this.#look()
  }

  #home(urgent = false): Promise<string> {
    if (this.#homeCurrency) return this.#homeCurrency
    const home = this.#look(urgent).then((schema) => homeCurrencyOf(this.#client, schema))
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
    const pages = this.#visibly((schema) =>
      listRecords({ client, object, fields: schema.fields[object], count: schema.counts[object] }, resume),
    )
    const total = resume === undefined ? (await this.#look()).counts[object] : null
    for await (const { rows, ...page } of pages) {
      yield { ...page, records: await map(rows), ...(total === null ? {} : { total }) }
    }
  }

  async *#changed<T>(
    object: SObject,
    map: (rows: readonly Row[]) => Promise<T[]>,
    since: Date,
  ): AsyncIterable<SyncPage<T>> {
    const pages = this.#visibly((schema) => changedRows(this.#client, object, schema.fields[object], since))
    for await (const { rows, answeredAt } of pages) yield { records: await map(rows), resume: '', answeredAt }
  }

  /** Reads by what we know of the org; when a field is gone from our sight, looks again, once, before anything was read. */
  async *#visibly<P>(read: (schema: Schema) => AsyncIterable<P>): AsyncGenerator<P> {
    let begun = false
    try {
      for await (const page of read(await this.#look())) {
        begun = true
        yield page
      }
    } catch (error) {
      if (begun || !isInvalidField(error)) throw error
      yield* read(await this.#lookAgain())
    }
  }

  async #byId(
    object: SObject,
    externalIds: readonly string[],
    urgent = externalIds.length <= FEW,
  ): Promise<Row[]> {
    const ids = [...new Set(externalIds.map(fullId))].filter((id) => id !== null)
    const rows: Row[] = []
    if (ids.length > 0) await this.#look(urgent)
    for (let start = 0; start < ids.length; start += IDS_IN_A_QUERY) {
      const wanted = soqlIn('Id', ids.slice(start, start + IDS_IN_A_QUERY))
      const pages = this.#visibly((schema) =>
        queryPages(this.#client, {
          kind: `find_${object.toLowerCase()}`,
          soql: (after) =>
            `SELECT ${schema.fields[object].join(', ')} FROM ${object} WHERE ${wanted}${behind(after)} ORDER BY Id`,
          urgent,
        }),
      )
      for await (const page of pages) rows.push(...page.rows)
    }
    return rows
  }

  async #deals(rows: readonly Row[], urgent = false): Promise<Deal[]> {
    if (rows.length === 0) return []
    const schema = await this.#look(urgent)
    const around = {
      homeCurrency: await this.#home(urgent),
      timeZone: schema.organization.timeZone,
      stages: new Map(schema.stages.map((stage) => [stage.stageId, stage])),
      seesAmount: schema.fields.Opportunity.includes('Amount'),
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

const isInvalidField = (error: unknown): boolean =>
  error instanceof SalesforceRejection && error.has('INVALID_FIELD')

function survivorOf(loser: Account, found: ReadonlyMap<string, Account>): Account {
  let at = loser
  for (let step = 0; at.mergedInto !== null && step <= LONGEST_MERGE_CHAIN; step++) {
    const next = found.get(at.mergedInto)
    if (!next) break
    at = next
  }
  return at
}
