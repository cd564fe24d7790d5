import { CrmError } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { readTogether } from './compose.ts'
import type { DetailSource } from './detail-objects.ts'
import { SalesforceRejection } from './errors.ts'
import { queryPath } from './schema.ts'
import { describedObject, queryPage } from './wire.ts'

export interface DetailView {
  /** Of the fields that we would like to read, those that are visible. */
  fields: readonly string[]
  /** null where Salesforce could not count them in time. */
  count: number | null
}

/** What the connected user sees of one kind of detail, by one call. Throws `CrmError('forbidden')` where that is nothing. */
async function readDetailView(client: SalesforceClient, source: DetailSource): Promise<DetailView> {
  const { object, parent, fields } = source
  const parts = {
    own: `/sobjects/${object}/describe`,
    count: queryPath(`SELECT COUNT() FROM ${object}`),
    ...(parent ? { parent: `/sobjects/${parent.object}/describe` } : {}),
  }
  const { data } = await readTogether(client, parts, { kind: 'describe' })
  const own = data.readIfThere('own', describedObject)
  if (!own) throw notVisible(source)
  const visible = new Set(own.fields.map(({ name }) => name))
  const above = parent && data.readIfThere('parent', describedObject)
  const parentFields = (parent?.fields ?? []).filter((field) =>
    above?.fields.some(({ name }) => name === field),
  )
  return {
    fields: [
      ...fields.filter((name) => visible.has(name)),
      ...parentFields.map((name) => `${parent?.relationship}.${name}`),
    ],
    count: data.readIfThere('count', queryPage)?.totalSize ?? null,
  }
}

function notVisible({ object, label }: DetailSource): CrmError {
  return new CrmError(
    'forbidden',
    `The connected Salesforce user may not read ${label} records (${object}). A Salesforce admin gives that user read access to ` +
      'them; else an admin of Partner Desk turns this off.',
  )
}

/** An org's answer is good for so long: a new field is seen by the next listing at the latest. */
const KEPT_MS = 6 * 3_600_000

/** What orgs showed of their details a while ago, for all adapters of this process. */
const known = new Map<string, { view: DetailView; at: number }>()

/** What one org shows of one kind of detail. */
export class RememberedView {
  readonly #client: SalesforceClient
  readonly #source: DetailSource
  readonly #key: string

  constructor(client: SalesforceClient, org: string, source: DetailSource) {
    this.#client = client
    this.#source = source
    this.#key = `${org} ${source.object}`
  }

  async look(): Promise<DetailView> {
    known.delete(this.#key)
    const view = await readDetailView(this.#client, this.#source)
    known.set(this.#key, { view, at: this.#client.timing.now() })
    return view
  }

  async recall(): Promise<DetailView> {
    const held = known.get(this.#key)
    return held && this.#client.timing.now() - held.at < KEPT_MS ? held.view : this.look()
  }

  /** Reads by what is remembered; when something is gone from our sight, looks again, once, before anything was read. */
  async *visibly<P>(read: (view: DetailView) => AsyncIterable<P>): AsyncGenerator<P> {
    let begun = false
    try {
      for await (const page of read(await this.recall())) {
        begun = true
        yield page
      }
    } catch (error) {
      const hidden = error instanceof SalesforceRejection && error.has('INVALID_FIELD', 'INVALID_TYPE')
      if (begun || !hidden) throw error
      yield* read(await this.look())
    }
  }
}
